#include "parsers/engine/jobs_backup.h"

/* Neighbours in the listing that lie in one folder. */
struct run {
    struct mk_span root;
    size_t from, n;
};

struct list {
    struct mk_span root;
    enum mk_backup_list which;
    uint64_t id;
};

static int no_memory(struct mk_error *e)
{
    return mk_fail(e, MK_ENOMEM, "files of backups");
}

static int note_payload(struct mk_jobs *jobs, const struct mk_payload *p, struct mk_span root,
                        struct mk_error *e)
{
    struct run *last = jobs->backup_runs.len
                           ? (struct run *)(void *)(jobs->backup_runs.p + jobs->backup_runs.len) - 1
                           : NULL;
    if (last && mk_span_eq(last->root, root)) {
        last->n++;
    } else {
        struct run r = { mk_arena_copy(&jobs->arena, root),
                         jobs->payload.len / sizeof(struct mk_payload), 1 };
        if (!r.root.p)
            return no_memory(e);
        mk_buf_put(&jobs->backup_runs, &r, sizeof r);
    }
    mk_buf_put(&jobs->payload, p, sizeof *p);
    return mk_buf_ok(&jobs->payload) && mk_buf_ok(&jobs->backup_runs) ? 0 : no_memory(e);
}

int mk_jobs_backup_note(struct mk_jobs *jobs, const struct mk_entry *en, struct mk_span path,
                        struct mk_error *e)
{
    struct mk_payload p = { .id = en->id, .size = en->size, .has_sha256 = en->has_sha256 };
    struct list l = { .id = en->id };
    p.sha256 = en->sha256;
    if (mk_backup_payload_of(&p, &l.root, path))
        return note_payload(jobs, &p, l.root, e);
    l.which = mk_backup_list_of(&l.root, path);
    if (l.which == MK_BACKUP_LISTS)
        return 0;
    l.root = mk_arena_copy(&jobs->arena, l.root);
    mk_buf_put(&jobs->backup_lists, &l, sizeof l);
    return l.root.p && mk_buf_ok(&jobs->backup_lists) ? 0 : no_memory(e);
}

static size_t count_of(const struct run *runs, size_t n, struct mk_span root, size_t *pieces,
                       size_t *first)
{
    size_t all = 0;
    *pieces = 0;
    for (size_t i = n; i-- > 0;)
        if (mk_span_eq(runs[i].root, root)) {
            all += runs[i].n;
            ++*pieces;
            *first = runs[i].from;
        }
    return all;
}

/* Where one run is all, it stays where it is. */
static int gather(struct mk_backup *b, struct mk_jobs *jobs, struct mk_span root,
                  struct mk_error *e)
{
    const struct run *runs = (const struct run *)(const void *)jobs->backup_runs.p;
    const struct mk_payload *all = (const struct mk_payload *)(const void *)jobs->payload.p;
    size_t nruns = jobs->backup_runs.len / sizeof *runs, pieces, first = 0, at = 0;
    b->n = count_of(runs, nruns, root, &pieces, &first);
    if (pieces <= 1) {
        b->payload = b->n ? all + first : NULL;
        return 0;
    }
    struct mk_payload *copy = mk_arena_array(&jobs->arena, b->n, sizeof *copy);
    if (!copy)
        return no_memory(e);
    for (size_t i = 0; i < nruns; i++)
        if (mk_span_eq(runs[i].root, root)) {
            memcpy(copy + at, all + runs[i].from, runs[i].n * sizeof *copy);
            at += runs[i].n;
        }
    b->payload = copy;
    return 0;
}

static void find_lists(struct mk_backup *b, const struct mk_jobs *jobs, struct mk_span root)
{
    const struct list *all = (const struct list *)(const void *)jobs->backup_lists.p;
    for (size_t i = 0; i < jobs->backup_lists.len / sizeof *all; i++)
        if (mk_span_eq(all[i].root, root) && !b->has[all[i].which]) {
            b->has[all[i].which] = true;
            b->ids[all[i].which] = all[i].id;
        }
}

static int bind(struct mk_job *job, struct mk_jobs *jobs, struct mk_error *e)
{
    struct mk_span root;
    enum mk_backup_list which = mk_backup_list_of(&root, job->name);
    if (job->how != MK_JOB_FILE || job->copy || (which != MK_BACKUP_DB && which != MK_BACKUP_MBDB))
        return 0;
    struct mk_backup *b = mk_arena_alloc(&jobs->arena, sizeof *b);
    if (!b)
        return no_memory(e);
    find_lists(b, jobs, root);
    if (gather(b, jobs, root, e) != 0)
        return -1;
    bool plists = b->has[MK_BACKUP_MANIFEST] || b->has[MK_BACKUP_INFO] || b->has[MK_BACKUP_STATUS];
    bool newer = which == MK_BACKUP_MBDB && b->has[MK_BACKUP_DB];
    if ((b->n || plists) && b->has[which] && !newer) {
        job->backup = b;
        job->plain = job->holds = true;
    }
    return 0;
}

int mk_jobs_backup_bind(struct mk_jobs *jobs, struct mk_error *e)
{
    struct mk_job *all = (struct mk_job *)(void *)jobs->jobs.p;
    for (size_t i = 0; i < mk_jobs_count(jobs); i++)
        if (bind(&all[i], jobs, e) != 0)
            return -1;
    return 0;
}
