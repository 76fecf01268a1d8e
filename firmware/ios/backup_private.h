#ifndef MK_BACKUP_PRIVATE_H
#define MK_BACKUP_PRIVATE_H

#include "firmware/ios/backup_shelf.h"
#include "firmware/ios/backup_talk.h"
#include "parsers/format/plist.h"

/* Private to backup_*.c: the parts of one conversation. */

enum mk_backup_state {
    MK_BT_LENGTH, /* of a message */
    MK_BT_MESSAGE,
    MK_BT_PHONE_LENGTH, /* the phone's own name of a file */
    MK_BT_PHONE_NAME,
    MK_BT_NAME_LENGTH,
    MK_BT_NAME,
    MK_BT_BLOCK_LENGTH,
    MK_BT_BLOCK_CODE,
    MK_BT_DATA,
    MK_BT_ERROR_TEXT,
    MK_BT_GIVE, /* it is our turn: files that the phone asked for */
    MK_BT_OVER
};

/* What a block of a file is. */
enum mk_backup_code {
    MK_BACKUP_END = 0x00,
    MK_BACKUP_ERROR_OURS = 0x06,
    MK_BACKUP_ERROR_PHONE = 0x0b,
    MK_BACKUP_PIECE = 0x0c,
};

enum mk_backup_stage { MK_BS_VERSION, MK_BS_READY, MK_BS_HELLO, MK_BS_ASKED };

struct mk_backup_talk {
    struct mk_backup_tell tell;
    struct mk_buf udid, old_one, new_one;
    bool password;
    uint64_t free_bytes, received;
#define MK_BACKUP_TALK_MAX ((uint64_t)10000000)
    uint64_t turns; /* messages and names that are none: a phone may not talk for ever */

    enum mk_backup_state state;
    enum mk_backup_stage stage;
    size_t need;            /* bytes that the state gathers, or (DATA) that are to come */
    struct mk_buf in;       /* gathered */
    struct mk_buf out;      /* to be sent */
    struct mk_buf own_name; /* the phone's own of the file in hand */
    struct mk_buf name;     /* its name below the UDID folder */
    struct mk_backup_shelf shelf;
    bool open;                   /* file() was told */
    bool drain;                  /* the file in hand has a name that is none */
    bool pieces;                 /* it had some */
    uint8_t code;                /* of the block in hand */
    uint32_t bytes_left;         /* of it, behind the code */
    uint64_t bytes;              /* of the file in hand */
    struct mk_buf asked, absent; /* names of files that the phone wants: u32, bytes each */
    size_t asked_at;
    bool giving; /* one of them is on its way */
    bool waits;
    struct mk_backup_end end;
};

/* ---- backup_talk.c ---- */
void mk_backup_state(struct mk_backup_talk *t, enum mk_backup_state state, size_t need);
/* The end: nothing more is taken. Returns 0. */
int mk_backup_over(struct mk_backup_talk *t, enum mk_phone_status status, int32_t code,
                   const char *why);
int mk_backup_broken(struct mk_backup_talk *t, const char *why);

/* ---- backup_message.c: what the phone asks ---- */
/* Counts one; false: the talk is over, there were too many. */
bool mk_backup_turn(struct mk_backup_talk *t);
MK_CHECK int mk_backup_message(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e);

/* ---- backup_files.c: what it sends ---- */
MK_CHECK int mk_backup_upload_step(struct mk_backup_talk *t, struct mk_error *e);
MK_CHECK int mk_backup_data(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e);
MK_CHECK int mk_backup_cut_file(struct mk_backup_talk *t, const char *why, struct mk_error *e);

/* ---- backup_name.c ---- */
/* What a name has below the UDID's folder; false where it is no name that a backup can have. The
 * folder itself is an empty one, for which `folder` asks. */
bool mk_backup_name(struct mk_span *below, struct mk_span name, struct mk_span udid, bool folder);

/* ---- backup_send.c: what we send ---- */
void mk_backup_send_version(struct mk_buf *out);
void mk_backup_send_hello(struct mk_buf *out);
void mk_backup_send_wish(struct mk_buf *out, const struct mk_backup_talk *t);
void mk_backup_send_goodbye(struct mk_buf *out);

/* The third part of a DLMessageStatusResponse. */
enum mk_backup_with { MK_BW_NOTHING, MK_BW_DICT, MK_BW_NUMBER };
void mk_backup_send_status(struct mk_buf *out, int code, const char *text, enum mk_backup_with with,
                           uint64_t number);
/* What lies in a folder of the backup. */
void mk_backup_send_listing(struct mk_buf *out, const struct mk_backup_shelf *shelf,
                            struct mk_span folder);
/* In place of a file: there is none of that name. */
void mk_backup_send_absent(struct mk_buf *out);
/* Behind all files that were asked for; `absent`: names, u32 little endian length and bytes each.
 */
void mk_backup_send_given(struct mk_buf *out, struct mk_span absent);

/* ---- backup_give.c: files that the phone wants ---- */
MK_CHECK int mk_backup_give_begin(struct mk_backup_talk *t, const struct mk_plist_value *names,
                                  struct mk_error *e);

#endif
