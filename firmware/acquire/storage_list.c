#include "firmware/acquire/storage.h"
#include "firmware/bundle/format.h"
#include "firmware/worker/phone.h"
#include "parsers/base/time.h"
#include <stdio.h>

#define DEPTH_MAX 64u
/* A listing without an end would fill the disk, and no file would ever be fetched. */
#define ENTRIES_MAX 4000000u

struct lister {
    struct mk_run *r;
    const char *root;
    struct mk_worklist *list;
    struct mk_work_totals totals;
    uint64_t entries;
    bool over; /* there are more */
};

static bool in_window(const struct mk_scope *s, int64_t mtime_s)
{
    int64_t us;
    return !mk_scope_by_time(s) || (mk_time_scale(&us, mtime_s, MK_US, 1, 0) && mk_scope_at(s, us));
}

int mk_storage_not_taken(struct mk_run *r, struct mk_span path, const char *what,
                         struct mk_span why, struct mk_error *e)
{
    struct mk_buf hex;
    mk_buf_init(&hex, 2 * 65536 + 1);
    mk_buf_hex(&hex, path);
    const struct mk_fact facts[] = {
        MK_FACT_STR("what", what),
        MK_FACT_TEXT("path", path),
        MK_FACT_TEXT("path_hex", mk_buf_span(&hex)),
        MK_FACT_TEXT("why", why),
    };
    int rc = mk_buf_ok(&hex) ? mk_run_act(r, "not-taken", facts, 4, false, e)
                             : mk_fail(e, MK_ENOMEM, "custody entry");
    mk_buf_done(&hex);
    r->result.not_taken++;
    return rc;
}

static int log_folder(struct mk_run *r, struct mk_span path, struct mk_error *e)
{
    struct mk_buf hex;
    mk_buf_init(&hex, 2 * 65536 + 1);
    mk_buf_hex(&hex, path);
    const struct mk_fact facts[] = { MK_FACT_STR("command", "sync:LIST"),
                                     MK_FACT_TEXT("path", path),
                                     MK_FACT_TEXT("path_hex", mk_buf_span(&hex)) };
    int rc = mk_run_act(r, "command", facts, 3, false, e);
    mk_buf_done(&hex);
    return rc;
}

/* A phone may name an entry as it likes, "../../data" too: it is to stay in the folder listed. */
static bool below(const char *root, struct mk_span path)
{
    size_t n = strlen(root);
    if (!mk_span_starts(path, mk_str(root)) || path.len <= n || path.p[n] != '/')
        return false;
    while (n < path.len) {
        struct mk_span rest = mk_span_from(path, n + 1);
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        struct mk_span name = mk_span(rest.p, slash ? (size_t)(slash - rest.p) : rest.len);
        if (mk_span_is(name, "..") || (name.len && memchr(name.p, 0, name.len)))
            return false;
        n += 1 + name.len;
    }
    return true;
}

/* Why an entry is not to be taken, or "". */
static void refusal(char out[static 64], const struct mk_listed *en, const char *root)
{
    out[0] = 0;
    if (en->error == MK_PH_ODD_NAME)
        snprintf(out, 64, "a name that no file can have");
    else if (en->error)
        snprintf(out, 64, "the phone says errno %u", en->error);
    else if (en->path.len > MK_OBJECT_PATH_MAX)
        snprintf(out, 64, "a path of %zu bytes", en->path.len);
    else if (!below(root, en->path))
        snprintf(out, 64, "its path leads out of the folder that was listed");
}

static int on_entry(void *u, const struct mk_listed *en, struct mk_error *e)
{
    struct lister *l = u;
    char why[64];
    l->over = l->entries++ == ENTRIES_MAX;
    if (l->over)
        return mk_fail(e, MK_ELIMIT, "the listing has no end");
    mk_progress_step(&l->r->progress, 1, 0);
    refusal(why, en, l->root);
    if (why[0]) {
        l->totals.errors++;
        return mk_storage_not_taken(l->r, en->path, "entry", mk_str(why), e);
    }
    if (en->type == 'd') {
        l->totals.folders++;
        return log_folder(l->r, en->path, e);
    }
    if (en->type == 'l')
        l->totals.links++;
    else if (en->type != 'f')
        l->totals.others++;
    else if (!in_window(&l->r->authority->scope, en->mtime_s))
        l->totals.out_of_window++;
    else
        return mk_worklist_add(l->list, en, e);
    return 0;
}

static int list_root(struct lister *l, const char *root, struct mk_error *e)
{
    struct mk_answer a;
    mk_answer_init(&a);
    l->root = root;
    int rc = log_folder(l->r, mk_str(root), e);
    if (rc == 0)
        rc = mk_exhibit_list(&a, l->r->x, mk_str(root), DEPTH_MAX, on_entry, l, e);
    if (rc && l->over) {
        a.status = MK_PH_CANCELLED;
        snprintf(a.why, sizeof a.why, "it lists more than %u entries; the rest was not looked at",
                 ENTRIES_MAX);
        rc = mk_exhibit_reconnect(l->r->x, e);
    }
    if (rc == 0 && a.status != 0) {
        l->totals.refused_folders++;
        rc = mk_storage_not_taken(l->r, mk_str(root), "folder", mk_str(a.why), e);
    }
    mk_answer_done(&a);
    return rc;
}

/* Files begin a folder of their own, with room before it: were a resumed run to need more commands
 * than the first, it must not come upon their numbers. */
static uint64_t first_number(const struct mk_run *r)
{
    uint64_t folder = (r->next_number + MK_OBJECTS_PER_FOLDER / 2) / MK_OBJECTS_PER_FOLDER + 1;
    return folder * MK_OBJECTS_PER_FOLDER;
}

int mk_storage_list(struct mk_run *r, struct mk_worklist *list, struct mk_error *e)
{
    struct lister l = { .r = r, .list = list };
    mk_progress_start(&r->progress, "listing files", 0);
    for (size_t i = 0; i < r->authority->scope.paths.n && !l.over; i++)
        if (list_root(&l, r->authority->scope.paths.v[i], e))
            return -1;
    mk_progress_end(&r->progress);
    l.totals.first = first_number(r);
    if (mk_worklist_end(list, &l.totals, e))
        return -1;
    const struct mk_fact facts[] = {
        MK_FACT_NUM("files", (int64_t)mk_worklist_totals(list)->files),
        MK_FACT_NUM("out_of_window", (int64_t)l.totals.out_of_window),
        MK_FACT_NUM("folders", (int64_t)l.totals.folders),
        MK_FACT_NUM("links", (int64_t)l.totals.links),
        MK_FACT_NUM("others", (int64_t)l.totals.others),
        MK_FACT_NUM("errors", (int64_t)l.totals.errors),
    };
    return mk_run_act(r, "listing", facts, 6, true, e);
}
