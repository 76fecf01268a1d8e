#include "host/parse/jobs.h"
#include "parsers/engine/engine.h"
#include <stdlib.h>

#define KEPT_MAX ((size_t)256 << 20)

struct finder {
    struct mk_jobs *jobs;
    bool alone;
};

size_t mk_jobs_count(const struct mk_jobs *jobs)
{
    return jobs->jobs.len / sizeof(struct mk_job);
}

const struct mk_job *mk_jobs_at(const struct mk_jobs *jobs, size_t i)
{
    return (const struct mk_job *)(const void *)jobs->jobs.p + i;
}

void mk_jobs_done(struct mk_jobs *jobs)
{
    mk_arena_done(&jobs->arena);
    mk_buf_done(&jobs->entries);
    mk_buf_done(&jobs->jobs);
}

static int no_memory(struct mk_error *e)
{
    return mk_fail(e, MK_ENOMEM, "list of what to read");
}

static const struct mk_app *app_of_set(struct mk_span uri)
{
    for (size_t i = 0; mk_app_at(i); i++)
        for (const struct mk_provider *p = mk_app_at(i)->providers; p && p->uri; p++)
            if (mk_span_is(uri, p->uri))
                return mk_app_at(i);
    return NULL;
}

static bool any_app_fits(struct mk_span path)
{
    for (size_t i = 0; mk_app_at(i); i++)
        if (mk_app_fits(mk_app_at(i), path))
            return true;
    return false;
}

/* The database that a file is, or is a log of. */
static struct mk_span stem(enum mk_parse_part *part, struct mk_span path)
{
    static const char *const ends[] = { [MK_PART_WAL] = "-wal", [MK_PART_JOURNAL] = "-journal" };
    for (*part = MK_PART_WAL; *part <= MK_PART_JOURNAL; ++*part)
        if (mk_span_ends(path, mk_str(ends[*part])))
            return mk_span(path.p, path.len - strlen(ends[*part]));
    *part = MK_PART_DB;
    return path;
}

/* Whether, and as what, the entry is wanted. */
static bool wanted(struct mk_job_entry *je, const struct finder *f)
{
    if (je->en.set.len) {
        je->part = MK_PART_SET;
        bool known = app_of_set(je->en.set) != NULL;
        f->jobs->foreign += !known;
        return known;
    }
    struct mk_span db = stem(&je->part, je->en.path);
    return any_app_fits(db) || f->alone;
}

static int keep(void *u, const struct mk_entry *en, struct mk_error *e)
{
    const struct finder *f = u;
    struct mk_job_entry je = { .en = *en };
    f->jobs->files++;
    if (!wanted(&je, f))
        return 0;
    je.en.path = mk_arena_copy(&f->jobs->arena, en->path);
    je.en.set = mk_arena_copy(&f->jobs->arena, en->set);
    je.en.column = mk_arena_copy(&f->jobs->arena, en->column);
    mk_buf_put(&f->jobs->entries, &je, sizeof je);
    bool ok = je.en.path.p && je.en.set.p && je.en.column.p && mk_buf_ok(&f->jobs->entries);
    return ok ? 0 : no_memory(e);
}

/* What an entry's job is called: its database, or the app of its set. */
static struct mk_span job_name(const struct mk_job_entry *je)
{
    enum mk_parse_part part;
    return je->part == MK_PART_SET ? mk_str(app_of_set(je->en.set)->id) : stem(&part, je->en.path);
}

/* Files first, by database, each before its logs; then replies, by app, in the source's order. */
static int in_job_order(const void *a, const void *b)
{
    const struct mk_job_entry *x = a, *y = b;
    bool sx = x->part == MK_PART_SET, sy = y->part == MK_PART_SET;
    int d = sx != sy ? sx - sy : mk_span_cmp(job_name(x), job_name(y));
    if (d == 0 && !sx)
        d = (int)x->part - (int)y->part;
    return d ? d : (x->en.id > y->en.id) - (x->en.id < y->en.id);
}

static bool same_job(const struct mk_job_entry *a, const struct mk_job_entry *b)
{
    return (a->part == MK_PART_SET) == (b->part == MK_PART_SET) &&
           mk_span_eq(job_name(a), job_name(b));
}

static int group(struct mk_jobs *jobs, bool alone, struct mk_error *e)
{
    struct mk_job_entry *all = (struct mk_job_entry *)(void *)jobs->entries.p;
    size_t n = jobs->entries.len / sizeof *all;
    if (n)
        qsort(all, n, sizeof *all, in_job_order);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_job(&all[from], &all[to]);)
            to++;
        struct mk_job job = { .name = job_name(&all[from]), .entries = &all[from], .n = to - from };
        job.how = all[from].part == MK_PART_SET ? MK_JOB_SETS
                  : alone                       ? MK_JOB_SCHEMA
                                                : MK_JOB_NAMED;
        mk_buf_put(&jobs->jobs, &job, sizeof job);
    }
    return mk_buf_ok(&jobs->jobs) ? 0 : no_memory(e);
}

int mk_jobs_find(struct mk_jobs *jobs, const struct mk_source *src, bool alone, struct mk_error *e)
{
    struct finder f = { jobs, alone };
    *jobs = (struct mk_jobs){ 0 };
    mk_arena_init(&jobs->arena, KEPT_MAX);
    mk_buf_init(&jobs->entries, KEPT_MAX);
    mk_buf_init(&jobs->jobs, KEPT_MAX);
    if (src->list(src->u, keep, &f, e) != 0)
        return -1;
    return group(jobs, alone, e);
}
