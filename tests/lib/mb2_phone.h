#ifndef MB2_PHONE_H
#define MB2_PHONE_H

#include "firmware/ios/backup_talk.h"

/*
 * A scripted phone for conversations of mobilebackup2: what it sends, written straight from the
 * protocol's description, and a log of what a talk tells.
 */
#define MB2_UDID "00008101-000A1B2C3D4E001E"

/* A message: XML of the array's items behind its name. */
void mb2_say(struct mk_buf *b, const char *name, const char *items);
void mb2_u32(struct mk_buf *b, uint32_t v);
void mb2_name(struct mk_buf *b, struct mk_span name);
/* A block of a file: its code and bytes. */
void mb2_block(struct mk_buf *b, uint8_t code, struct mk_span bytes);
/* Version exchange, readiness, answer to Hello. */
void mb2_hello(struct mk_buf *b);
/* A file whose name lies below the UDID, in one piece. */
void mb2_file(struct mk_buf *b, const char *name, const char *content);
void mb2_response(struct mk_buf *b, int code, const char *text);
/* A whole backup of three files, one of them in the folder of a snapshot. */
void mb2_backup(struct mk_buf *b);

/* What was told, a line each: "said X", "file NAME PHONE", "N bytes" (gathered), "end STATUS N
 * WHY", "note WHAT NUMBER TEXT" (a NUL is shown as '|'), "want NAME". */
struct mb2_log {
    struct mk_buf text;
    uint64_t bytes; /* of the file in hand */
    size_t left;    /* of a file that the phone wants */
    int open;       /* files that were told and not ended */
    int fail_at;    /* this call fails; 0: none */
    int calls;
};
void mb2_log_init(struct mb2_log *l);
void mb2_log_done(struct mb2_log *l);
struct mk_backup_tell mb2_tell(struct mb2_log *l);

/* What a talk made of what the phone sends. */
struct mb2_played {
    struct mk_backup_end end;
    bool over;
    struct mb2_log log;
    struct mk_buf sent; /* by us */
};
extern const struct mk_backup_wish mb2_plain; /* a backup, 1000 bytes free */
void mb2_played_done(struct mb2_played *p);
/* Pieces of at most `step`; behind them the connection ends. 0, or -1 where the talk failed. */
int mb2_play_as(struct mb2_played *p, const struct mk_backup_wish *wish, struct mk_span phone,
                size_t step, int fail_at, struct mk_error *e);
/* All at once; that fails for no reason of ours. */
void mb2_play(struct mb2_played *p, const struct mk_backup_wish *wish, const struct mk_buf *phone);
const char *mb2_told(struct mb2_played *p);
/* Whether we sent that text. */
bool mb2_sent(const struct mb2_played *p, const char *text);

#endif
