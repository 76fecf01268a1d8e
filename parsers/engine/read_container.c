#include "parsers/engine/read_private.h"
#include <stdlib.h>

/* Whether the worker whose turn it is has something to do with an inner job. */
static bool has_work(const struct mk_visit *v, const struct mk_job *job)
{
    bool mine = v->r->media ? job->media : job->plain;
    v->r->others = v->r->others || (v->r->media ? job->plain : job->media);
    return mine || job->holds;
}

/* Whether the inner job `at` was done before the worker was begun anew. */
static bool is_done(const struct mk_visit *outer, uint32_t at, bool *resumes)
{
    const struct mk_reading *r = outer->r;
    uint32_t done = r->done[outer->depth < MK_CONTAINER_DEPTH ? outer->depth : 0];
    bool last = outer->depth + 1 == r->ndone;
    *resumes = outer->resumes && at == done && !last;
    return outer->resumes && (at < done || (at == done && last));
}

static struct mk_span copy_name(struct mk_buf *b, const struct mk_job *job)
{
    mk_buf_clear(b);
    mk_buf_put(b, job->name.p, job->name.len);
    mk_buf_printf(b, "#%u", job->copy + 1);
    return mk_buf_ok(b) ? mk_buf_span(b) : job->name;
}

static int visit_inner(struct mk_visit *in, const struct mk_visit *outer, struct mk_error *e)
{
    struct mk_reading *r = outer->r;
    struct mk_scratch *s = r->cx->scratch;
    struct mk_error why = { 0 };
    uint64_t mark = s ? s->used : 0;
    if (!in->resumes && r->begin(r->u, in->at, in->depth, in->path, e) != 0)
        return -1;
    int rc = mk_read_visit(in, &why);
    if (s)
        mk_scratch_back(s, mark);
    if (rc != 0 && why.code == MK_EABSENT && in->job->plain && in->job->media)
        rc = 0; /* the others may know it */
    if (rc != 0 && r->media && in->job->plain)
        rc = 0; /* the others have told */
    return rc == 0 ? 0 : r->failed(r->u, in->path, why.text, e);
}

static int each_job(const struct mk_visit *outer, const struct mk_source *src,
                    const struct mk_jobs *jobs, struct mk_error *e)
{
    struct mk_visit *in = malloc(sizeof *in);
    struct mk_buf name;
    int rc = in ? 0 : mk_fail(e, MK_ENOMEM, "container");
    mk_buf_init(&name, (size_t)2 << 20);
    for (size_t i = 0; rc == 0 && i < mk_jobs_count(jobs); i++) {
        const struct mk_job *job = mk_jobs_at(jobs, i);
        bool resumes;
        if (!has_work(outer, job) || is_done(outer, (uint32_t)i, &resumes))
            continue;
        memset(in, 0, sizeof *in);
        in->r = outer->r;
        in->src = src;
        in->job = job;
        in->path = job->copy ? copy_name(&name, job) : job->name;
        in->sha256 = outer->sha256;
        in->depth = outer->depth + 1;
        memcpy(in->at, outer->at, sizeof in->at);
        in->at[outer->depth] = (uint32_t)i;
        in->resumes = resumes;
        rc = visit_inner(in, outer, e);
    }
    mk_buf_done(&name);
    free(in);
    return rc;
}

static int tell_remarks(const struct mk_visit *v, const struct mk_container *c,
                        const struct mk_source *src, struct mk_error *e)
{
    const char *text;
    for (size_t i = 0; c->remark && (text = c->remark(src, i)); i++) {
        struct mk_issue issue = { .file = v->path, .why = text };
        if (v->r->sink.issue(v->r->sink.u, &issue, e) != 0)
            return -1;
    }
    return 0;
}

/* The only file in a file that was given alone is as good as given alone. */
static int find_jobs(struct mk_jobs *jobs, const struct mk_visit *v, const struct mk_source *src,
                     struct mk_error *e)
{
    struct mk_span under = v->path;
    if (v->job->backup) /* what it holds lies beside it */
        mk_backup_list_of(&under, v->path);
    int rc = mk_jobs_find(jobs, src, under, false, e);
    if (rc != 0 || v->job->how != MK_JOB_ALONE || jobs->files != 1)
        return rc;
    mk_jobs_done(jobs);
    return mk_jobs_find(jobs, src, v->path, true, e);
}

int mk_read_container(struct mk_visit *v, const struct mk_container *c, struct mk_error *e)
{
    struct mk_context cx = *v->r->cx;
    struct mk_source src = { 0 };
    struct mk_jobs jobs = { 0 };
    struct mk_backup backup;
    cx.path = v->path;
    if (v->job->backup) {
        backup = *v->job->backup;
        backup.src = v->src;
        cx.backup = &backup;
    }
    if (v->depth >= MK_CONTAINER_DEPTH)
        return mk_fail(e, MK_ELIMIT, "containers inside each other, deeper than %d: not opened",
                       MK_CONTAINER_DEPTH);
    int rc = c->open(&src, &v->files[MK_PART_FILE], &cx, e);
    if (rc == 0)
        rc = find_jobs(&jobs, v, &src, e);
    if (rc == 0)
        rc = each_job(v, &src, &jobs, e);
    if (rc == 0 && !v->r->media) /* at the end: reading the files may have found more */
        rc = tell_remarks(v, c, &src, e);
    mk_jobs_done(&jobs);
    mk_source_done(&src);
    return rc;
}
