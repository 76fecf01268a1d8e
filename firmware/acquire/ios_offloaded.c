/* Pictures that an iPhone has in its index and not on itself: see ios.h. */
#include "firmware/acquire/events.h"
#include "firmware/acquire/ios.h"
#include "firmware/acquire/storage.h"
#include "firmware/parse/parse.h"
#include "firmware/plan/files.h"
#include "parsers/base/cursor.h"
#include "parsers/engine/jobs.h"

#define INDEX MK_IOS_ROOT_MEDIA "/PhotoData/Photos.sqlite"

/* The index and its logs, of all that is in the bundle. */
struct view {
    struct mk_source bundle;
    int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e);
    void *eu;
    uint64_t absent; /* pictures whose original is not on the phone */
    bool there, failed;
};

static int pass(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct view *v = u;
    struct mk_span stem = mk_file_stem(en->path);
    bool rooted = stem.len && stem.p[0] == '/';
    if (!mk_span_eq(stem, mk_span_from(mk_str(INDEX), !rooted)))
        return 0;
    v->there = true;
    return v->each(v->eu, en, e);
}

static int list(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                void *eu, struct mk_error *e)
{
    struct view *v = u;
    v->each = each;
    v->eu = eu;
    return v->bundle.list(v->bundle.u, pass, v, e);
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct view *v = u;
    return v->bundle.open(out, v->bundle.u, id, e);
}

static int on_items(void *u, struct mk_span items, struct mk_error *e)
{
    struct view *v = u;
    struct mk_cursor c = mk_cur(items);
    struct mk_item it;
    struct mk_value present;
    int more;
    while ((more = mk_item_next(&it, &c)) > 0)
        v->absent += it.type == 'r' && mk_field_find(&present, it.fields, MK_PRESENT) &&
                     present.type == MK_T_FALSE;
    return more < 0 ? mk_fail(e, MK_EPROTO, "records that make no sense") : 0;
}

static int pass_over(void *u, struct mk_span fields, struct mk_error *e)
{
    (void)u;
    (void)fields;
    (void)e;
    return 0;
}

static int on_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct view *v = u;
    (void)name;
    (void)sets;
    (void)why;
    (void)e;
    v->failed = true;
    return 0;
}

static int read_index(struct view *v, struct mk_error *e)
{
    const struct mk_source src = { .list = list, .open = open_entry, .u = v };
    const struct mk_parse_extra extra = { .in_memory = true, .no_media = true };
    const struct mk_parse_out out = {
        .items = on_items, .issue = pass_over, .cover = pass_over, .failed = on_failed, .u = v
    };
    struct mk_jobs jobs = { 0 };
    int rc = mk_jobs_find(&jobs, &src, mk_span(NULL, 0), false, e);
    if (rc == 0 && v->there)
        rc = mk_parse_run(&jobs, &src, &extra, &out, e);
    mk_jobs_done(&jobs);
    return rc;
}

static int cover(struct mk_run *r, const struct view *v, struct mk_error *e)
{
    const struct mk_coverage c = {
        .artefact = "ios.offloaded",
        .route = mk_storage_words(r)->route,
        .where = INDEX,
        .state = v->failed   ? MK_COVER_FAILED
                 : v->absent ? MK_COVER_UNREACHABLE
                             : MK_COVER_EMPTY,
        .seen = v->failed ? MK_COVER_NONE : (int64_t)v->absent,
        .records = MK_COVER_NONE,
        .issues = MK_COVER_NONE,
        .control = v->failed ? NULL : "the phone's index of its pictures was read",
        .why = v->failed   ? "the phone's index of its pictures could not be read"
               : v->absent ? "pictures and films whose originals are not on the phone (iCloud): it "
                             "has smaller ones of them, or none"
                           : NULL,
        .proven_on = "simulated",
    };
    return mk_run_cover(r, &c, e);
}

int mk_run_ios_offloaded(struct mk_run *r, struct mk_error *e)
{
    struct view v = { .absent = 0 };
    struct mk_error why = { 0 };
    const struct mk_scope *s = &r->authority->scope;
    if (!s->categories[MK_CAT_FILES] || mk_file_limited(s))
        return 0;
    if (mk_bundle_sync(r->b, e) || mk_source_bundle(&v.bundle, r->o->bundle, e))
        return -1;
    int rc = read_index(&v, &why);
    mk_source_done(&v.bundle);
    if (rc && why.code == MK_ENOMEM)
        return mk_fail(e, MK_ENOMEM, "%s", why.text);
    v.failed = v.failed || rc;
    return v.there ? cover(r, &v, e) : 0;
}
