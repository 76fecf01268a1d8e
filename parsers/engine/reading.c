#include "parsers/engine/backends.h"
#include "parsers/engine/read_private.h"
#include "parsers/format/ios_backup.h"
#include "parsers/format/sqlcipher.h"
#include <stdio.h>
#include <stdlib.h>

#define MAGIC     "SQLite format 3" /* with its NUL the first 16 bytes: sqlite.org/fileformat2.html */
#define MAGIC_LEN 16

struct mk_input mk_visit_input(const struct mk_visit *v, bool expected)
{
    return (struct mk_input){
        .file = v->path,
        .route = "file",
        .expected = expected,
        .object_sha256 = v->sha256,
        .domain = v->job->entries->en.domain,
        .stored = v->job->entries->en.stored,
    };
}

/* An app's rows are told by the first of its providers; of another user than the owner, with the
 * user's number in it. */
static void name_set(char *out, size_t max, const char *uri, struct mk_span user)
{
    size_t scheme = strlen("content://");
    snprintf(out, max, "content://%.*s%s%s", (int)user.len, user.len ? (const char *)user.p : "",
             user.len ? "@" : "", uri + scheme);
}

/* A provider that listed rows was asked for their columns. Where none was, it was refused or holds
 * nothing: the ledger of the acquisition says which, and there is nothing to read. */
static bool has_rows(const struct mk_job *job)
{
    for (size_t i = 0; i < job->n; i++) {
        enum mk_role role = job->entries[i].en.role;
        if (role != MK_ROLE_IDS && role != MK_ROLE_AFTER && role != MK_ROLE_CONTROL)
            return true;
    }
    return false;
}

static int run_sets(struct mk_reading *r, const struct mk_source *src, const struct mk_job *job,
                    struct mk_error *e)
{
    char id[64] = { 0 };
    struct mk_tables t;
    struct mk_buf entries;
    if (job->name.len >= sizeof id)
        return mk_fail(e, MK_EPROTO, "app");
    memcpy(id, job->name.p, job->name.len);
    const struct mk_app *app = mk_app_find(id);
    if (!app || !app->providers || job->n == 0)
        return mk_fail(e, MK_EPROTO, "no app %s", id);
    char file[256];
    name_set(file, sizeof file, app->providers->uri, mk_set_user(job->entries[0].en.set));
    struct mk_input in = { .file = mk_str(file), .route = "content", .expected = has_rows(job) };
    if (r->cx->deleted)
        in.only_live = "deleted rows: a provider gives live ones only";
    mk_buf_init(&entries, SIZE_MAX / 2);
    for (size_t i = 0; i < job->n; i++)
        mk_buf_put(&entries, &job->entries[i].en, sizeof job->entries[i].en);
    const struct mk_entry *all = (const struct mk_entry *)(const void *)entries.p;
    int rc = mk_buf_ok(&entries) ? mk_tables_content(&t, src, all, job->n, e)
                                 : mk_fail(e, MK_ENOMEM, "entries");
    if (rc == 0) {
        rc = mk_app_run(app, &t, &in, &r->sink, e);
        mk_tables_content_done(&t);
    }
    mk_buf_done(&entries);
    return rc;
}

static int open_parts(struct mk_visit *v, struct mk_error *e)
{
    for (size_t i = 0; i < v->job->n; i++) {
        const struct mk_job_entry *je = &v->job->entries[i];
        if (je->part == MK_PART_SET || v->has[je->part])
            continue;
        if (v->src->open(&v->files[je->part], v->src->u, je->en.id, e) != 0)
            return -1;
        v->has[je->part] = true;
        if (je->part == MK_PART_FILE && je->en.has_sha256)
            v->sha256 = &je->en.sha256;
    }
    size_t got = 0;
    const struct mk_file *f = &v->files[MK_PART_FILE];
    if (v->has[MK_PART_FILE] && f->pread(f->u, 0, v->space, sizeof v->space, &got, e) != 0)
        return -1;
    v->head = mk_span(v->space, got);
    return 0;
}

/* What only logs are left of is one; an empty file is one without tables; and what has to be one
 * but does not look so will be refused with the reason. */
static bool is_database(const struct mk_visit *v)
{
    if (!v->has[MK_PART_FILE] || mk_span_starts(v->head, mk_span(MAGIC, MAGIC_LEN)))
        return true;
    for (size_t i = 0; mk_app_at(i); i++)
        if (!mk_app_at(i)->format && mk_is_turn(v, mk_app_at(i)) &&
            mk_app_fits(mk_app_at(i), v->job->name) == MK_FIT_MAIN)
            return true;
    return v->job->how == MK_JOB_ALONE && mk_sqlcipher_looks(v->head, v->files[MK_PART_FILE].size);
}

static const struct mk_container *container_of(const struct mk_visit *v)
{
    const struct mk_container *c = NULL;
    if (v->job->backup && v->has[MK_PART_FILE])
        return &mk_container_ios_backup;
    for (size_t i = 0; v->has[MK_PART_FILE] && (c = mk_container_at(i)); i++)
        if (c->knows(v->head, v->job->name))
            return c;
    return NULL;
}

int mk_read_visit(struct mk_visit *v, struct mk_error *e)
{
    int rc = open_parts(v, e);
    const struct mk_container *c = rc == 0 ? container_of(v) : NULL;
    if (c)
        rc = mk_read_container(v, c, e);
    else if (rc == 0)
        rc = is_database(v) ? mk_read_database(v, e) : mk_read_document(v, e);
    for (size_t i = 0; i < MK_PART_COUNT; i++)
        if (v->has[i])
            mk_file_close(&v->files[i]);
    return rc;
}

int mk_read_job(struct mk_reading *r, const struct mk_source *src, const struct mk_job *job,
                struct mk_error *e)
{
    r->others = false;
    if (job->how == MK_JOB_SETS)
        return run_sets(r, src, job, e);
    if (job->how == MK_JOB_EXTRACT)
        return mk_read_extract(r, src, job, e);
    struct mk_visit *v = calloc(1, sizeof *v);
    if (!v)
        return mk_fail(e, MK_ENOMEM, "job");
    v->r = r;
    v->src = src;
    v->job = job;
    v->path = job->name;
    v->resumes = r->ndone > 0;
    int rc = mk_read_visit(v, e);
    free(v);
    return rc;
}
