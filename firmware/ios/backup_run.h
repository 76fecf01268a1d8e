#ifndef MK_BACKUP_RUN_H
#define MK_BACKUP_RUN_H

#include "firmware/ios/backup_talk.h"

/*
 * Drives a conversation over a connection: reads as much as it wants, sends what it answers, tells
 * when somebody has to touch the phone, and gives a silent phone up. Time is what reads waited.
 */
struct mk_backup_line {
    void *u;
    /* Exactly n bytes: 1; not one in timeout_ms: 0; -1: the connection is gone. */
    int (*read)(void *u, uint8_t *p, size_t n, int timeout_ms, struct mk_error *e);
    int (*write)(void *u, struct mk_span bytes, struct mk_error *e);
    /* Without waiting: 1 and what the phone shows now (MK_WAIT_OVER: it was done); 0: nothing new.
     * May be NULL. */
    int (*shown)(void *u, enum mk_phone_wait *out);
};

struct mk_backup_owner {
    void *u;
    /* 1: it is called off; -1: the owner is gone. May be NULL. */
    int (*stopped)(void *u, struct mk_error *e);
    int (*wait)(void *u, enum mk_phone_wait what, const char *detail, struct mk_error *e);
};

/* So long silent is too long: in the middle of a file, and while it thinks. Before it begins a
 * phone reckons what it has, for many minutes. */
#define MK_BACKUP_STALL_MS (60 * 1000)
#define MK_BACKUP_THINK_MS (20 * 60 * 1000)
/* A phone that has not answered the request by then may be showing that it wants its passcode
 * (since iOS 16.1; libimobiledevice, issue 1380: it gives up itself after three minutes). */
#define MK_BACKUP_ASKS_MS 3000
#define MK_BACKUP_TURN_MS 250

/* Until the talk is over, for which mk_backup_talk_end() gives the reason. -1: the owner or what
 * the talk tells is gone, or memory ran out. */
MK_CHECK int mk_backup_run(struct mk_backup_talk *t, const struct mk_backup_line *line,
                           const struct mk_backup_owner *owner, struct mk_error *e);

/* The talk's tell as frames of firmware/worker/phone.h. */
struct mk_chan;
struct mk_backup_frames {
    struct mk_chan *chan;
    uint16_t stream;
    struct mk_span piece; /* of what the phone wants: not yet read */
    bool ended;           /* nothing comes behind it */
};
void mk_backup_tell_frames(struct mk_backup_tell *out, struct mk_backup_frames *f);
MK_CHECK int mk_backup_frame_wait(struct mk_backup_frames *f, enum mk_phone_wait what,
                                  const char *detail, struct mk_error *e);
MK_CHECK int mk_backup_frame_done(struct mk_backup_frames *f, const struct mk_backup_end *end,
                                  struct mk_error *e);

#endif
