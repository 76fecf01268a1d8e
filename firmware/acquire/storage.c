#include "firmware/acquire/storage.h"
#include "firmware/acquire/glance.h"
#include "firmware/acquire/space.h"
#include <stdio.h>

static int cover(struct mk_run *r, const struct mk_work_totals *t,
                 const struct mk_storage_counts *n, struct mk_error *e)
{
    char why[240];
    struct mk_buf where;
    uint64_t seen = t->files + t->out_of_window;
    mk_buf_init(&where, MK_SCOPE_PATHS * 1100);
    for (size_t i = 0; i < r->authority->scope.paths.n; i++)
        mk_buf_printf(&where, "%s%s", i ? " " : "", r->authority->scope.paths.v[i]);
    snprintf(why, sizeof why,
             "%llu outside the window by the phone's own times, %llu links not followed, %llu "
             "special files, %llu entries and %llu folders refused",
             (unsigned long long)t->out_of_window, (unsigned long long)t->links,
             (unsigned long long)t->others, (unsigned long long)t->errors,
             (unsigned long long)t->refused_folders);
    const struct mk_coverage c = {
        .artefact = "android.files",
        .route = MK_STORAGE_ROUTE,
        .where = mk_buf_cstr(&where),
        /* A root that lists is the positive control: an empty listing of it is an empty folder. */
        .state = seen                 ? MK_COVER_FOUND
                 : t->refused_folders ? MK_COVER_REFUSED
                                      : MK_COVER_EMPTY,
        .seen = (int64_t)seen,
        .taken = (int64_t)n->whole,
        .records = MK_COVER_NONE,
        .issues = (int64_t)(n->dropped + t->errors + t->refused_folders),
        .control = t->refused_folders ? "a root folder was refused" : "the root folder was listed",
        .why = why,
        .proven_on = "simulated",
    };
    int rc = mk_bundle_cover(r->b, &c, e);
    mk_buf_done(&where);
    return rc;
}

int mk_run_storage(struct mk_run *r, struct mk_error *e)
{
    int fd, rc = -1;
    struct mk_storage_counts n = { 0 };
    struct mk_worklist *list = NULL;
    if (mk_bundle_scratch(&fd, r->b, "worklist", e) || mk_worklist_open(&list, fd, e))
        goto out;
    if (!mk_worklist_complete(list) && mk_storage_list(r, list, e))
        goto out;
    mk_run_glance(r);
    if (mk_space_for_files(r, list, e) || mk_storage_fetch(&n, r, list, e))
        goto out;
    r->next_number = mk_worklist_totals(list)->first + mk_worklist_totals(list)->files;
    r->result.objects += n.whole;
    rc = cover(r, mk_worklist_totals(list), &n, e);
out:
    mk_worklist_free(list);
    return rc;
}
