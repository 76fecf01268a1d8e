#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/events.h"
#include "firmware/acquire/space.h"
#include "firmware/worker/phone.h"
#include <stdio.h>

#define LOSSES_MAX 4 /* of the phone or its worker in a row, after which nothing new came */
#define NO_ROOM    105
#define MARGIN     ((uint64_t)2 << 30)     /* that it asks for on top: firmware/ios/backup_talk.h */
#define PHONE_SAYS "the phone says error " /* of firmware/ios: its number, ": ", its own words */
#define ENCRYPTED                                                                                  \
    "the phone encrypts its backups, and what is in scope can only be taken out of an encrypted "  \
    "one with its owner's password, which was not given: not asked for"

#define CAME_ENCRYPTED                                                                             \
    "what came is encrypted, which the phone had not said, and its owner's password was not "      \
    "given: nothing of it can be read without the backup's lists, that hold what is out of scope"
#define WRONG                                                                                      \
    "the backup password that was given does not open the phone's backup: nothing of it was "      \
    "kept. "                                                                                       \
    "It is not tried again; another one is another start of the run (moka resume "                 \
    "--backup-password-file)"

/* ---- the ledger ---- */

static void put(struct mk_buf *b, uint64_t n, const char *what)
{
    if (n)
        mk_buf_printf(b, "%s%llu %s", b->len ? ", " : "", (unsigned long long)n, what);
}

static enum mk_cover state_of(const struct mk_backup_state *s)
{
    if (s->stand == MK_BACKUP_OPEN && !strcmp(s->why, ENCRYPTED))
        return MK_COVER_UNREACHABLE;
    if (s->stand == MK_BACKUP_REFUSED &&
        (!strcmp(s->why, CAME_ENCRYPTED) || !strcmp(s->why, WRONG)))
        return MK_COVER_UNREACHABLE;
    switch (s->stand) {
    case MK_BACKUP_WHOLE:
        return s->sums.files ? MK_COVER_FOUND : MK_COVER_UNKNOWN;
    case MK_BACKUP_REFUSED:
        return MK_COVER_REFUSED;
    case MK_BACKUP_LOST:
    case MK_BACKUP_OPEN:
        break;
    }
    return MK_COVER_FAILED;
}

static void put_why(struct mk_buf *b, const struct mk_backup_state *s)
{
    const struct mk_backup_sums *n = &s->sums;
    mk_buf_puts(b, s->why);
    put(b, n->refused, "files that the phone could not read");
    put(b, n->cut, "files that came to no end");
    put(b, n->remarked, "files that the phone ended with a message: perhaps not whole");
    put(b, n->removed, "files that were taken back by the phone");
    put(b, n->stale, "files that came in an attempt before, and not in the last");
    put(b, n->odd, "names or requests that make no sense");
}

static int cover(struct mk_run *r, const struct mk_backup_state *s, struct mk_error *e)
{
    const struct mk_backup_sums *n = &s->sums;
    struct mk_buf why, left;
    uint64_t withheld = 0;
    mk_buf_init(&why, 8192);
    mk_buf_init(&left, 4096);
    int rc = mk_run_withheld_sum(&withheld, &left, r, MK_BACKUP_ARTEFACT, mk_ios_why, e);
    put_why(&why, s);
    if (left.len) {
        mk_buf_puts(&why, why.len ? "; left: " : "left: ");
        mk_buf_put(&why, left.p, left.len);
    }
    const struct mk_coverage c = {
        .artefact = MK_BACKUP_ARTEFACT,
        .route = MK_BACKUP_ROUTE,
        .state = state_of(s),
        .seen = (int64_t)n->files,
        .taken = (int64_t)n->kept,
        .records = MK_COVER_NONE,
        .issues = (int64_t)(n->refused + n->cut + n->remarked + n->removed + n->stale + n->odd),
        .not_taken = (int64_t)n->left,
        .withheld = (int64_t)withheld,
        .files = (int64_t)n->kept,
        .control =
            s->stand == MK_BACKUP_WHOLE ? "the phone said that its backup is finished" : NULL,
        .why = why.len ? mk_buf_cstr(&why) : NULL,
        .proven_on = "simulated",
    };
    if (rc == 0)
        rc = mk_buf_ok(&why) ? mk_run_cover(r, &c, e) : mk_fail(e, MK_ENOMEM, "ledger");
    r->result.objects += n->kept;
    snprintf(r->result.gap, sizeof r->result.gap, "%s", s->stand == MK_BACKUP_WHOLE ? "" : s->why);
    mk_buf_done(&why);
    mk_buf_done(&left);
    return rc;
}

/* ---- one attempt ---- */

static int log_begin(struct mk_run *r, uint64_t room, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_NUM("told_free",
                                                 room > INT64_MAX ? INT64_MAX : (int64_t)room) };
    return mk_run_act(r, "backup-begins", facts, 1, true, e);
}

static int log_end(struct mk_run *r, const struct mk_backup_intake *t, const struct mk_answer *a,
                   struct mk_error *e)
{
    const struct mk_fact facts[] = {
        MK_FACT_NUM("status", a->status),
        MK_FACT_NUM("error", a->exit_code),
        MK_FACT_NUM("files", (int64_t)t->sums.files),
        MK_FACT_NUM("kept", (int64_t)t->sums.kept),
        MK_FACT_NUM("bytes", (int64_t)t->sums.bytes),
        MK_FACT_NUM("same", (int64_t)t->sums.same),
        MK_FACT_NUM("replaced", (int64_t)t->sums.replaced),
        MK_FACT_STR("why", a->why),
        MK_FACT_NUM("room_wanted", t->room > INT64_MAX ? INT64_MAX : (int64_t)t->room),
    };
    return mk_run_act(r, "backup-ends", facts, 9 - (t->room == 0), true, e);
}

/* The phone's own words may name what is not in scope. */
static void without_its_words(struct mk_answer *a)
{
    char *at = strstr(a->why, PHONE_SAYS), *colon = at ? strchr(at, ':') : NULL;
    if (colon)
        *colon = 0;
}

static int receive(struct mk_answer *a, struct mk_run *r, struct mk_backup_intake *t,
                   struct mk_error *e)
{
    const struct mk_backup_take take = mk_backup_intake_take(t);
    uint64_t room;
    if (mk_backup_intake_again(t, e) || mk_space_for_backup(&room, r, e) || log_begin(r, room, e))
        return -1;
    /* where it does not tell, what it was told is free: of more it would not have begun */
    t->most = r->ios.disk_total > 0 ? (uint64_t)r->ios.disk_total : room;
    mk_progress_start(&r->progress, "backup", 0);
    int rc = mk_exhibit_backup(a, r->x, &take, room, e);
    mk_progress_end(&r->progress);
    if (rc)
        mk_bundle_recall(r->b);
    if (!t->whole)
        without_its_words(a);
    return rc ? -1 : log_end(r, t, a, e);
}

/* The connection or the worker is gone, or of no use any more: the run finds a new one. Where
 * nothing new came for some times, there will be nothing more. */
static int note_loss(struct mk_backup_state *s, struct mk_run *r, const struct mk_backup_intake *t,
                     uint64_t arrived, const char *why)
{
    struct mk_error ignored = { 0 };
    s->losses = r->arrived > arrived ? 1 : s->losses + 1;
    s->sums = t->sums;
    if (s->losses >= LOSSES_MAX) {
        s->stand = MK_BACKUP_LOST;
        snprintf(s->why, sizeof s->why, "the phone went away %u times in its backup: %s",
                 (unsigned)s->losses, why);
    }
    return mk_backup_state_write(s, r, &ignored);
}

/* It does not begin what will not fit: nothing has come that was not there. */
static int no_room(const struct mk_backup_intake *t, struct mk_error *e)
{
    char room[24];
    mk_bytes_words(room, t->room > MARGIN ? t->room - MARGIN : t->room);
    return mk_fail(
        e, MK_ENOSPC,
        "the phone's backup does not fit on the kit's disk%s%s. Make room and go on "
        "with moka resume; or take what fits with moka resume --until-full; or seal what "
        "is there with moka resume --keep",
        t->room ? "; the phone asks for this much more: " : "", t->room ? room : "");
}

static int refused(struct mk_backup_state *s, const struct mk_backup_intake *t,
                   const struct mk_answer *a)
{
    char room[24] = "";
    mk_bytes_words(room, t->room);
    s->stand = MK_BACKUP_REFUSED;
    snprintf(s->why, sizeof s->why, "%s%s%s", a->why,
             t->room ? "; it asked that so much be made free: " : "", t->room ? room : "");
    return 0;
}

/* The phone says that it is finished: without its list nobody knows what the files are. */
static int finished(struct mk_backup_state *s, struct mk_backup_intake *t, struct mk_error *e)
{
    int listed = mk_backup_has_list(t, e);
    if (listed < 0)
        return -1;
    s->stand = listed ? MK_BACKUP_WHOLE : MK_BACKUP_LOST;
    if (!listed)
        snprintf(s->why, sizeof s->why,
                 "the phone said that its backup is finished, and sent no list of its files "
                 "(Manifest.db): it is not whole");
    t->sums.stale = mk_backup_names_unseen(&t->names) - t->sums.removed;
    return 0;
}

/* What the phone's last word means for the run. */
static int judge(struct mk_backup_state *s, const struct mk_answer *a, struct mk_backup_intake *t,
                 struct mk_error *e)
{
    switch (a->status) {
    case MK_PH_OK:
        return finished(s, t, e);
    case MK_PH_REFUSED:
        return a->exit_code == NO_ROOM ? no_room(t, e) : refused(s, t, a);
    default:
        return mk_fail(e, MK_ECLOSED, "backup: %s", a->why);
    }
}

/* A phone that does not end is no use: what was whole by then stays, and the run goes on. */
static int after_flood(struct mk_backup_state *s, struct mk_run *r, struct mk_error *e)
{
    s->stand = MK_BACKUP_LOST;
    snprintf(s->why, sizeof s->why, "the phone sent more than its whole disk holds: cut off");
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_BACKUP_NOT_WHOLE, s->why, s->why, MK_TOLD_NO_TIME });
    return mk_exhibit_reconnect(r->x, e);
}

/* Told as soon as it is known, with the phone in the middle of its backup. */
_Static_assert(sizeof WRONG <= sizeof((struct mk_backup_state *)NULL)->why, "it fits");
static int after_wrong(struct mk_backup_state *s, struct mk_run *r, struct mk_error *e)
{
    s->stand = MK_BACKUP_REFUSED;
    snprintf(s->why, sizeof s->why, "%s", WRONG);
    mk_run_say(r, MK_TOLD_PASSWORD_WRONG, s->why);
    return mk_exhibit_reconnect(r->x, e);
}

static int attempts(struct mk_backup_state *s, struct mk_run *r, struct mk_backup_intake *t,
                    struct mk_error *e)
{
    struct mk_answer a;
    uint64_t arrived = r->arrived;
    int rc = 0;
    for (unsigned i = 0; rc == 0 && i < MK_BACKUP_ASKED_MAX; i++) {
        mk_answer_init(&a);
        rc = receive(&a, r, t, e);
        if (rc == 0)
            rc = judge(s, &a, t, e);
        bool locked = rc == 0 && a.status == MK_PH_REFUSED && a.exit_code == MK_BACKUP_LOCKED;
        if (rc == 0 && s->stand != MK_BACKUP_WHOLE)
            mk_run_tell(
                r, &(struct mk_told){ MK_TOLD_BACKUP_NOT_WHOLE, s->why, s->why, MK_TOLD_NO_TIME });
        mk_answer_done(&a);
        if (!locked)
            break;
    }
    bool asked = r->o->stop && *r->o->stop;
    bool gone = rc && !asked && (e->code == MK_ECLOSED || e->code == MK_ESTATE);
    if (gone && note_loss(s, r, t, arrived, e->text))
        mk_run_say(r, MK_TOLD_NOT_WRITTEN, "that the phone went away could not be written down");
    if (rc && t->flood)
        rc = after_flood(s, r, e);
    else if (rc && t->part.wrong)
        rc = after_wrong(s, r, e);
    s->sums = t->sums;
    return rc;
}

/* The phone did not tell, or something else, when it was asked. */
static void look_at_lock(struct mk_backup_state *s, struct mk_run *r,
                         const struct mk_backup_intake *t)
{
    if (t->whole || t->part.seals || s->stand != MK_BACKUP_WHOLE ||
        !mk_backup_part_encrypted(&t->part))
        return;
    s->stand = MK_BACKUP_REFUSED;
    r->ios.encrypts = MK_YES;
    snprintf(s->why, sizeof s->why, "%s", CAME_ENCRYPTED);
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_BACKUP_NOT_WHOLE, s->why, s->why, MK_TOLD_NO_TIME });
}

static int backup(struct mk_backup_state *s, struct mk_run *r, struct mk_error *e)
{
    struct mk_backup_intake t;
    int rc = mk_backup_intake_open(&t, r, e);
    t.part.seals = !t.whole && r->password.len && r->ios.encrypts != MK_YES_NO;
    if (rc == 0)
        rc = attempts(s, r, &t, e);
    if (rc == 0)
        look_at_lock(s, r, &t);
    if (rc == 0 && t.part.seals && s->stand == MK_BACKUP_WHOLE) {
        rc = mk_backup_unseal(&t, e);
        s->sums = t.sums;
    }
    if (rc == 0 && !t.whole)
        rc = s->stand == MK_BACKUP_WHOLE ? mk_backup_part_end(&t.part, r, e)
                                         : mk_withheld_cancel(r->withheld, e);
    /* what the state says of it has to be there */
    if (rc == 0)
        rc = mk_bundle_sync(r->b, e);
    if (rc == 0)
        rc = mk_backup_state_write(s, r, e);
    mk_backup_intake_done(&t);
    return rc;
}

int mk_run_ios_backup(struct mk_run *r, struct mk_error *e)
{
    struct mk_backup_state s;
    bool whole = mk_ios_whole(&r->authority->scope);
    if (mk_backup_state_read(&s, r, e))
        return -1;
    if (!whole && s.stand == MK_BACKUP_WHOLE && mk_backup_part_claim(r, e))
        return -1;
    /* whoever resumes a run may have unlocked the phone */
    if (s.stand == MK_BACKUP_REFUSED && r->o->resume && r->arrived == 0)
        s = (struct mk_backup_state){ 0 };
    if (s.stand == MK_BACKUP_OPEN && mk_exhibit_is_offline(r->x))
        snprintf(s.why, sizeof s.why, "%s", MK_EXHIBIT_STOPPED);
    else if (s.stand == MK_BACKUP_OPEN && !whole && r->ios.encrypts == MK_YES && !r->password.len)
        snprintf(s.why, sizeof s.why, "%s", ENCRYPTED);
    else if (s.stand == MK_BACKUP_OPEN && backup(&s, r, e))
        return -1;
    return cover(r, &s, e);
}
