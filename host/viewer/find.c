/* Records: by time, by words, one by one, by tag; and what is put on them. */
#include "host/case/hits.h"
#include "host/case/views.h"
#include "host/viewer/desk.h"

/* Behind an id, not a time. */
static int timeless(struct mk_puts *puts, struct mk_ask *a, int64_t bundle, enum mk_kind kind)
{
    int64_t after = 0;
    uint32_t limit = mk_ask_limit(a);
    mk_ask_after(a, &after, 1);
    if (mk_ask_from(a) != INT64_MIN || mk_ask_until(a) != INT64_MAX)
        mk_ask_wrong(a, "timeless", "what has no time lies in no span of time");
    if (a->bad)
        return -1;
    mk_json_key(puts->j, "records");
    mk_json_open(puts->j, '[');
    int rc =
        mk_case_timeless(puts->d->c, bundle, kind, after, limit, mk_put_record_of_case, puts, a->e);
    mk_json_close(puts->j, ']');
    mk_put_next(puts->j, puts->n == limit, &puts->last, 1);
    return rc;
}

int mk_desk_line(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t from = mk_ask_from(a), after[2], bundle = mk_ask_bundle(a);
    enum mk_kind kind = mk_ask_kind(a);
    /* behind what is one before the first */
    struct mk_page p = { from == INT64_MIN ? from : from - 1, INT64_MAX, mk_ask_until(a),
                         mk_ask_limit(a) };
    struct mk_puts puts = { .d = d, .j = j };
    if (mk_ask_bool(a, "timeless", false))
        return timeless(&puts, a, bundle, kind);
    if (mk_ask_after(a, after, 2)) {
        p.time_us = after[0];
        p.id = after[1];
    }
    if (a->bad)
        return -1;
    mk_json_key(j, "records");
    mk_json_open(j, '[');
    if (mk_case_line(d->c, &p, bundle, kind, mk_put_record_of_case, &puts, a->e) != 0)
        return -1;
    mk_json_close(j, ']');
    mk_put_next(j, puts.n == p.limit, (const int64_t[]){ puts.last_us, puts.last }, 2);
    return 0;
}

/* ---- search ---- */

static int state_of(struct mk_ask *a)
{
    const char *state = mk_ask_text(a, "state");
    if (!state)
        return MK_STATE_ANY;
    if (strcmp(state, "live") != 0 && strcmp(state, "deleted") != 0)
        return mk_ask_wrong(a, "state", "live or deleted");
    return state[0] == 'l' ? MK_STATE_LIVE : MK_STATE_DELETED;
}

/* What the page says in its own words. */
static void explain(struct mk_desk *d, const char *query)
{
    struct mk_query_fault f = { 0 };
    d->reason = mk_case_query_fault(&f, query) ? f.code : "too-long";
    d->at[0] = mk_hits_units(mk_str(query), f.from);
    d->at[1] = mk_hits_units(mk_str(query), f.to);
}

int mk_desk_search(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct mk_hits *hits = NULL;
    struct mk_search q = {
        .query = mk_ask_text(a, "query"),
        .kind = mk_ask_kind(a),
        .from_us = mk_ask_from(a),
        .until_us = mk_ask_until(a),
        .bundle = mk_ask_bundle(a),
        .tag = mk_ask_text(a, "tag"),
        .ranked = mk_ask_bool(a, "ranked", false),
        .limit = mk_ask_limit(a),
    };
    struct mk_puts puts = { .d = d, .j = j };
    int state = state_of(a);
    mk_ask_after(a, &q.before, 1);
    if (!q.query)
        mk_ask_wrong(a, "query", "has to be there");
    if (a->bad || mk_hits_new(&hits, q.query, a->e) != 0)
        return -1;
    q.until_us = q.until_us == INT64_MAX ? INT64_MIN : q.until_us;
    q.state = state > 0 ? (unsigned)state : MK_STATE_ANY;
    puts.hits = hits;
    mk_json_key(j, "records");
    mk_json_open(j, '[');
    bool wide = false, begins = q.ranked && q.before == 0; /* a later page says it no more */
    int rc = mk_case_search(d->c, &q, mk_put_record_of_case, &puts, a->e);
    mk_json_close(j, ']');
    if (rc != 0 && a->e->code == MK_EUSAGE)
        explain(d, q.query);
    q.before = q.ranked ? q.before + puts.n : puts.last;
    mk_put_next(j, puts.n == q.limit, &q.before, 1);
    if (rc == 0 && begins && puts.n == q.limit)
        rc = mk_case_search_wide(&wide, d->c, q.query, a->e);
    if (wide)
        mk_json_kv_int(j, "latest", MK_CASE_RANKED);
    mk_hits_free(hits);
    return rc;
}

/* ---- one ---- */

static int put_note(void *u, const char *who, int64_t time_us, struct mk_span text,
                    struct mk_error *e)
{
    struct mk_json *j = u;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_text(j, "who", mk_str(who));
    mk_json_kv_int(j, "time_us", time_us);
    mk_json_kv_text(j, "text", text);
    mk_json_close(j, '}');
    return 0;
}

static int put_tag_name(void *u, const char *name, struct mk_error *e)
{
    (void)e;
    mk_json_text(u, mk_str(name));
    return 0;
}

static int put_named(void *u, const struct mk_case_entity *x, const char *role, const char *rule,
                     struct mk_error *e)
{
    struct mk_puts *p = u;
    struct mk_json *j = p->j;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", x->id);
    mk_json_kv_str(j, "kind", x->kind);
    mk_json_kv_text(j, "value", mk_str(x->value));
    mk_json_kv_str(j, "role", role);
    mk_json_kv_str(j, "rule", rule);
    int rc = mk_put_called(p, x->id, e);
    mk_json_close(j, '}');
    return rc;
}

int mk_desk_one(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct mk_puts one = { .d = d, .j = j }, children = { .d = d, .j = j };
    int64_t id = mk_ask_id(a, "id"), talk = 0;
    uint64_t n;
    if (a->bad)
        return -1;
    mk_json_key(j, "record");
    int rc = mk_case_one(d->c, id, mk_put_record_of_case, &one, a->e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_fail(a->e, MK_EABSENT, "there is no such record");
    mk_json_key(j, "children");
    mk_json_open(j, '[');
    rc = mk_case_children(d->c, id, mk_put_record_of_case, &children, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "notes");
    mk_json_open(j, '[');
    rc = rc ? rc : mk_case_notes(d->c, id, put_note, j, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "tags");
    mk_json_open(j, '[');
    rc = rc ? rc : mk_case_marks(&n, d->c, id, put_tag_name, j, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "entities");
    mk_json_open(j, '[');
    rc = rc ? rc : mk_case_named(d->c, id, put_named, &one, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "talk");
    rc = rc ? rc : mk_case_talk_of(&talk, d->c, id, a->e);
    return rc ? rc : mk_desk_put_talk(d, j, talk, a->e);
}

/* ---- tags and notes ---- */

int mk_desk_tag(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t id = mk_ask_id(a, "id");
    const char *name = mk_ask_text(a, "name");
    bool on = mk_ask_bool(a, "on", true);
    if (!name)
        mk_ask_wrong(a, "name", "has to be there");
    int rc = a->bad ? -1 : mk_case_tag(d->c, id, name, on, a->e);
    if (rc < 0)
        return -1;
    mk_json_kv_bool(j, "changed", rc == 0);
    return 0;
}

int mk_desk_note(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t id = mk_ask_id(a, "id");
    const char *text = mk_ask_text(a, "text");
    (void)j;
    if (!text)
        mk_ask_wrong(a, "text", "has to be there");
    return a->bad ? -1 : mk_case_note(d->c, id, mk_str(text), a->e);
}

static int put_tag(void *u, const char *name, uint64_t n, struct mk_error *e)
{
    struct mk_json *j = u;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_text(j, "name", mk_str(name));
    mk_json_kv_uint(j, "records", n);
    mk_json_close(j, '}');
    return 0;
}

int mk_desk_tags(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    mk_json_key(j, "tags");
    mk_json_open(j, '[');
    int rc = mk_case_tags(d->c, put_tag, j, a->e);
    mk_json_close(j, ']');
    return rc;
}

int mk_desk_tagged(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    const char *name = mk_ask_text(a, "name");
    int64_t after = 0;
    uint32_t limit = mk_ask_limit(a);
    struct mk_puts puts = { .d = d, .j = j };
    mk_ask_after(a, &after, 1);
    if (!name)
        mk_ask_wrong(a, "name", "has to be there");
    if (a->bad)
        return -1;
    mk_json_key(j, "records");
    mk_json_open(j, '[');
    int rc = mk_case_tagged(d->c, name, after, limit, mk_put_record_of_case, &puts, a->e);
    mk_json_close(j, ']');
    mk_put_next(j, puts.n == limit, &puts.last, 1);
    return rc;
}
