#include "parsers/engine/jobs.h"
#include "parsers/engine/backends.h"
#include "parsers/engine/engine.h"
#include "parsers/engine/jobs_backup.h"
#include <stdlib.h>

#define KEPT_MAX     ((size_t)256 << 20)
#define PATH_MAX_SUM ((size_t)1 << 20) /* of a file inside containers */

struct finder {
    struct mk_jobs *jobs;
    struct mk_span under;
    bool alone;
    struct mk_buf path; /* of the entry in hand, with the container's in front */
    struct mk_app_ends ends;
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
    mk_buf_done(&jobs->payload);
    mk_buf_done(&jobs->backup_runs);
    mk_buf_done(&jobs->backup_lists);
}

static int no_memory(struct mk_error *e)
{
    return mk_fail(e, MK_ENOMEM, "list of what to read");
}

static const struct mk_app *app_of_set(struct mk_span uri)
{
    for (size_t i = 0; mk_app_at(i); i++)
        for (const struct mk_provider *p = mk_app_at(i)->providers; p && p->uri; p++)
            if (mk_set_is(uri, p->uri))
                return mk_app_at(i);
    return NULL;
}

static bool any_media(void)
{
    for (size_t i = 0; mk_app_at(i); i++)
        if (mk_app_at(i)->media)
            return true;
    return false;
}

static bool ends_in(struct mk_span path, const char *const *ends)
{
    for (; *ends; ends++)
        if (mk_span_ends_fold(path, mk_str(*ends)))
            return true;
    return false;
}

/* Looked into wherever they lie: the bytes tell whether they are what they are called. */
static const char *const databases[] = { ".db", ".sqlite", ".sqlite3", ".sqlitedb", NULL };
static const char *const containers[] = {
    ".zip",     ".tar",     ".tgz",     ".gz",     ".ab",   ".crypt",
    ".crypt12", ".crypt14", ".crypt15", ".backup", ".mbdb", NULL,
};

bool mk_jobs_database(struct mk_span path)
{
    return ends_in(path, databases);
}

bool mk_jobs_container(struct mk_span path)
{
    return ends_in(path, containers);
}

/* Whether somebody reads a file of that path, and in which worker. */
static bool has_readers(struct mk_job_entry *job, const struct finder *f, struct mk_span path)
{
    for (size_t i = 0; mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        if (!mk_app_may_fit(&f->ends, i, path))
            continue;
        bool *known = app->media ? &job->media : &job->plain;
        *known = *known || mk_app_fits(app, path) != MK_FIT_NONE;
    }
    job->holds = mk_jobs_container(path);
    job->plain = job->plain || job->holds || mk_jobs_database(path);
    return job->plain || job->media;
}

/* The file that this one is, or is a log of. */
static struct mk_span stem(enum mk_job_part *part, struct mk_span path)
{
    static const char *const ends[] = { [MK_PART_WAL] = "-wal", [MK_PART_JOURNAL] = "-journal" };
    for (*part = MK_PART_WAL; *part <= MK_PART_JOURNAL; ++*part)
        if (mk_span_ends(path, mk_str(ends[*part])))
            return mk_span(path.p, path.len - strlen(ends[*part]));
    *part = MK_PART_FILE;
    return path;
}

/* Whether, and as what, the entry is wanted. */
static bool wanted(struct mk_job_entry *je, struct finder *f)
{
    if (je->en.set.len) {
        je->part = MK_PART_SET;
        bool known = app_of_set(je->en.set) != NULL;
        f->jobs->foreign += !known;
        return known;
    }
    if (je->en.role == MK_ROLE_EXTRACT)
        return true;
    struct mk_span name = stem(&je->part, je->en.path);
    return has_readers(je, f, name) || f->alone;
}

static int keep(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct finder *f = u;
    struct mk_job_entry je = { .en = *en };
    f->jobs->files++;
    if (f->under.len) {
        f->path.len = f->under.len;
        mk_buf_u8(&f->path, '/');
        mk_buf_put(&f->path, en->path.p, en->path.len);
        je.en.path = mk_buf_span(&f->path);
    }
    if (!mk_buf_ok(&f->path))
        return no_memory(e);
    if (!en->set.len && mk_jobs_backup_note(f->jobs, en, je.en.path, e) != 0)
        return -1;
    if (!wanted(&je, f))
        return 0;
    je.en.path = mk_arena_copy(&f->jobs->arena, je.en.path);
    je.en.set = mk_arena_copy(&f->jobs->arena, en->set);
    je.en.column = mk_arena_copy(&f->jobs->arena, en->column);
    je.en.domain = mk_arena_copy(&f->jobs->arena, en->domain);
    je.en.stored = mk_arena_copy(&f->jobs->arena, en->stored);
    mk_buf_put(&f->jobs->entries, &je, sizeof je);
    bool ok = je.en.path.p && je.en.set.p && je.en.column.p && je.en.domain.p && je.en.stored.p &&
              mk_buf_ok(&f->jobs->entries);
    return ok ? 0 : no_memory(e);
}

/* What an entry's job is called: its database, or the app of its set. */
static struct mk_span job_name(const struct mk_job_entry *je)
{
    enum mk_job_part part;
    return je->part == MK_PART_SET ? mk_str(app_of_set(je->en.set)->id) : stem(&part, je->en.path);
}

/* Files first, by database, each before its logs; then replies, by app and user, in the source's
 * order. */
static int in_job_order(const void *a, const void *b)
{
    const struct mk_job_entry *x = a, *y = b;
    bool sx = x->part == MK_PART_SET, sy = y->part == MK_PART_SET;
    int d = sx != sy ? sx - sy : mk_span_cmp(job_name(x), job_name(y));
    if (d == 0 && sx)
        d = mk_span_cmp(mk_set_user(x->en.set), mk_set_user(y->en.set));
    if (d == 0 && !sx)
        d = (int)x->part - (int)y->part;
    return d ? d : (x->en.id > y->en.id) - (x->en.id < y->en.id);
}

static bool same_job(const struct mk_job_entry *a, const struct mk_job_entry *b)
{
    return (a->part == MK_PART_SET) == (b->part == MK_PART_SET) &&
           mk_span_eq(job_name(a), job_name(b)) &&
           (a->part != MK_PART_SET || mk_span_eq(mk_set_user(a->en.set), mk_set_user(b->en.set)));
}

/* A further file of the same name: an archive may hold several. (As the same job it comes behind
 * one.)
 */
static bool is_copy(const struct mk_job_entry *je)
{
    return je->part == MK_PART_FILE;
}

static enum mk_job_how how_of(const struct mk_job_entry *je, bool alone)
{
    if (je->part == MK_PART_SET)
        return MK_JOB_SETS;
    if (je->en.role == MK_ROLE_EXTRACT)
        return MK_JOB_EXTRACT;
    return alone ? MK_JOB_ALONE : MK_JOB_FILE;
}

static int group(struct mk_jobs *jobs, bool alone, struct mk_error *e)
{
    struct mk_job_entry *all = (struct mk_job_entry *)(void *)jobs->entries.p;
    size_t n = jobs->entries.len / sizeof *all;
    if (n)
        qsort(all, n, sizeof *all, in_job_order);
    unsigned copy = 0;
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && same_job(&all[from], &all[to]) && !is_copy(&all[to]);)
            to++;
        struct mk_job job = { .name = job_name(&all[from]), .entries = &all[from], .n = to - from };
        copy = from && same_job(&all[from - 1], &all[from]) ? copy + 1 : 0;
        job.copy = copy;
        job.how = how_of(&all[from], alone);
        job.plain = all[from].plain;
        job.media = all[from].media;
        job.holds = all[from].holds;
        if (job.media && all[from].en.absent) { /* which needs no worker of its own to be told */
            job.plain = true;
            job.media = false;
        }
        job.holds = job.holds || job.how == MK_JOB_ALONE;
        job.media = job.media || (job.how == MK_JOB_ALONE && any_media());
        job.plain = job.plain || job.how != MK_JOB_FILE;
        mk_buf_put(&jobs->jobs, &job, sizeof job);
    }
    return mk_buf_ok(&jobs->jobs) ? 0 : no_memory(e);
}

/* ---- files that are read along with others ---- */

static const char *beside_of(const struct mk_job *job)
{
    for (size_t i = 0; job->how == MK_JOB_FILE && mk_app_at(i); i++)
        if (mk_app_at(i)->beside && mk_app_fits(mk_app_at(i), job->name) != MK_FIT_NONE)
            return mk_app_at(i)->beside;
    return NULL;
}

/* "a/b/c/d" and "name": "a/b/name". */
static bool name_beside(struct mk_buf *out, struct mk_span path, const char *name)
{
    int folders = 0;
    size_t n = path.len;
    while (n > 0 && (path.p[n - 1] != '/' || ++folders < 2))
        n--;
    mk_buf_clear(out);
    mk_buf_put(out, path.p, n);
    mk_buf_puts(out, name);
    return folders > 0 && mk_buf_ok(out);
}

/* Files stand first, and in the order of their names. */
static const struct mk_job *job_of(const struct mk_jobs *jobs, size_t files, struct mk_span name)
{
    size_t from = 0, to = files;
    while (from < to) {
        size_t half = from + (to - from) / 2;
        if (mk_span_cmp(mk_jobs_at(jobs, half)->name, name) < 0)
            from = half + 1;
        else
            to = half;
    }
    const struct mk_job *job = from < files ? mk_jobs_at(jobs, from) : NULL;
    return job && mk_span_eq(job->name, name) && job->entries->part == MK_PART_FILE ? job : NULL;
}

static int add_entry(struct mk_job *job, const struct mk_job_entry *other, struct mk_arena *arena,
                     struct mk_error *e)
{
    struct mk_job_entry *all = mk_arena_array(arena, job->n + 1, sizeof *all);
    if (!all)
        return no_memory(e);
    memcpy(all, job->entries, job->n * sizeof *all);
    all[job->n] = *other;
    all[job->n].part = MK_PART_BESIDE;
    job->entries = all;
    job->n++;
    return 0;
}

static int add_beside(struct mk_jobs *jobs, struct mk_error *e)
{
    struct mk_job *all = (struct mk_job *)(void *)jobs->jobs.p;
    size_t files = 0, n = mk_jobs_count(jobs);
    struct mk_buf path;
    int rc = 0;
    mk_buf_init(&path, PATH_MAX_SUM);
    while (files < n && all[files].how != MK_JOB_SETS)
        files++;
    for (size_t i = 0; rc == 0 && i < files; i++) {
        const char *name = beside_of(&all[i]);
        if (!name || !name_beside(&path, all[i].name, name))
            continue;
        const struct mk_job *other = job_of(jobs, files, mk_buf_span(&path));
        if (other && other != &all[i])
            rc = add_entry(&all[i], other->entries, &jobs->arena, e);
    }
    mk_buf_done(&path);
    return rc;
}

int mk_jobs_find(struct mk_jobs *jobs, const struct mk_source *src, struct mk_span under,
                 bool alone, struct mk_error *e)
{
    struct finder f = { .jobs = jobs, .under = under, .alone = alone };
    int rc;
    *jobs = (struct mk_jobs){ 0 };
    mk_arena_init(&jobs->arena, KEPT_MAX);
    mk_buf_init(&jobs->entries, KEPT_MAX);
    mk_buf_init(&jobs->jobs, KEPT_MAX);
    mk_buf_init(&jobs->payload, KEPT_MAX);
    mk_buf_init(&jobs->backup_runs, KEPT_MAX);
    mk_buf_init(&jobs->backup_lists, KEPT_MAX);
    mk_app_ends_make(&f.ends);
    mk_buf_init(&f.path, PATH_MAX_SUM);
    mk_buf_put(&f.path, under.p, under.len);
    rc = src->list(src->u, keep, &f, e);
    mk_buf_done(&f.path);
    if (rc == 0)
        rc = group(jobs, alone, e);
    if (rc == 0)
        rc = add_beside(jobs, e);
    return rc == 0 ? mk_jobs_backup_bind(jobs, e) : -1;
}
