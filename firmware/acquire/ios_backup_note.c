#include "firmware/acquire/ios_backup.h"
#include "firmware/worker/phone.h"
#include <stdio.h>

/* ---- what else it says ---- */

static void show_percent(struct mk_backup_intake *t, uint64_t number)
{
    unsigned percent = number > 10000 ? 100 : (unsigned)(number / 100);
    if (percent <= t->percent)
        return;
    t->percent = percent;
    snprintf(t->what, sizeof t->what, "backup (%u %%)", percent);
    t->r->progress.what = t->what;
}

/* The slot of what has a name in the backup; NULL: no memory. */
static struct mk_backup_name_slot *slot_of(struct mk_backup_intake *t, struct mk_span name,
                                           struct mk_error *e)
{
    return mk_backup_intake_whole_path(t, name, e) ? NULL : mk_backup_slot(t, e);
}

void mk_backup_is_back(struct mk_backup_intake *t, struct mk_backup_name_slot *s)
{
    t->sums.removed -= s->removed;
    s->removed = false;
}

/* Where files first lie goes when they were moved to their place: that is no file. */
static int removed(struct mk_backup_intake *t, struct mk_span raw, struct mk_error *e)
{
    struct mk_span name = mk_backup_placed(raw);
    if (!mk_backup_is_name(name) || !t->whole)
        return 0;
    struct mk_backup_name_slot *s = slot_of(t, name, e);
    if (!s)
        return -1;
    if (!s->number || !s->seen)
        return 0;
    s->seen = false;
    s->removed = true;
    t->sums.removed++;
    const struct mk_fact facts[] = { MK_FACT_TEXT("name", name) };
    return t->sums.removed <= MK_BACKUP_ACTS
               ? mk_run_act(t->r, "backup-removed", facts, 1, false, e)
               : 0;
}

/* Out of where files first lie into their place: the same name. Anything else is not followed. */
static int moved(struct mk_backup_intake *t, struct mk_span both, struct mk_error *e)
{
    const uint8_t *nul = both.len ? memchr(both.p, 0, both.len) : NULL;
    if (!nul)
        return mk_backup_odd(t, both, e);
    size_t n = (size_t)(nul - both.p);
    struct mk_span from = mk_span(both.p, n), to = mk_span_from(both, n + 1);
    if (mk_span_is(from, "Snapshot") && to.len == 0)
        return 0;
    struct mk_backup_name_slot *s;
    if (!mk_span_eq(mk_backup_placed(from), mk_backup_placed(to)) ||
        !mk_backup_is_name(mk_backup_placed(to)))
        return mk_backup_odd(t, both, e);
    if (!t->whole)
        return 0;
    s = slot_of(t, mk_backup_placed(to), e);
    if (!s)
        return -1;
    if (s->removed) { /* what was removed was what lay there before */
        mk_backup_is_back(t, s);
        s->seen = true;
    }
    return 0;
}

int mk_backup_on_note(void *u, unsigned what, uint64_t number, struct mk_span text,
                      struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    switch (what) {
    case MK_NOTE_PROGRESS:
        show_percent(t, number);
        return 0;
    case MK_NOTE_MOVED:
        return moved(t, text, e);
    case MK_NOTE_REMOVED:
        return removed(t, text, e);
    case MK_NOTE_DISK:
        t->room = number;
        return 0;
    default:
        return mk_backup_odd(t, text, e);
    }
}

/* Only what has come in this attempt: of an earlier one it makes no use. */
int mk_backup_on_want(void *u, struct mk_file *out, struct mk_span raw, struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    struct mk_span name = mk_backup_placed(raw);
    if (!mk_backup_is_name(name))
        return 0;
    if (!t->whole)
        return mk_backup_part_list(out, &t->part, name, e);
    struct mk_backup_name_slot *s = slot_of(t, name, e);
    if (!s)
        return -1;
    if (!s->number || !s->seen)
        return 0;
    return mk_bundle_open_object(out, t->r->b, s->number, e) ? -1 : 1;
}

int mk_backup_has_list(struct mk_backup_intake *t, struct mk_error *e)
{
    static const char *const lists[] = { "Manifest.db", "Manifest.mbdb" };
    int there = 0;
    for (size_t i = 0; there == 0 && i < 2; i++) {
        struct mk_file f = { 0 };
        there = mk_backup_on_want(t, &f, mk_str(lists[i]), e);
        if (there > 0)
            mk_file_close(&f);
    }
    return there;
}
