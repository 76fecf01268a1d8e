#ifndef MK_BACKUP_TALK_H
#define MK_BACKUP_TALK_H

#include "firmware/worker/phone.h"
#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The conversation of com.apple.mobilebackup2, without I/O: bytes of the phone go in, answers come
 * out, what a backup consists of is told. Numbers are big endian.
 *
 *   u32 length, property list      a message: an array that begins with its name
 *   behind DLMessageUploadFiles    per file: u32 length, the phone's own name of it;
 *                                  u32 length, its name in the backup, "UDID/Snapshot/3d/3d0d..";
 *                                  blocks: u32 length of what follows, u8 code, bytes.
 *                                  In place of a name u32 0 ends all of them.
 *   code  0x0c a piece of the file; 0x00 its end; 0x0b an error's text, or, behind a piece, an end
 *         as well; 0x06 an error's text, of ours. A block of length 0 ends all files.
 *   behind our answer to DLMessageDownloadFiles   per file: u32 length, name, blocks; u32 0
 *
 * The order of a session:
 *
 *   phone DLMessageVersionExchange 400 0; we DLMessageVersionExchange DLVersionsOk 400;
 *   phone DLMessageDeviceReady; we Hello, phone Response; we Backup or ChangePassword;
 *   the phone asks whatever it likes, each message answered by DLMessageStatusResponse;
 *   phone Response with ErrorCode and ErrorDescription; we DLMessageDisconnect.
 *
 * Always a full backup: of an earlier one the phone is told that nothing is there. What it has sent
 * itself it may want back.
 *
 * Sources: libimobiledevice 1.3.0, tools/idevicebackup2.c (mb2_handle_receive_files and its
 * neighbours), src/device_link_service.c, src/mobilebackup2.c; pymobiledevice3,
 * services/device_link.py, pull requests 1884 and 1886 (what DLMessagePurgeDiskSpace holds).
 */
#define MK_BACKUP_MESSAGE_MAX ((size_t)16 << 20)
#define MK_BACKUP_NAME_MAX    4096u
#define MK_BACKUP_ERROR_MAX   ((size_t)64 << 10)

struct mk_backup_wish {
    struct mk_span udid;
    uint64_t free_bytes; /* that the phone is told of; more may not come */
    bool password;       /* a new password, in place of a backup */
    struct mk_span old_one, new_one;
};

/* What is told as it happens; 0, or -1 to end it all. end() comes for each file() as long as none
 * of them fails. */
struct mk_backup_tell {
    void *u;
    int (*said)(void *u, const char *request, struct mk_error *e);
    /* name: below the UDID, of parts that are neither empty, "." nor ".."; phone: any bytes */
    int (*file)(void *u, struct mk_span name, struct mk_span phone, struct mk_error *e);
    int (*bytes)(void *u, struct mk_span bytes, struct mk_error *e);
    /* status as in MK_PH_ITEM: 0 whole, 1 refused, 2 cut short */
    int (*end)(void *u, unsigned status, uint64_t bytes, struct mk_span why, struct mk_error *e);
    int (*note)(void *u, enum mk_phone_note what, uint64_t number, struct mk_span text,
                struct mk_error *e);
    /* The phone wants a file back that it has sent: 1: it is there, and read() gives it until there
     * is no more (*got 0); 0: it is not there. */
    int (*want)(void *u, struct mk_span name, struct mk_error *e);
    int (*read)(void *u, uint8_t *p, size_t n, size_t *got, struct mk_error *e);
};

struct mk_backup_end {
    enum mk_phone_status status;
    int32_t code; /* the phone's ErrorCode; -1: it gave none */
    char why[600];
};

struct mk_backup_talk;
/* The wish's texts are copied, and wiped when they were sent. */
MK_CHECK int mk_backup_talk_new(struct mk_backup_talk **out, const struct mk_backup_wish *wish,
                                const struct mk_backup_tell *tell, struct mk_error *e);
void mk_backup_talk_free(struct mk_backup_talk *t);

/* Bytes that have to come next, at least 1: they will come as they are no more than the phone has
 * announced. 0: it is our turn, or over. */
size_t mk_backup_talk_wants(const struct mk_backup_talk *t);
/* At most that many. A phone that breaks the protocol ends the talk (MK_PH_BROKEN) and is no error.
 * -1: tell said so, or memory ran out. */
MK_CHECK int mk_backup_talk_feed(struct mk_backup_talk *t, struct mk_span bytes,
                                 struct mk_error *e);
/* What has to be sent; the caller empties it. */
struct mk_buf *mk_backup_talk_out(struct mk_backup_talk *t);
/* It is our turn: the next of what the phone wants goes to what has to be sent. */
bool mk_backup_talk_gives(const struct mk_backup_talk *t);
MK_CHECK int mk_backup_talk_give(struct mk_backup_talk *t, struct mk_error *e);
/* Its request went out, and the phone has not said anything since: perhaps it waits for its
 * passcode. */
bool mk_backup_talk_waits(const struct mk_backup_talk *t);
/* Between messages: a phone may take its time there. */
bool mk_backup_talk_thinks(const struct mk_backup_talk *t);
/* Ends it from outside; the file in hand is cut short. */
MK_CHECK int mk_backup_talk_stop(struct mk_backup_talk *t, enum mk_phone_status status,
                                 const char *why, struct mk_error *e);
/* Once it wants nothing more. */
const struct mk_backup_end *mk_backup_talk_end(const struct mk_backup_talk *t);

/* What an ErrorCode of the phone means and what helps, for people; "" when that is not known.
 * text: its ErrorDescription. */
const char *mk_backup_words(int64_t code, struct mk_span text);

#endif
