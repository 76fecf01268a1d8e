/* moka-parse: the worker that reads hostile files. See firmware/worker/parse.h. */
#include "firmware/worker/parse.h"
#include "firmware/worker/worker.h"
#include "parsers/base/arena.h"
#include "parsers/engine/backends.h"
#include "parsers/engine/engine.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/source/source.h"
#include <stdlib.h>
#include <unistd.h>

#define ENTRIES_MAX 65536u

struct work {
    struct mk_chan *chan;
    struct mk_arena arena; /* texts of the job's entries */
    struct mk_buf entries; /* struct mk_entry[] */
    struct mk_buf parts;   /* u8[] */
    struct mk_span path;
};

/* Both below the worker's 1 GiB of address space, the rest of which is the engine's. */
#define JOB_MEMORY    ((size_t)64 << 20)
#define SQLITE_MEMORY ((uint64_t)512 << 20)

static const struct mk_entry *entries(const struct work *w, size_t *n)
{
    *n = w->entries.len / sizeof(struct mk_entry);
    return (const struct mk_entry *)(const void *)w->entries.p;
}

static int take_entry(struct work *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_entry en = { 0 };
    mk_buf_u8(&w->parts, mk_cur_u8(&c));
    en.id = mk_cur_u64le(&c);
    en.size = mk_cur_u64le(&c);
    en.path = mk_arena_copy(&w->arena, mk_cur_text(&c));
    en.set = mk_arena_copy(&w->arena, mk_cur_text(&c));
    en.column = mk_arena_copy(&w->arena, mk_cur_text(&c));
    en.role = (enum mk_role)mk_cur_u8(&c);
    en.row = (int64_t)mk_cur_u64le(&c);
    en.has_sha256 = mk_cur_left(&c) > 0;
    struct mk_span sha256 = mk_cur_take(&c, en.has_sha256 ? MK_SHA256_LEN : 0);
    if (sha256.len)
        memcpy(en.sha256.b, sha256.p, sha256.len);
    mk_buf_put(&w->entries, &en, sizeof en);
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || en.role >= MK_ROLE_COUNT)
        return mk_fail(e, MK_EPROTO, "entry");
    return en.path.p && en.set.p && en.column.p && mk_buf_ok(&w->entries) && mk_buf_ok(&w->parts)
               ? 0
               : mk_fail(e, MK_ENOMEM, "entries");
}

/* ---- files come from the parent ---- */

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct work *w = u;
    struct mk_frame f;
    uint8_t body[8];
    int fd = -1;
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (uint8_t)(id >> 8 * i);
    if (mk_chan_send(w->chan, MK_PA_OPEN, 0, mk_span(body, sizeof body), e) != 0)
        return -1;
    if (mk_chan_recv(&f, &fd, w->chan, -1, e) <= 0 || f.type != MK_PA_FILE) {
        if (fd >= 0)
            close(fd);
        return mk_fail(e, MK_EPROTO, "no answer to open");
    }
    if (fd < 0)
        return mk_fail(e, MK_EIO, "%.*s", (int)(f.body.len < 200 ? f.body.len : 200),
                       (const char *)f.body.p);
    if (mk_file_fd(out, fd, e) == 0)
        return 0;
    close(fd);
    return -1;
}

/* ---- the sink: everything goes to the parent ---- */

static int send_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct work *w = u;
    for (size_t at = 0; at < items.len; at += MK_FRAME_MAX) {
        struct mk_span piece = mk_span_from(items, at);
        if (piece.len > MK_FRAME_MAX)
            piece.len = MK_FRAME_MAX;
        if (mk_chan_send(w->chan, MK_PA_RECORDS, 0, piece, e) != 0)
            return -1;
    }
    return 0;
}

static int send_buf(struct work *w, uint16_t type, struct mk_buf *b, struct mk_error *e)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(w->chan, type, 0, mk_buf_span(b), e)
                          : mk_fail(e, MK_ENOMEM, "message");
    mk_buf_done(b);
    return rc;
}

static int send_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    if (i->app)
        mk_put_text(&b, MK_APP, mk_str(i->app));
    mk_put_text(&b, MK_FILE, i->file);
    if (i->table)
        mk_put_text(&b, MK_TABLE, mk_str(i->table));
    if (i->row)
        mk_put_int(&b, MK_ROW, *i->row);
    if (i->field)
        mk_put_text(&b, MK_FIELD, mk_str(i->field));
    mk_put_text(&b, MK_WHY, mk_str(i->why));
    return send_buf(u, MK_PA_ISSUE, &b, e);
}

static void put_named(struct mk_buf *b, const char *name, const char *text)
{
    if (text)
        mk_put_named_text(b, mk_str(name), mk_str(text));
}

static void put_count(struct mk_buf *b, const char *name, int64_t n)
{
    if (n != MK_COVER_NONE)
        mk_put_named_int(b, mk_str(name), n);
}

static int send_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    put_named(&b, "artefact", c->artefact);
    put_named(&b, "route", c->route);
    put_named(&b, "where", c->where);
    put_named(&b, "profile", c->profile);
    put_named(&b, "state", mk_cover_name(c->state));
    put_count(&b, "seen", c->seen);
    put_count(&b, "taken", c->taken);
    put_count(&b, "records", c->records);
    put_count(&b, "issues", c->issues);
    put_named(&b, "control", c->control);
    put_named(&b, "why", c->why);
    put_named(&b, "proven_on", c->proven_on);
    return send_buf(u, MK_PA_COVER, &b, e);
}

/* ---- jobs ---- */

static const struct mk_entry *part(const struct work *w, enum mk_parse_part which)
{
    size_t n;
    const struct mk_entry *all = entries(w, &n);
    for (size_t i = 0; i < n; i++)
        if (w->parts.p[i] == which)
            return &all[i];
    return NULL;
}

/* Opens a part that may not be there; *file stays NULL then. */
static int open_part(const struct mk_file **file, struct mk_file *space, struct work *w,
                     enum mk_parse_part which, struct mk_error *e)
{
    const struct mk_entry *en = part(w, which);
    *file = NULL;
    if (!en)
        return 0;
    if (open_entry(space, w, en->id, e) != 0)
        return -1;
    *file = space;
    return 0;
}

/* Damage is an issue, and known when the database is open. All remarks are notes in the ledger as
 * well, which the engine asks for when it has read the tables. */
static int damage(struct work *w, const struct mk_sqlite *db, struct mk_error *e)
{
    const char *text;
    for (size_t i = 0; (text = mk_sqlite_remark(db, i)); i++) {
        struct mk_issue issue = { .file = w->path, .why = text };
        bool is = mk_span_starts(mk_str(text), mk_str("database:")) ||
                  mk_span_starts(mk_str(text), mk_str("schema:"));
        if (is && send_issue(w, &issue, e) != 0)
            return -1;
    }
    return 0;
}

static int run_apps(struct work *w, struct mk_sqlite *db, bool by_schema, struct mk_error *e)
{
    const struct mk_entry *file = part(w, MK_PART_DB);
    struct mk_tables t = mk_tables_sqlite(db);
    struct mk_sink sink = { send_records, send_issue, send_cover, w };
    bool any = false;
    for (size_t i = 0; mk_app_at(i); i++) {
        const struct mk_app *app = mk_app_at(i);
        enum mk_fit fit = mk_app_fits(app, w->path);
        struct mk_input in = { .file = w->path, .route = "file" };
        in.expected = fit == MK_FIT_MAIN;
        in.object_sha256 = file && file->has_sha256 ? &file->sha256 : NULL;
        if (fit == MK_FIT_NONE && (app->whole_path || !by_schema || !mk_app_knows(app, &t)))
            continue;
        any = true;
        if (mk_app_run(app, &t, &in, &sink, e) != 0)
            return -1;
    }
    return any ? 0 : mk_fail(e, MK_EABSENT, "no reader knows this database");
}

static int run_database(struct work *w, bool by_schema, struct mk_error *e)
{
    struct mk_file files[3] = { 0 };
    struct mk_sqlite_set set = { 0 };
    struct mk_sqlite *db = NULL;
    int rc = open_part(&set.db, &files[0], w, MK_PART_DB, e);
    if (rc == 0)
        rc = open_part(&set.wal, &files[1], w, MK_PART_WAL, e);
    if (rc == 0)
        rc = open_part(&set.journal, &files[2], w, MK_PART_JOURNAL, e);
    if (rc == 0)
        rc = mk_sqlite_open(&db, &set, NULL, e);
    if (rc == 0)
        rc = damage(w, db, e);
    if (rc == 0)
        rc = run_apps(w, db, by_schema, e);
    mk_sqlite_close(db);
    for (size_t i = 0; i < 3; i++)
        mk_file_close(&files[i]);
    return rc;
}

static int run_sets(struct work *w, struct mk_error *e)
{
    size_t n;
    const struct mk_entry *all = entries(w, &n);
    struct mk_source src = { .open = open_entry, .u = w };
    struct mk_sink sink = { send_records, send_issue, send_cover, w };
    char id[64] = { 0 };
    struct mk_tables t;
    if (w->path.len >= sizeof id)
        return mk_fail(e, MK_EPROTO, "app");
    memcpy(id, w->path.p, w->path.len);
    const struct mk_app *app = mk_app_find(id);
    if (!app || n == 0)
        return mk_fail(e, MK_EPROTO, "no app %s", id);
    struct mk_input in = { .file = mk_str(app->providers->uri),
                           .route = "content",
                           .expected = true };
    if (mk_tables_content(&t, &src, all, n, e) != 0)
        return -1;
    int rc = mk_app_run(app, &t, &in, &sink, e);
    mk_tables_content_done(&t);
    return rc;
}

static int run_job(struct work *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint8_t how = mk_cur_u8(&c);
    w->path = mk_arena_copy(&w->arena, mk_cur_text(&c));
    if (!mk_cur_ok(&c) || !w->path.p)
        return mk_fail(e, MK_EPROTO, "job");
    return how == MK_JOB_SETS ? run_sets(w, e) : run_database(w, how == MK_JOB_SCHEMA, e);
}

static void clear_job(struct work *w)
{
    mk_arena_done(&w->arena);
    mk_arena_init(&w->arena, JOB_MEMORY);
    mk_buf_clear(&w->entries);
    mk_buf_clear(&w->parts);
}

static int answer(struct work *w, int rc, const struct mk_error *why, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_span text = rc == 0 ? mk_span(NULL, 0) : mk_str(why->text);
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, rc == 0);
    mk_buf_text(&b, text);
    return send_buf(w, MK_PA_DONE, &b, e);
}

static int serve(struct work *w, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_frame f;
    int more;
    while ((more = mk_chan_recv(&f, NULL, w->chan, -1, e)) > 0) {
        int rc = 0;
        if (f.type == MK_PA_ENTRY) {
            rc = take_entry(w, f.body, e);
        } else if (f.type == MK_PA_JOB) {
            rc = answer(w, run_job(w, f.body, &why), &why, e);
            clear_job(w);
        } else {
            rc = mk_fail(e, MK_EPROTO, "frame %u", f.type);
        }
        if (rc != 0)
            return -1;
    }
    return more;
}

int main(void)
{
    struct work w = { 0 };
    struct mk_error e = { 0 };
    struct mk_buf report;
    mk_buf_init(&report, 4096);
    mk_buf_init(&w.entries, ENTRIES_MAX * sizeof(struct mk_entry));
    mk_buf_init(&w.parts, ENTRIES_MAX);
    mk_arena_init(&w.arena, JOB_MEMORY);
    int rc = mk_sqlite_process(SQLITE_MEMORY, &e);
    if (rc == 0)
        rc = mk_worker_enter(&w.chan, NULL, 0, &report, &e);
    if (rc == 0)
        rc = mk_chan_send(w.chan, MK_PA_HELLO, 0, mk_buf_span(&report), &e);
    if (rc == 0)
        rc = serve(&w, &e);
    mk_arena_done(&w.arena);
    mk_buf_done(&w.entries);
    mk_buf_done(&w.parts);
    mk_buf_done(&report);
    mk_chan_free(w.chan);
    return rc == 0 ? 0 : 3;
}
