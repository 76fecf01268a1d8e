#include "parsers/engine/run.h"
#include <stdio.h>

/* What the records of a query share, and one of them. */

#define HEAD 0 /* one query at a time: its head takes the place of the one before */

int mk_run_ref(char *out, size_t max, const struct mk_run *r, const char *table)
{
    return snprintf(out, max, "%s:%s:%s:", r->app->id, r->file_hex, table);
}

static int begin_ref(char *out, size_t max, const struct mk_run *r)
{
    int n = mk_run_ref(out, max, r, r->q->table);
    if (r->q->extra) /* a further record of a row that has one already */
        n += snprintf(out + n, max - (size_t)n, "%s:", mk_kind_name(r->q->kind));
    return n;
}

int mk_run_head(struct mk_run *r, struct mk_error *e)
{
    char parser[200], ref[400];
    struct mk_span profile = mk_profile_of(r->in->file);
    size_t mark = mk_put_head(&r->items, HEAD, r->q->kind);
    begin_ref(ref, sizeof ref, r);
    mk_put_text(&r->items, MK_REF, mk_str(ref));
    snprintf(parser, sizeof parser, "%s@%u", r->app->id, r->app->version);
    mk_put_text(&r->items, MK_APP, mk_str(r->app->id));
    mk_put_text(&r->items, MK_PARSER, mk_str(parser));
    for (const struct mk_constant *c = r->q->constants; c && c->text; c++)
        mk_put_text(&r->items, c->key, mk_str(c->text));
    if (r->dead)
        mk_put_real(&r->items, MK_CONFIDENCE, r->dead->confidence);
    if (profile.len)
        mk_put_text(&r->items, MK_PROFILE, profile);
    size_t source = mk_put_open(&r->items, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(&r->items, MK_FILE, r->in->file);
    mk_put_text(&r->items, MK_TABLE, mk_str(r->q->table));
    if (r->dead)
        mk_run_dead_source(r);
    else
        mk_put_text(&r->items, MK_STATE, mk_str("live"));
    if (r->in->object_sha256)
        mk_put_hex(&r->items, MK_OBJECT_SHA256, mk_span(r->in->object_sha256->b, MK_SHA256_LEN));
    if (r->in->domain.len)
        mk_put_text(&r->items, MK_DOMAIN, r->in->domain);
    if (r->in->stored.len)
        mk_put_text(&r->items, MK_STORED, r->in->stored);
    mk_put_end(&r->items, source);
    mk_put_end(&r->items, mark);
    return mk_buf_ok(&r->items) ? 0 : mk_fail(e, MK_ENOMEM, "records");
}

void mk_run_extra(struct mk_run *r, enum mk_key key, enum mk_type type, const struct mk_buf *b)
{
    if (!b->len && mk_buf_ok(b))
        return;
    size_t mark = mk_put_open(&r->items, key, type);
    mk_buf_put(&r->items, b->p, b->len);
    mk_put_end(&r->items, mark);
    r->items.bad = r->items.bad || b->bad;
}

static void put_element_ref(struct mk_run *r)
{
    char ref[440];
    int n = begin_ref(ref, sizeof ref - 40, r);
    snprintf(ref + n, sizeof ref - (size_t)n, "%lld#%s.%zu", (long long)r->base.row,
             r->base.each->each, r->nth);
    mk_put_text(&r->items, MK_REF, mk_str(ref));
}

static void put_dead_ref(struct mk_run *r)
{
    char ref[440];
    int n = begin_ref(ref, sizeof ref - 60, r);
    mk_run_dead_ref(ref + n, sizeof ref - (size_t)n, r);
    mk_put_text(&r->items, MK_REF, mk_str(ref));
}

/* One base row into `items`, or one element of a list in it. */
void mk_run_record(struct mk_run *r)
{
    bool has_row = !r->dead || r->dead->has_row;
    size_t mark = mk_put_record(&r->items, HEAD, has_row ? &r->base.row : NULL);
    if (r->dead)
        put_dead_ref(r);
    else if (r->base.each)
        put_element_ref(r);
    mk_buf_clear(&r->issues);
    mk_buf_clear(&r->raw);
    r->raw_done[0] = r->raw_done[1] = 0;
    r->dir = MK_DIR_NONE;
    for (size_t i = 0; i < r->base.nodd; i++)
        mk_run_note(r, mk_str(r->base.odd[i].where), r->base.odd[i].why);
    mk_run_fields(r, &r->steps, r->base.cells);
    if (!r->dead || (r->dead->has_row && !r->dead->row_lives))
        mk_gather_put(r);
    if (has_row && !(r->base.each && r->nth))
        mk_run_put_versions(r);
    mk_run_extra(r, MK_ISSUES, MK_T_LIST, &r->issues);
    mk_run_extra(r, MK_RAW, MK_T_OBJECT, &r->raw);
    mk_put_end(&r->items, mark);
}
