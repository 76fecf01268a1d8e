#ifndef MK_IOS_BACKUP_WORKER_H
#define MK_IOS_BACKUP_WORKER_H

#include "firmware/worker/frame.h"
#include <libimobiledevice/service.h>

/*
 * A backup, or a new backup password, as the phone worker does it: what MK_PH_BACKUP and
 * MK_PH_PASSWORD ask for (firmware/worker/phone.h). The conversation itself is backup_talk.h's;
 * here it gets its services, its waits and its frames.
 *
 * What it asks of the phone beyond com.apple.mobilebackup2: notifications are observed, which
 * changes nothing on it. The lock that iTunes takes (/com.apple.itunes.lock_sync on the media
 * partition, and the notifications com.apple.itunes-mobdev.sync...) is left alone: it is a file
 * written to the phone, and backups come without it (jkcoxson/idevice, tools/src/mobilebackup2.rs,
 * which takes none; libimobiledevice and pymobiledevice3 do).
 */
struct mk_backup_phone {
    void *u;
    /* Starts a service and connects to it; with the escrow bag of the pairing record where `escrow`
     * says so. Says SAID for what it asks. MK_EREFUSED with the phone's own word, MK_ECLOSED. */
    int (*start)(void *u, service_client_t *out, const char *service, bool escrow,
                 struct mk_error *e);
    /* Asked four times a second while the phone is silent, and between files: 1 when the parent has
     * called this stream off, -1 when it cannot be spoken to. May be NULL. */
    int (*stopped)(void *u, struct mk_error *e);
    struct mk_chan *chan;
    uint16_t stream;
    struct mk_span udid; /* with its '-', as lockdownd's UniqueDeviceID */
};

/* Everything up to and with DONE is sent to the parent. -1: it cannot be spoken to any more. */
MK_CHECK int mk_ios_backup(const struct mk_backup_phone *p, uint64_t free_bytes,
                           struct mk_error *e);
/* Likewise. old_one empty: set, new_one empty: taken off. */
MK_CHECK int mk_ios_password(const struct mk_backup_phone *p, struct mk_span old_one,
                             struct mk_span new_one, struct mk_error *e);

#endif
