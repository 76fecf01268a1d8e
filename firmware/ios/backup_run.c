#include "firmware/ios/backup_run.h"
#include <stdio.h>
#include <stdlib.h>

#define BLOCK ((size_t)256 << 10)

struct runner {
    struct mk_backup_talk *t;
    const struct mk_backup_line *line;
    const struct mk_backup_owner *owner;
    uint8_t *block;
    int silent_ms;
    enum mk_phone_wait told;
    bool by_itself; /* it was the phone that said what it waits for */
    bool shows;     /* it does so: nothing has to be guessed */
};

static int tell_wait(struct runner *r, enum mk_phone_wait what, const char *detail,
                     struct mk_error *e)
{
    if (r->told == what)
        return 0;
    r->told = what;
    return r->owner->wait ? r->owner->wait(r->owner->u, what, detail, e) : 0;
}

static int look(struct runner *r, struct mk_error *e)
{
    enum mk_phone_wait now;
    if (r->line->shown && r->line->shown(r->line->u, &now) == 1) {
        r->by_itself = now != MK_WAIT_OVER;
        r->shows = true;
        r->silent_ms = 0;
        return tell_wait(r, now, "the phone shows that it wants its passcode: enter it there", e);
    }
    if (mk_backup_talk_waits(r->t) && r->silent_ms >= MK_BACKUP_ASKS_MS && !r->shows)
        return tell_wait(r, MK_WAIT_PASSCODE,
                         "the phone does not answer yet: if it asks for its passcode, enter it", e);
    return 0;
}

static int stopped(struct runner *r, struct mk_error *e)
{
    return r->owner->stopped ? r->owner->stopped(r->owner->u, e) : 0;
}

/* Nothing came in one turn. */
static int silence(struct runner *r, struct mk_error *e)
{
    r->silent_ms += MK_BACKUP_TURN_MS;
    int rc = stopped(r, e);
    if (rc > 0)
        return mk_backup_talk_stop(r->t, MK_PH_CANCELLED, "called off", e);
    if (rc < 0 || look(r, e))
        return -1;
    bool thinks = mk_backup_talk_thinks(r->t);
    if (r->silent_ms < (thinks ? MK_BACKUP_THINK_MS : MK_BACKUP_STALL_MS))
        return 0;
    return mk_backup_talk_stop(r->t, MK_PH_TIMEOUT,
                               thinks ? "the phone has said nothing for twenty minutes"
                                      : "the phone has sent nothing for a minute",
                               e);
}

static int arrived(struct runner *r, size_t n, struct mk_error *e)
{
    r->silent_ms = 0;
    if (!r->by_itself && tell_wait(r, MK_WAIT_OVER, "", e))
        return -1;
    return mk_backup_talk_feed(r->t, mk_span(r->block, n), e);
}

static int lost(struct runner *r, const struct mk_error *why, struct mk_error *e)
{
    char text[400];
    snprintf(text, sizeof text, "the connection ended: %s", why->text);
    return mk_backup_talk_stop(r->t, MK_PH_BROKEN, text, e);
}

static int turn(struct runner *r, size_t wants, struct mk_error *e)
{
    struct mk_error why = { 0 };
    size_t n = wants < BLOCK ? wants : BLOCK;
    int got = r->line->read(r->line->u, r->block, n, MK_BACKUP_TURN_MS, &why);
    return got > 0 ? arrived(r, n, e) : got == 0 ? silence(r, e) : lost(r, &why, e);
}

static int flush(struct runner *r, struct mk_error *e)
{
    struct mk_buf *out = mk_backup_talk_out(r->t);
    struct mk_error why = { 0 };
    if (out->len == 0)
        return 0;
    int rc = r->line->write(r->line->u, mk_buf_span(out), &why);
    explicit_bzero(out->p, out->len); /* a password may be in it */
    mk_buf_clear(out);
    return rc ? lost(r, &why, e) : 0;
}

int mk_backup_run(struct mk_backup_talk *t, const struct mk_backup_line *line,
                  const struct mk_backup_owner *owner, struct mk_error *e)
{
    struct runner r = { .t = t, .line = line, .owner = owner, .told = MK_WAIT_OVER };
    size_t wants;
    int rc = 0;
    r.block = malloc(BLOCK);
    if (!r.block)
        return mk_fail(e, MK_ENOMEM, "backup");
    while (rc == 0 && ((wants = mk_backup_talk_wants(t)) != 0 || mk_backup_talk_gives(t))) {
        rc = wants ? turn(&r, wants, e) : mk_backup_talk_give(t, e);
        if (rc == 0)
            rc = flush(&r, e);
    }
    if (rc == 0)
        rc = tell_wait(&r, MK_WAIT_OVER, "", e);
    free(r.block);
    return rc;
}
