#include "firmware/acquire/ios_backup.h"
#include "firmware/bundle/format.h"
#include <stdio.h>
#include <stdlib.h>

#define SNAPSHOT "Snapshot/"

/* ---- one file ---- */

bool mk_backup_is_name(struct mk_span s)
{
    if (s.len == 0 || s.len > MK_BACKUP_NAME_MAX || memchr(s.p, 0, s.len) || mk_path_leaves(s))
        return false;
    return s.p[s.len - 1] != '/';
}

struct mk_span mk_backup_placed(struct mk_span name)
{
    struct mk_span first = mk_str(SNAPSHOT);
    return mk_span_starts(name, first) ? mk_span_from(name, first.len) : name;
}

int mk_backup_odd(struct mk_backup_intake *t, struct mk_span what, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_TEXT(
        "what", mk_span(what.p, what.len < MK_BACKUP_NAME_MAX ? what.len : MK_BACKUP_NAME_MAX)) };
    /* where not all is in scope, what the phone says may not be */
    return t->sums.odd++ < MK_BACKUP_ACTS
               ? mk_run_act(t->r, "backup-odd", facts, t->whole, false, e)
               : 0;
}

static int begin_object(struct mk_backup_intake *t, struct mk_error *e)
{
    while (mk_bundle_state(t->r->b, t->next) != MK_OBJECT_NONE)
        t->next++;
    t->number = t->next++;
    struct mk_object o = { .number = t->number,
                           .path = mk_buf_span(&t->path),
                           .route = mk_str(MK_BACKUP_ROUTE),
                           .command = mk_str(MK_BACKUP_COMMAND),
                           .role = MK_ROLE_FILE,
                           .size = -1,
                           .mtime_s = INT64_MIN,
                           .database = t->database };
    o.replaces[0] = t->old;
    t->begun = mk_bundle_begin(t->r->b, &o, e) == 0;
    return t->begun ? 0 : -1;
}

int mk_backup_intake_whole_path(struct mk_backup_intake *t, struct mk_span name, struct mk_error *e)
{
    mk_buf_clear(&t->path);
    mk_buf_printf(&t->path, "/backup/%s/", t->udid);
    mk_buf_put(&t->path, name.p, name.len);
    return mk_buf_ok(&t->path) ? 0 : mk_fail(e, MK_ENOMEM, "name in the backup");
}

/* That of the file in hand, or of another: paths without the '/' in front. */
struct mk_backup_name_slot *mk_backup_slot(struct mk_backup_intake *t, struct mk_error *e)
{
    return mk_backup_names_at(&t->names, mk_span_from(mk_buf_span(&t->path), 1), e);
}

/* An object, unless it is there already: then it is held against that. */
static int begin_kept(struct mk_backup_intake *t, struct mk_error *e)
{
    t->at = t->old = 0;
    t->begun = false;
    struct mk_backup_name_slot *s = mk_backup_slot(t, e);
    if (!s)
        return -1;
    t->old = s->number;
    if (t->old == 0)
        return begin_object(t, e) ? -1 : 1;
    if (mk_bundle_open_object(&t->before, t->r->b, t->old, e))
        return -1;
    t->comparing = true;
    return 1;
}

static int begin(void *u, const struct mk_backup_file *f, struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    struct mk_span name = mk_backup_placed(f->name);
    t->sums.files++;
    t->begun = false;
    mk_backup_close_before(t);
    t->sink = MK_SINK_NONE;
    t->vessel = NULL;
    t->database = mk_span(NULL, 0);
    mk_buf_clear(&t->path);
    if (!mk_backup_is_name(name))
        return mk_backup_odd(t, f->name, e);
    t->sink = MK_SINK_OBJECT;
    if (t->whole ? mk_backup_intake_whole_path(t, name, e) : mk_backup_part_begin(t, f, name, e))
        return -1;
    return t->sink == MK_SINK_OBJECT ? begin_kept(t, e) : t->sink != MK_SINK_NONE;
}

int mk_backup_keep_begin(struct mk_backup_intake *t, struct mk_error *e)
{
    mk_backup_close_before(t);
    return begin_kept(t, e) < 0 ? -1 : 0;
}

/* Whether the next bytes are those that are there. */
static int is_same(bool *same, struct mk_backup_intake *t, struct mk_span bytes, struct mk_error *e)
{
    *same = bytes.len <= t->before.size - t->at;
    for (size_t done = 0; *same && done < bytes.len;) {
        size_t got, n = bytes.len - done < MK_BACKUP_BLOCK ? bytes.len - done : MK_BACKUP_BLOCK;
        if (t->before.pread(t->before.u, t->at + done, t->block, n, &got, e))
            return -1;
        *same = got && memcmp(t->block, bytes.p + done, got) == 0;
        done += got;
    }
    return 0;
}

/* It is another one: what was the same so far is copied. */
static int part_ways(struct mk_backup_intake *t, struct mk_error *e)
{
    int rc = begin_object(t, e);
    for (uint64_t at = 0; rc == 0 && at < t->at;) {
        size_t got = 0, n = t->at - at < MK_BACKUP_BLOCK ? (size_t)(t->at - at) : MK_BACKUP_BLOCK;
        rc = t->before.pread(t->before.u, at, t->block, n, &got, e);
        if (rc == 0 && got == 0)
            rc = mk_fail(e, MK_EIO, "an object of the bundle ends early");
        if (rc == 0)
            rc = mk_bundle_write(t->r->b, mk_span(t->block, got), e);
        at += got;
    }
    mk_backup_close_before(t);
    return rc;
}

int mk_backup_keep_bytes(struct mk_backup_intake *t, struct mk_span bytes, struct mk_error *e)
{
    bool same = false;
    if (t->comparing && is_same(&same, t, bytes, e))
        return -1;
    if (t->comparing && !same && part_ways(t, e))
        return -1;
    t->at += bytes.len;
    return t->comparing ? 0 : mk_bundle_write(t->r->b, bytes, e);
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    mk_progress_step(&t->r->progress, 0, bytes.len);
    t->came += bytes.len;
    t->flood = t->came > t->most;
    if (t->flood)
        return mk_fail(e, MK_ELIMIT, "it sends more than it has");
    if (t->sink == MK_SINK_STORE)
        return mk_backup_seal_bytes(t, bytes, e);
    return t->sink == MK_SINK_VESSEL ? mk_vessel_put(t->vessel, bytes, e)
                                     : mk_backup_keep_bytes(t, bytes, e);
}

static int keep(struct mk_backup_intake *t, struct mk_span why, struct mk_error *e)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN,
                                 .remark = mk_span(why.p, why.len < 1000 ? why.len : 1000) };
    int rc = mk_bundle_finish(&d, t->r->b, &end, e);
    t->begun = false;
    struct mk_backup_name_slot *s = rc ? NULL : mk_backup_slot(t, e);
    if (!s)
        return -1;
    t->sums.replaced += t->old != 0;
    s->number = (uint32_t)t->number;
    t->r->arrived++;
    t->r->result.bytes += t->at;
    return 0;
}

int mk_backup_keep_end(struct mk_backup_intake *t, struct mk_span why, struct mk_error *e)
{
    if (t->comparing && t->at < t->before.size && part_ways(t, e))
        return -1;
    if (t->comparing)
        t->sums.same++;
    else if (keep(t, why, e))
        return -1;
    struct mk_backup_name_slot *s = mk_backup_slot(t, e);
    if (!s)
        return -1;
    mk_backup_is_back(t, s);
    s->seen = true;
    t->sums.kept++;
    t->sums.bytes += t->at;
    mk_backup_close_before(t);
    return 0;
}

static int took(struct mk_backup_intake *t, struct mk_span why, struct mk_error *e)
{
    t->sums.remarked += why.len != 0;
    return mk_backup_keep_end(t, why, e);
}

static void count_lost(struct mk_backup_intake *t, int status)
{
    t->sums.refused += status == 1;
    t->sums.cut += status == 2;
}

/* What came is no object: whoever reads the bundle would take it for the file. */
int mk_backup_lost(struct mk_backup_intake *t, int status, struct mk_span why, struct mk_error *e)
{
    char text[300];
    const char *what = status == 1 ? "the phone could not read it" : "cut short";
    count_lost(t, status);
    snprintf(text, sizeof text, "%s: %.*s", what, (int)(why.len < 200 ? why.len : 200),
             (const char *)why.p);
    if (t->begun && mk_bundle_drop(t->r->b, text, e))
        return -1;
    t->begun = false;
    const struct mk_fact facts[] = { MK_FACT_TEXT("path", mk_buf_span(&t->path)),
                                     MK_FACT_STR("why", text) };
    t->r->result.not_taken++;
    return mk_run_act(t->r, "not-taken", facts, 2, false, e);
}

/* What was held came to no end: half a database would be cut as if it were all of it. */
static int pass_held(struct mk_backup_intake *t, int status, struct mk_span why, struct mk_error *e)
{
    t->sums.held++;
    t->sums.remarked += status == 0 && why.len != 0;
    if (status == 0)
        return t->part.seals && t->vessel == t->part.lists[MK_BACKUP_LIST_MANIFEST]
                   ? mk_backup_seal_try(t, e)
                   : 0;
    mk_backup_part_lost(&t->part, t->vessel);
    t->vessel = NULL;
    if (t->path.len)
        return mk_backup_lost(t, status, why, e);
    count_lost(t, status); /* a list of the backup's: no file of the phone */
    return 0;
}

static int pass_sealed(struct mk_backup_intake *t, int status, struct mk_span why,
                       struct mk_error *e)
{
    t->sums.held++;
    t->sums.remarked += status == 0 && why.len != 0;
    mk_backup_seal_end(t, status == 0);
    return status ? mk_backup_lost(t, status, why, e) : 0;
}

/* Of what no object is made. */
static int pass(struct mk_backup_intake *t, int status, uint64_t bytes, struct mk_error *e)
{
    count_lost(t, status);
    if (t->whole || !t->part.why || t->path.len == 0)
        return 0;
    return mk_backup_part_left(t, bytes, e);
}

static int on_end(void *u, int status, uint64_t bytes, struct mk_span why, struct mk_error *e)
{
    struct mk_backup_intake *t = u;
    int rc = 0;
    if (t->sink == MK_SINK_STORE)
        rc = pass_sealed(t, status, why, e);
    else if (t->sink == MK_SINK_VESSEL)
        rc = pass_held(t, status, why, e);
    else if (t->sink == MK_SINK_NONE)
        rc = pass(t, status, bytes, e);
    else if (status == 0 && bytes != t->at && (t->begun || t->comparing))
        rc = mk_fail(e, MK_EPROTO, "phone worker: a file of the backup has another size");
    else if (t->begun || t->comparing)
        rc = status == 0 ? took(t, why, e) : mk_backup_lost(t, status, why, e);
    mk_backup_close_before(t);
    mk_progress_step(&t->r->progress, 1, 0);
    return rc;
}

struct mk_backup_take mk_backup_intake_take(struct mk_backup_intake *t)
{
    return (struct mk_backup_take){ .u = t,
                                    .begin = begin,
                                    .bytes = on_bytes,
                                    .end = on_end,
                                    .note = mk_backup_on_note,
                                    .want = mk_backup_on_want };
}
