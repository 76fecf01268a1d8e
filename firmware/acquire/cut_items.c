#include "firmware/acquire/cut.h"
#include "firmware/acquire/storage.h"
#include <stdlib.h>

#define HEAD_MAX ((size_t)1 << 20)
#define OUT_AT   ((size_t)64 << 10)

static int nonsense(struct mk_error *e)
{
    return mk_fail(e, MK_EPROTO, "the reader broke the protocol");
}

/* ---- heads ---- */

void mk_cut_forget_heads(struct mk_cut *c)
{
    for (size_t i = 0; i < MK_CUT_HEADS; i++) {
        if (c->heads[i].kind == MK_KIND_NONE)
            continue;
        mk_buf_done(&c->heads[i].fields);
        mk_buf_done(&c->heads[i].renamed);
        c->heads[i] = (struct mk_cut_head){ 0 };
    }
}

static struct mk_span text_in(struct mk_span fields, enum mk_key key)
{
    struct mk_value v;
    return mk_field_find(&v, fields, key) && v.type == MK_T_TEXT ? v.s : mk_span(NULL, 0);
}

/* The fields of the head's source, inside of `fields`. */
static struct mk_span source_of(struct mk_span fields)
{
    struct mk_value v;
    return mk_field_find(&v, fields, MK_SOURCE) && v.type == MK_T_OBJECT ? v.s : mk_span(NULL, 0);
}

static int rename_head(struct mk_cut *c, struct mk_cut_head *h, uint16_t id, struct mk_error *e)
{
    if (mk_cut_names_use(c->names, h->app, h->file, e))
        return -1;
    mk_buf_clear(&h->renamed);
    size_t mark = mk_put_head(&h->renamed, id, h->kind);
    bool whole = h->kind != MK_CONVERSATION;
    bool ok = mk_cut_rename(&h->renamed, c->names, mk_buf_span(&h->fields), true, whole);
    mk_put_end(&h->renamed, mark);
    if (!mk_buf_ok(&h->renamed))
        return mk_fail(e, MK_ENOMEM, "head of records");
    return ok ? 0 : nonsense(e);
}

/* Only our own readers' names go on: a reader that was taken over could say others. */
static int take_head(struct mk_cut *c, const struct mk_item *it, struct mk_error *e)
{
    if (it->head >= MK_CUT_HEADS)
        return nonsense(e);
    struct mk_cut_head *h = &c->heads[it->head];
    struct mk_span app = text_in(it->fields, MK_APP);
    if (h->kind == MK_KIND_NONE) {
        mk_buf_init(&h->fields, HEAD_MAX);
        mk_buf_init(&h->renamed, HEAD_MAX);
    }
    h->kind = it->kind;
    h->told = false;
    mk_buf_clear(&h->fields);
    mk_buf_put(&h->fields, it->fields.p, it->fields.len);
    if (!mk_buf_ok(&h->fields))
        return mk_fail(e, MK_ENOMEM, "head of records");
    struct mk_span source = source_of(mk_buf_span(&h->fields));
    h->file = text_in(source, MK_FILE);
    h->table = text_in(source, MK_TABLE);
    h->inner =
        mk_span_starts(h->file, c->file->path) ? mk_span_from(h->file, c->file->path.len) : h->file;
    if (app.len >= sizeof h->app)
        return nonsense(e);
    memcpy(h->app, app.p ? app.p : (const uint8_t *)"", app.len);
    h->app[app.len] = 0;
    return mk_app_find(h->app) ? rename_head(c, h, it->head, e) : nonsense(e);
}

/* ---- records ---- */

struct record {
    const struct mk_item *it;
    struct mk_cut_head *h;
    struct mk_scoped scoped;
    char small[24];
    struct mk_span thread[3]; /* its conversation's name in c->threads */
};

static int withhold(struct mk_cut *c, const struct record *r, const char *why, struct mk_error *e)
{
    const struct mk_withheld_item item = { .what = MK_WITHHELD_RECORD,
                                           .path = c->file->path,
                                           .size = c->file->size,
                                           .mtime_s = c->file->mtime_s,
                                           .row = r->it->has_row ? r->it->row : 0,
                                           .inner = r->h->inner,
                                           .app = mk_str(r->h->app),
                                           .kind = mk_str(mk_kind_name(r->h->kind)),
                                           .table = r->h->table };
    return mk_withheld_add(c->r->withheld, &item, r->h->app, why, e);
}

/* The ref that others follow: a record's own, or its head's and its row. */
static int mark_ref(struct mk_cut *c, const struct record *r, struct mk_error *e)
{
    struct mk_buf ref;
    mk_buf_init(&ref, HEAD_MAX);
    struct mk_span own = text_in(r->it->fields, MK_REF),
                   head = text_in(mk_buf_span(&r->h->fields), MK_REF);
    mk_buf_put(&ref, own.len ? own.p : head.p, own.len ? own.len : head.len);
    if (!own.len && r->it->has_row)
        mk_buf_printf(&ref, "%lld", (long long)r->it->row);
    const struct mk_span name[3] = { mk_buf_span(&ref) };
    int rc = mk_buf_ok(&ref) ? mk_marks_add(&c->refs, name, MK_CUT_KEPT, e)
                             : mk_fail(e, MK_ENOMEM, "ref");
    mk_buf_done(&ref);
    return rc;
}

static int feed(struct mk_cut *c, const struct mk_buf *item, struct mk_error *e)
{
    size_t used;
    if (!mk_buf_ok(item))
        return mk_fail(e, MK_ENOMEM, "record");
    return mk_lines_feed(c->lines, &c->out, mk_buf_span(item), &used, e);
}

static int begin_object(struct mk_cut *c, struct mk_error *e)
{
    struct mk_buf shown;
    struct mk_span command = mk_str(mk_storage_words(c->r)->recv);
    command.len--; /* the blank in front of a path */
    mk_buf_init(&shown, 8192);
    mk_cut_shown(&shown, &c->r->authority->scope, c->file->path, c->number);
    const struct mk_object o = { .number = c->number,
                                 .path = mk_buf_span(&shown),
                                 .route = c->from ? mk_str(c->from->route)
                                                  : mk_storage_route(c->r, c->file->path),
                                 .command = c->from ? mk_str(c->from->command) : command,
                                 .role = MK_ROLE_EXTRACT,
                                 .size = -1,
                                 .mtime_s = INT64_MIN };
    int rc = mk_buf_ok(&shown) ? mk_bundle_begin(c->r->b, &o, e) : mk_fail(e, MK_ENOMEM, "object");
    mk_buf_done(&shown);
    c->begun = rc == 0;
    return rc;
}

int mk_cut_flush(struct mk_cut *c, struct mk_error *e)
{
    if (!c->out.len)
        return 0;
    if (!c->begun && begin_object(c, e))
        return -1;
    int rc = mk_bundle_write(c->r->b, mk_buf_span(&c->out), e);
    c->begun = rc == 0;
    c->bytes += c->out.len;
    mk_buf_clear(&c->out);
    return rc;
}

static int keep(struct mk_cut *c, const struct record *r, struct mk_cut_app *app,
                struct mk_error *e)
{
    if (mark_ref(c, r, e) ||
        (r->thread[2].len && mk_marks_add(&c->threads, r->thread, MK_CUT_KEPT, e)))
        return -1;
    if (!r->h->told && feed(c, &r->h->renamed, e))
        return -1;
    r->h->told = true;
    if (mk_cut_names_use(c->names, r->h->app, r->h->file, e))
        return -1;
    mk_buf_clear(&c->item);
    size_t mark = mk_put_record(&c->item, r->it->head, r->it->has_row ? &r->it->row : NULL);
    bool ok =
        mk_cut_rename(&c->item, c->names, r->it->fields, false, r->h->kind != MK_CONVERSATION);
    mk_put_end(&c->item, mark);
    if (!ok && mk_buf_ok(&c->item))
        return nonsense(e);
    app->kept++;
    if (feed(c, &c->item, e))
        return -1;
    return c->out.len >= OUT_AT ? mk_cut_flush(c, e) : 0;
}

static bool follows(const struct record *r)
{
    return mk_record_parent(&r->scoped).len || (r->h->kind == MK_CONVERSATION && r->thread[2].len);
}

/* Conversations: who is in them, from all their records. */
static int gather(struct mk_cut *c, const struct record *r, struct mk_error *e)
{
    bool tells = r->h->kind == MK_MESSAGE || r->h->kind == MK_CONVERSATION;
    return tells && r->thread[2].len
               ? mk_marks_add(&c->threads, r->thread,
                              mk_record_with(&c->r->authority->scope, &r->scoped), e)
               : 0;
}

static int judge(struct mk_cut *c, const struct record *r, const char **why, struct mk_error *e)
{
    const struct mk_scope *s = &c->r->authority->scope;
    const struct mk_span parent[3] = { mk_record_parent(&r->scoped) };
    uint8_t thread = 0, kept = 0;
    if (r->thread[2].len && mk_marks_get(&thread, &c->threads, r->thread, e))
        return -1;
    if (c->pass == MK_CUT_TAKE) {
        *why = mk_record_out(s, &r->scoped, thread);
        return 0;
    }
    if (parent->len && mk_marks_get(&kept, &c->refs, parent, e))
        return -1;
    if (!parent->len)
        kept = thread & MK_CUT_KEPT;
    *why = kept ? mk_record_follower_out(s, &r->scoped) : MK_RECORD_FOLLOWS;
    return 0;
}

static int take_record(struct mk_cut *c, const struct mk_item *it, struct mk_error *e)
{
    struct record r = { .it = it };
    const char *why = NULL;
    r.h = it->head < MK_CUT_HEADS ? &c->heads[it->head] : NULL;
    if (!r.h || r.h->kind == MK_KIND_NONE)
        return nonsense(e);
    r.scoped =
        (struct mk_scoped){ r.h->kind, mk_str(r.h->app), mk_buf_span(&r.h->fields), it->fields };
    r.thread[0] = mk_str(r.h->app);
    r.thread[1] = r.h->file;
    r.thread[2] = mk_record_thread(&r.scoped, r.small);
    if (c->pass == MK_CUT_GATHER)
        return gather(c, &r, e);
    if (c->pass == MK_CUT_TAKE && follows(&r)) {
        c->followers = true;
        return 0;
    }
    if (c->pass == MK_CUT_FOLLOW && !follows(&r))
        return 0;
    struct mk_cut_app *app = mk_cut_app(&c->sums, r.scoped.app);
    if (!app)
        return mk_fail(e, MK_ELIMIT, "more apps than there are");
    app->seen++;
    if (judge(c, &r, &why, e))
        return -1;
    return why ? withhold(c, &r, why, e) : keep(c, &r, app, e);
}

int mk_cut_items(struct mk_cut *c, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor cur = mk_cur(items);
    struct mk_item it;
    int more;
    while ((more = mk_item_next(&it, &cur)) > 0)
        if (it.type == 'h' ? take_head(c, &it, e) : take_record(c, &it, e))
            return -1;
    return more < 0 ? nonsense(e) : 0;
}
