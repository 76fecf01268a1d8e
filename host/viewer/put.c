#include "host/case/hits.h"
#include "host/case/merge.h"
#include "host/case/views.h"
#include "host/viewer/desk.h"
#include <inttypes.h>

void mk_put_us(struct mk_json *j, const char *name, int64_t us)
{
    mk_json_key(j, name);
    if (us == INT64_MIN)
        mk_json_null(j);
    else
        mk_json_int(j, us);
}

/* As text: beyond 2^53 a page cannot count, and it sends them back as they came. */
void mk_put_next(struct mk_json *j, bool full, const int64_t *after, size_t n)
{
    char text[24];
    mk_json_key(j, "next");
    if (!full) {
        mk_json_null(j);
        return;
    }
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        snprintf(text, sizeof text, "%" PRId64, after[i]);
        mk_json_str(j, text);
    }
    mk_json_close(j, ']');
}

struct called {
    char text[256];
    size_t len;
    bool card;
};

static int take_name(void *u, int64_t bundle, struct mk_span name, bool card, struct mk_error *e)
{
    struct called *c = u;
    (void)bundle;
    (void)e;
    if (name.len == 0 || name.len > sizeof c->text || (c->len && !(card && !c->card)))
        return 0;
    memcpy(c->text, name.p, name.len);
    c->len = name.len;
    c->card = card;
    return 0;
}

int mk_put_called(struct mk_puts *p, int64_t entity, struct mk_error *e)
{
    struct called c = { .len = 0 };
    if (mk_case_called(p->d->c, entity, take_name, &c, e) != 0)
        return -1;
    mk_json_key(p->j, "name");
    if (c.len)
        mk_json_text(p->j, mk_span(c.text, c.len));
    else
        mk_json_null(p->j);
    return 0;
}

int mk_put_entity(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    struct mk_puts *p = u;
    struct mk_json *j = p->j;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", x->id);
    mk_json_kv_str(j, "kind", x->kind);
    mk_json_kv_text(j, "value", mk_str(x->value));
    mk_json_kv_uint(j, "bundles", x->bundles);
    mk_json_kv_uint(j, "mentions", x->mentions);
    mk_put_us(j, "first_us", x->first_us);
    mk_put_us(j, "last_us", x->last_us);
    int rc = mk_put_called(p, x->id, e);
    mk_json_close(j, '}');
    return rc;
}

void mk_put_talk(struct mk_json *j, const struct mk_case_talk *t, struct mk_span title)
{
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", t->id);
    mk_json_kv_int(j, "bundle", t->bundle);
    mk_json_kv_text(j, "app", mk_str(t->app));
    mk_json_kv_text(j, "key", mk_str(t->key));
    mk_json_key(j, "title");
    if (title.len)
        mk_json_text(j, title);
    else
        mk_json_null(j);
    mk_json_kv_uint(j, "messages", t->messages);
    mk_put_us(j, "first_us", t->first_us);
    mk_put_us(j, "last_us", t->last_us);
    mk_json_key(j, "about");
    if (t->about)
        mk_json_int(j, t->about);
    else
        mk_json_null(j);
    mk_json_close(j, '}');
}

bool mk_item_field(struct mk_value *out, const struct mk_case_record *r, enum mk_key key)
{
    struct mk_cursor c = mk_cur(r->items);
    struct mk_item head, own;
    if (mk_item_next(&head, &c) != 1 || mk_item_next(&own, &c) != 1)
        return false;
    return mk_field_find(out, own.fields, key) || mk_field_find(out, head.fields, key);
}

/* ---- records ---- */

static int put_tag(void *u, const char *name, struct mk_error *e)
{
    (void)e;
    mk_json_text(u, mk_str(name));
    return 0;
}

static int put_children(const struct mk_puts *p, int64_t id, struct mk_error *e)
{
    struct mk_puts of = { .d = p->d, .j = p->j };
    mk_json_key(p->j, "children");
    mk_json_open(p->j, '[');
    int rc = mk_case_children(p->d->c, id, mk_put_record_of_case, &of, e);
    mk_json_close(p->j, ']');
    return rc;
}

int mk_put_record_of_case(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct mk_puts *p = u;
    struct mk_desk *d = p->d;
    struct mk_json *j = p->j;
    struct mk_value time;
    size_t used;
    uint64_t notes = 0;
    int64_t id = r->id;
    mk_buf_clear(&d->record);
    if (mk_lines_feed(d->lines, &d->record, r->items, &used, e) != 0)
        return -1;
    p->last_us = mk_item_field(&time, r, MK_TIME) && time.type == MK_T_TIME ? time.i : INT64_MIN;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", r->id);
    mk_json_kv_int(j, "bundle", r->bundle);
    mk_json_key(j, "record");
    mk_json_raw(j, mk_span(d->record.p, d->record.len - 1)); /* without its line's end */
    if (p->hits)
        mk_hits_put(j, p->hits, r->items);
    mk_json_key(j, "tags");
    mk_json_open(j, '[');
    int rc = mk_case_marks(&notes, d->c, id, put_tag, j, e);
    mk_json_close(j, ']');
    mk_json_kv_uint(j, "notes", notes);
    if (rc == 0 && p->children)
        rc = put_children(p, id, e);
    mk_json_close(j, '}');
    p->n++;
    p->last = id;
    if (rc == 0 && !mk_buf_ok(j->b))
        return mk_fail(e, MK_ELIMIT, "too much for one answer: ask for fewer");
    return rc;
}
