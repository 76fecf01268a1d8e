#include "parsers/engine/backends.h"
#include "parsers/engine/dead.h"
#include "parsers/engine/known.h"
#include "parsers/engine/read_private.h"
#include "parsers/format/sqlcipher.h"

static bool reads_databases(const struct mk_visit *v, const struct mk_app *app)
{
    return !app->format && mk_is_turn(v, app);
}

/* Damage is an issue, and known when the database is open. All remarks are notes in the ledger as
 * well, which the engine asks for when it has read the tables. */
static int damage(const struct mk_visit *v, const struct mk_sqlite *db, struct mk_error *e)
{
    const char *text;
    for (size_t i = 0; (text = mk_sqlite_remark(db, i)); i++) {
        struct mk_issue issue = { .file = v->path, .why = text };
        bool is = mk_span_starts(mk_str(text), mk_str("database:")) ||
                  mk_span_starts(mk_str(text), mk_str("schema:"));
        if (is && v->r->sink.issue(v->r->sink.u, &issue, e) != 0)
            return -1;
    }
    return 0;
}

/* Once, and only where an app reads the database at all. What cannot be carved is an issue. */
static int carve(const struct mk_visit *v, struct mk_error *e)
{
    struct mk_error why = { 0 };
    if (!v->dead || *v->dead || mk_dead_new(v->dead, v->set, 0, &why) == 0)
        return 0;
    struct mk_issue issue = { .file = v->path, .why = why.text };
    return v->r->sink.issue(v->r->sink.u, &issue, e);
}

static int run(bool *any, const struct mk_visit *v, const struct mk_app *app,
               const struct mk_tables *t, bool expected, struct mk_error *e)
{
    struct mk_input in = mk_visit_input(v, expected);
    *any = true;
    if (carve(v, e) != 0)
        return -1;
    in.dead = v->dead ? *v->dead : NULL;
    return mk_app_run(app, t, &in, &v->r->sink, e);
}

static int by_path(bool *any, const struct mk_visit *v, const struct mk_tables *t,
                   struct mk_error *e)
{
    for (size_t i = 0; mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        enum mk_fit fit = reads_databases(v, app) ? mk_app_fits(app, v->job->name) : MK_FIT_NONE;
        if (fit == MK_FIT_NONE || (fit == MK_FIT_NAME && !mk_app_knows(app, t)))
            continue;
        if (run(any, v, app, t, fit == MK_FIT_MAIN, e) != 0)
            return -1;
    }
    return 0;
}

static int by_schema(bool *any, const struct mk_visit *v, const struct mk_tables *t,
                     struct mk_error *e)
{
    struct mk_known known;
    int rc = 0;
    mk_known_init(&known);
    for (size_t i = 0; mk_app_at(i); i++)
        if (reads_databases(v, mk_app_at(i)) && !mk_app_at(i)->whole_path)
            mk_known_look(&known, mk_app_at(i), t);
    if (!mk_known_whole(&known))
        rc = mk_fail(e, MK_ENOMEM, "whose tables these are");
    for (size_t i = 0; rc == 0 && mk_app_at(i); i++)
        if (mk_known_best(&known, mk_app_at(i)))
            rc = run(any, v, mk_app_at(i), t, false, e);
    mk_known_done(&known);
    return rc;
}

static const struct mk_file *part(const struct mk_visit *v, enum mk_job_part which)
{
    return v->has[which] ? &v->files[which] : NULL;
}

/* When it looks encrypted. One that begins like any other, but not as it should go on, may just be
 * damaged: then it is not for want of a key that it cannot be read. */
static int decipher(struct mk_sqlcipher **out, const struct mk_visit *v, struct mk_error *e)
{
    const struct mk_file *f = part(v, MK_PART_FILE);
    if (!f || !mk_sqlcipher_looks(v->head, f->size) || mk_sqlcipher_open(out, f, v->r->cx, e) == 0)
        return 0;
    return mk_span_starts(v->head, mk_str("SQLite")) ? 0 : -1;
}

int mk_read_database(struct mk_visit *v, struct mk_error *e)
{
    struct mk_sqlite_set set = { part(v, MK_PART_FILE), part(v, MK_PART_WAL),
                                 part(v, MK_PART_JOURNAL) };
    struct mk_sqlite *db = NULL;
    struct mk_sqlcipher *cipher = NULL;
    struct mk_dead *dead = NULL;
    bool any = false;
    int rc = decipher(&cipher, v, e);
    v->set = &set;
    v->dead = v->r->cx->deleted ? &dead : NULL;
    set.codec = cipher ? mk_sqlcipher_codec(cipher) : NULL;
    if (rc == 0)
        rc = mk_sqlite_open(&db, &set, NULL, e);
    if (rc == 0)
        rc = damage(v, db, e);
    if (rc == 0) {
        struct mk_tables t = mk_tables_sqlite(db);
        rc = by_path(&any, v, &t, e);
        if (rc == 0 && !any)
            rc = by_schema(&any, v, &t, e);
    }
    if (rc == 0 && !any && v->job->how == MK_JOB_ALONE)
        rc = mk_fail(e, MK_EABSENT, "no reader knows this database");
    mk_sqlite_close(db);
    mk_dead_free(dead);
    v->dead = NULL;
    v->set = NULL;
    mk_sqlcipher_free(cipher);
    return rc;
}
