#ifndef MK_IOS_BACKUP_LINK_H
#define MK_IOS_BACKUP_LINK_H

#include "firmware/phantom/ios_backup.h"
#include "firmware/phantom/ios_message.h"

/*
 * The phone's side of com.apple.mobilebackup2. Messages are arrays that begin with their name, as
 * binary property lists; the phone asks and the host answers each with DLMessageStatusResponse
 * (code, text, value). The formats are those of firmware/ios/backup_talk.h and its sources. What
 * real phones ask for, in which order, and what they call their files is known from public logs:
 *
 *   the beginning           libimobiledevice issue 180 (Status.plist of the host, the contents of
 *                           its folders, free space, folders, then files), 1071 and pymobiledevice3
 *                           pull request 1886 (DLMessagePurgeDiskSpace: what is missing and 2 GiB;
 *                           a backup needs its size and 128 MiB)
 *   Snapshot/3d/3d0d...     issues 1361, 376; pymobiledevice3 755
 *   moved in pieces of 128, then Snapshot/ removed     issues 1106, 1058, 1544
 *   Status.plist, Manifest.plist and Manifest.db are fetched back, and what the manifest names has
 *   to be there            issues 1224, 1660, 607, 881; Netimobiledevice 68 (error 205)
 *   the phone's own names   "/.ba/mobile/Media/DCIM/..." (a snapshot is mounted there), issue 1361;
 *                           "/var/tmp/tmp.2.5YnM5D", issue 180
 *   errors                  104: 1361; 105: 1384; 207: 996; 208: 1380; 3: 1257;
 *                           1, for a profile: CowabungaLite 15
 *
 * Guesses: the order of the files (by domain and path), how many make a batch, that all lists are
 * fetched back one by one.
 */
struct mk_phone_link {
    struct mk_ios_stream *s;
    struct mk_buf out; /* not sent yet */
    char udid[80];     /* the folder that the host keeps this backup in */
    double progress;   /* percent */
};

/* What the host said to a request. */
struct mk_phone_said {
    int64_t code;    /* 0: done; -6: there is no such file; -7: it is there already */
    plist_t message; /* NULL, or all of it; whoever asked frees it */
    plist_t value;   /* its third part, or NULL */
};

/* How a request of the host ends: code 0, or the phone's own error. */
struct mk_phone_end {
    int code;
    char text[400];
};
void mk_phone_end_with(struct mk_phone_end *end, int code, const char *text);

/* The message is freed. */
MK_CHECK int mk_phone_tell(struct mk_phone_link *l, plist_t message, struct mk_error *e);
MK_CHECK int mk_phone_listen(struct mk_phone_link *l, plist_t *out, struct mk_error *e);
/* Waits for the host's answer. MK_EPROTO when it says something else. */
MK_CHECK int mk_phone_answer(struct mk_phone_link *l, struct mk_phone_said *said,
                             struct mk_error *e);
/* Both; what was said is let go, only its code is kept. */
MK_CHECK int mk_phone_ask(struct mk_phone_link *l, plist_t message, int64_t *code,
                          struct mk_error *e);
void mk_phone_said_done(struct mk_phone_said *said);

/* An array that begins so. "s" takes a text, "u" a number, "r" a real, "p" a property list. */
plist_t mk_phone_words(const char *name, const char *kinds, ...);
/* "UDID/below", or "UDID" */
const char *mk_phone_below(const struct mk_phone_link *l, char room[static 160], const char *below);

/* Sends what is buffered. */
MK_CHECK int mk_phone_flush(struct mk_phone_link *l, struct mk_error *e);

#define MK_PHONE_BLOCK_DATA  0x0c
#define MK_PHONE_BLOCK_END   0x00
#define MK_PHONE_BLOCK_ERROR 0x0b

/* ---- ios_backup_upload.c ---- */

/* All files of the backup that are wanted of it, into Snapshot/ of the host's folder. */
struct mk_phone_upload {
    struct mk_phone_link *l;
    const struct mk_phone_backup *b;
    const uint8_t *leave; /* per file: not 0 when the host has it; NULL: it has none */
    bool unread;          /* the phone could not read one of them */
};
MK_CHECK int mk_phone_upload_payload(struct mk_phone_upload *u, struct mk_error *e);
MK_CHECK int mk_phone_upload_lists(struct mk_phone_upload *u, struct mk_error *e);
/* One file whose bytes are here. */
MK_CHECK int mk_phone_upload_bytes(struct mk_phone_link *l, const char *below, struct mk_span bytes,
                                   struct mk_error *e);

/* ---- ios_backup_check.c ---- */

/* Whether the host has a file of these bytes; *there: whether it has one at all. */
MK_CHECK int mk_phone_has_list(struct mk_phone_link *l, const struct mk_phone_backup *b, size_t i,
                               bool *there, bool *same, struct mk_error *e);
/* Asks for a file whose bytes nobody looks at. */
MK_CHECK int mk_phone_fetch(struct mk_phone_link *l, const char *below, bool *there,
                            struct mk_error *e);
/* Which payload files the host has: marks them. */
MK_CHECK int mk_phone_has_files(struct mk_phone_link *l, const struct mk_phone_backup *b,
                                uint8_t *marks, struct mk_error *e);

/* ---- ios_backup_run.c ---- */

/* What the request "Backup" does, but for its last answer. `request`: what the host sent. */
MK_CHECK int mk_phone_backup_run(struct mk_phone_link *l, plist_t request, struct mk_phone_end *end,
                                 struct mk_error *e);

#endif
