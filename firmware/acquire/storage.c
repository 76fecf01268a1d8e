#include "firmware/acquire/storage.h"
#include "firmware/acquire/cut.h"
#include "firmware/acquire/events.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/limits.h"
#include "firmware/acquire/sets.h"
#include "firmware/acquire/space.h"
#include "firmware/bundle/format.h"
#include "firmware/plan/files.h"
#include <stdlib.h>

const struct mk_storage_words *mk_storage_words(const struct mk_run *r)
{
    static const struct mk_storage_words words[] = {
        [MK_ANDROID] = { "android.files", "adb:sync", "sync:LIST", "sync:LSTAT",
                         "sync:LSTAT+RECV " },
        [MK_IPHONE] = { "ios.files", "ios:afc", "afc:List", "afc:GetFileInfo",
                        "afc:GetFileInfo+Open " },
    };
    return &words[r->platform];
}

struct mk_span mk_storage_route(const struct mk_run *r, struct mk_span path)
{
    if (r->platform == MK_IPHONE && mk_span_starts(path, mk_str(MK_IOS_ROOT_CRASHES)))
        return mk_str("ios:crash");
    if (r->platform == MK_IPHONE && mk_span_starts(path, mk_str(MK_IOS_ROOT_APPS)))
        return mk_str("ios:house_arrest");
    return mk_str(mk_storage_words(r)->route);
}

static const char *mean(const char *word)
{
    if (!strcmp(word, MK_STORAGE_TOO_MANY))
        return "more names than are kept in mind";
    return !strcmp(word, MK_CUT_FAILED) ? "to be read and cut, and could not be"
                                        : mk_file_why(word);
}

/* missed: to be cut, and not reached, by a run that is kept without its phone */
static void put_why(struct mk_buf *why, const struct mk_run *r, const struct mk_work_totals *t,
                    const struct mk_storage_counts *n, uint64_t missed)
{
    mk_buf_printf(why,
                  "%s%llu links not followed, %llu special files, %llu entries and %llu folders "
                  "refused",
                  why->len ? "; " : "", (unsigned long long)t->links, (unsigned long long)t->others,
                  (unsigned long long)t->errors, (unsigned long long)t->refused_folders);
    if (mk_exhibit_is_offline(r->x))
        mk_buf_printf(why,
                      "; " MK_EXHIBIT_STOPPED " where not taken; %llu that are cut to the scope "
                      "were not looked at",
                      (unsigned long long)missed);
    if (n->restless)
        mk_buf_printf(why, "; %llu databases changed each time while they were copied",
                      (unsigned long long)n->restless);
    if (r->platform == MK_ANDROID && mk_phone_limits_files(r->x))
        mk_buf_printf(why, "; %s", mk_phone_limits_files(r->x));
}

static void put_where(struct mk_buf *where, const struct mk_run *r)
{
    const struct mk_scope *s = &r->authority->scope;
    bool own = r->platform == MK_IPHONE && s->everywhere;
    for (size_t i = 0; own && mk_ios_roots[i]; i++)
        mk_buf_printf(where, "%s%s", i ? " " : "", mk_ios_roots[i]);
    for (size_t i = 0; !own && i < s->paths.n; i++)
        mk_buf_printf(where, "%s%s", i ? " " : "", s->paths.v[i]);
    for (size_t i = 0; s->everywhere && i < r->cards.n; i++)
        mk_buf_printf(where, " %s", r->cards.path[i]);
}

static int cover(struct mk_run *r, const struct mk_work_totals *t,
                 const struct mk_storage_counts *n, const struct mk_cut_sums *cut,
                 struct mk_error *e)
{
    struct mk_buf where, why;
    uint64_t missed = t->held > cut->files ? t->held - cut->files : 0;
    uint64_t seen = t->files + t->left + cut->files + missed, withheld;
    mk_buf_init(&where, MK_SCOPE_PATHS * 1100);
    mk_buf_init(&why, 4096);
    put_where(&where, r);
    int rc = mk_run_withheld_sum(&withheld, &why, r, mk_storage_words(r)->artefact, mean, e);
    put_why(&why, r, t, n, missed);
    const struct mk_coverage c = {
        .artefact = mk_storage_words(r)->artefact,
        .route = mk_storage_words(r)->route,
        .where = mk_buf_cstr(&where),
        /* A root that lists is the positive control: an empty listing of it is an empty folder. */
        .state = seen                 ? MK_COVER_FOUND
                 : t->refused_folders ? MK_COVER_REFUSED
                                      : MK_COVER_EMPTY,
        .seen = (int64_t)seen,
        .taken = (int64_t)(n->whole + cut->taken),
        .records = MK_COVER_NONE,
        .issues = (int64_t)(n->dropped + t->errors + t->refused_folders + n->restless +
                            cut->failed + cut->inner + missed),
        .not_taken = (int64_t)withheld,
        .withheld = (int64_t)withheld,
        .control = t->refused_folders ? "a root folder was refused" : "the root folder was listed",
        .why = mk_buf_cstr(&why),
        .proven_on = "simulated",
    };
    if (rc == 0)
        rc = mk_run_cover(r, &c, e);
    mk_buf_done(&where);
    mk_buf_done(&why);
    return rc;
}

static uint64_t next_folder(uint64_t number)
{
    return (number / MK_OBJECTS_PER_FOLDER + 1) * MK_OBJECTS_PER_FOLDER;
}

uint64_t mk_storage_again(const struct mk_work_totals *t)
{
    return next_folder(t->first + t->files);
}

/* Files that are cut come in a folder of their own, behind all others. */
static uint64_t first_cut(const struct mk_work_totals *t)
{
    return t->databases ? next_folder(mk_storage_again(t) + t->databases * MK_SETS_NUMBERS)
                        : next_folder(t->first + t->files);
}

static int cut(struct mk_cut_sums *sums, struct mk_run *r, const struct mk_work_totals *t,
               const struct mk_held *held, bool offline, struct mk_error *e)
{
    r->next_number = first_cut(t);
    if (offline ? mk_cut_add_all(sums, r, e) : mk_cut_files(sums, r, held, r->next_number, NULL, e))
        return -1;
    r->result.objects += sums->objects;
    r->result.bytes += sums->bytes;
    return mk_cut_cover(r, sums, e);
}

/* Sealed without the phone before it had listed all: which files there are is not known. */
static int not_listed(struct mk_run *r, struct mk_error *e)
{
    const struct mk_coverage c = {
        .artefact = mk_storage_words(r)->artefact,
        .route = mk_storage_words(r)->route,
        .state = MK_COVER_FAILED,
        .why = MK_EXHIBIT_STOPPED,
    };
    return mk_run_cover_untaken(r, &c, e);
}

int mk_run_storage(struct mk_run *r, struct mk_error *e)
{
    int fd, rc = -1;
    struct mk_storage_counts n = { 0 };
    struct mk_cut_sums *sums = calloc(1, sizeof *sums);
    struct mk_worklist *list = NULL;
    struct mk_held held;
    mk_held_init(&held);
    if (!sums) {
        mk_fail(e, MK_ENOMEM, "files");
        goto out;
    }
    if (mk_bundle_scratch(&fd, r->b, "worklist", e) || mk_worklist_open(&list, fd, e))
        goto out;
    bool listed = mk_worklist_complete(list), offline = mk_exhibit_is_offline(r->x);
    if (offline && !listed) {
        rc = not_listed(r, e);
        goto out;
    }
    bool before; /* those of a complete list were ended before it was */
    if (listed && mk_withheld_claim(&before, NULL, r->withheld, mk_str("files"), e))
        goto out;
    bool again = !listed || mk_worklist_totals(list)->held;
    if (again && !offline && mk_storage_list(r, list, &held, e))
        goto out;
    if (!offline && mk_space_for_files(r, list, e))
        goto out;
    if (mk_storage_fetch(&n, r, list, e))
        goto out;
    const struct mk_work_totals *totals = mk_worklist_totals(list);
    r->next_number = first_cut(totals);
    r->result.objects += n.whole + n.again;
    if (totals->held && cut(sums, r, totals, &held, offline, e))
        goto out;
    rc = cover(r, totals, &n, sums, e);
out:
    mk_worklist_free(list);
    mk_held_done(&held);
    free(sums);
    return rc;
}
