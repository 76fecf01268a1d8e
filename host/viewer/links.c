/* What links records and phones: an entity, the graph, what may be one. */
#include "host/case/views.h"
#include "host/viewer/desk.h"
#include <inttypes.h>
#include <stdio.h>

static int put_where(void *u, int64_t bundle, const char *role, const char *rule, uint64_t n,
                     struct mk_error *e)
{
    struct mk_json *j = u;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "bundle", bundle);
    mk_json_kv_str(j, "role", role);
    mk_json_kv_str(j, "rule", rule);
    mk_json_kv_uint(j, "records", n);
    mk_json_close(j, '}');
    return 0;
}

struct members {
    struct mk_json *j;
    int64_t one;
    bool any;
};

static int put_member(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    struct members *m = u;
    (void)e;
    if (x->id == m->one)
        return 0;
    if (!m->any) {
        mk_json_key(m->j, "also");
        mk_json_open(m->j, '[');
    }
    m->any = true;
    mk_json_text(m->j, mk_str(x->value));
    return 0;
}

/* "also": the others that it was joined with, where it was. */
static int put_also(struct mk_desk *d, struct mk_json *j, int64_t entity, struct mk_error *e)
{
    struct members m = { .j = j, .one = entity };
    int rc = mk_case_members(d->c, entity, put_member, &m, e);
    if (m.any)
        mk_json_close(j, ']');
    return rc;
}

int mk_desk_entity(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t id = mk_ask_id(a, "id"), after = 0;
    uint32_t limit = mk_ask_limit(a);
    struct mk_puts puts = { .d = d, .j = j };
    mk_ask_after(a, &after, 1);
    if (a->bad)
        return -1;
    mk_json_key(j, "entity");
    int rc = mk_case_entity_one(d->c, id, mk_put_entity, &puts, a->e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_fail(a->e, MK_EABSENT, "there is no such entity");
    if (put_also(d, j, id, a->e) != 0)
        return -1;
    mk_json_key(j, "where");
    mk_json_open(j, '[');
    rc = mk_case_where(d->c, id, put_where, j, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "records");
    mk_json_open(j, '[');
    rc = rc ? rc : mk_case_naming(d->c, id, after, limit, mk_put_record_of_case, &puts, a->e);
    mk_json_close(j, ']');
    mk_put_next(j, puts.n == limit, &puts.last, 1);
    return rc;
}

/* ---- the graph ---- */

struct graph {
    struct mk_desk *d;
    struct mk_json edges;
    struct mk_buf text; /* of the edges: they come with the nodes */
    struct mk_json *j;
    int64_t last; /* node put last */
};

static int put_bundle(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct mk_json *j = u;
    char id[24];
    (void)e;
    snprintf(id, sizeof id, "b%" PRId64, b->id);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", id);
    mk_json_kv_str(j, "kind", "bundle");
    mk_json_kv_text(j, "label", mk_str(b->path));
    mk_json_kv_uint(j, "mentions", b->records);
    mk_json_kv_uint(j, "bundles", 1);
    mk_json_close(j, '}');
    return 0;
}

static int put_node(struct mk_desk *d, struct mk_json *j, const char *id,
                    const struct mk_case_entity *x, uint64_t total, struct mk_error *e)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", id);
    mk_json_kv_str(j, "kind", x->kind);
    mk_json_kv_text(j, "label", mk_str(x->value));
    mk_json_kv_uint(j, "mentions", total);
    mk_json_kv_uint(j, "bundles", x->bundles);
    int rc = put_also(d, j, x->id, e);
    mk_json_close(j, '}');
    return rc;
}

static int put_edge(void *u, const struct mk_case_edge *x, struct mk_error *e)
{
    struct graph *g = u;
    char a[24], b[24];
    snprintf(a, sizeof a, "b%" PRId64, x->bundle);
    snprintf(b, sizeof b, "e%" PRId64, x->x.id);
    if (g->last != x->x.id && put_node(g->d, g->j, b, &x->x, x->total, e) != 0)
        return -1;
    g->last = x->x.id;
    mk_json_open(&g->edges, '{');
    mk_json_kv_str(&g->edges, "a", a);
    mk_json_kv_str(&g->edges, "b", b);
    mk_json_kv_uint(&g->edges, "n", x->x.mentions);
    mk_put_us(&g->edges, "first_us", x->x.first_us);
    mk_put_us(&g->edges, "last_us", x->x.last_us);
    mk_json_close(&g->edges, '}');
    return 0;
}

int mk_desk_graph(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct graph g = { .d = d, .j = j };
    int64_t bundle = mk_ask_bundle(a);
    uint32_t limit = mk_ask_limit(a);
    uint64_t left = 0;
    if (a->bad)
        return -1;
    mk_buf_init(&g.text, MK_VIEWER_LINE);
    g.edges = mk_json(&g.text);
    mk_json_key(j, "nodes");
    mk_json_open(j, '[');
    int rc = mk_case_bundles(d->c, put_bundle, j, a->e);
    mk_json_open(&g.edges, '[');
    rc = rc ? rc : mk_case_edges(d->c, bundle, limit, put_edge, &g, &left, a->e);
    mk_json_close(&g.edges, ']');
    mk_json_close(j, ']');
    mk_json_key(j, "edges");
    if (rc == 0 && !mk_buf_ok(&g.text))
        rc = mk_fail(a->e, MK_ELIMIT, "too much for one answer: ask for fewer");
    if (rc == 0)
        mk_json_raw(j, mk_buf_span(&g.text));
    mk_json_kv_uint(j, "left_out", left);
    mk_buf_done(&g.text);
    return rc;
}

/* ---- what may be one ---- */

static void put_side(struct mk_json *j, const char *name, int64_t id, const char *kind,
                     const char *value)
{
    mk_json_key(j, name);
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", id);
    mk_json_kv_str(j, "kind", kind);
    mk_json_kv_text(j, "value", mk_str(value));
    mk_json_close(j, '}');
}

static int put_pair(void *u, const struct mk_case_pair *p, struct mk_error *e)
{
    struct mk_json *j = u;
    (void)e;
    mk_json_open(j, '{');
    if (p->id)
        mk_json_kv_int(j, "id", p->id);
    put_side(j, "a", p->a.id, p->a.kind, p->a.value);
    put_side(j, "b", p->b.id, p->b.kind, p->b.value);
    mk_json_kv_text(j, "reason", mk_str(p->reason));
    if (p->id) {
        mk_json_kv_text(j, "who", mk_str(p->who));
        mk_json_kv_int(j, "time_us", p->time_us);
    } else {
        mk_json_kv_str(j, "rule", p->rule);
        mk_json_kv_text(j, "name", mk_str(p->name));
        mk_put_us(j, "record", p->record ? p->record : INT64_MIN);
    }
    mk_json_close(j, '}');
    return 0;
}

int mk_desk_merges(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    mk_json_key(j, "suggested");
    mk_json_open(j, '[');
    int rc = mk_case_suggested(d->c, 0, MK_VIEWER_USUAL, put_pair, j, a->e);
    mk_json_close(j, ']');
    mk_json_key(j, "made");
    mk_json_open(j, '[');
    rc = rc ? rc : mk_case_merges(d->c, put_pair, j, a->e);
    mk_json_close(j, ']');
    return rc;
}

int mk_desk_merge(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t x = mk_ask_id(a, "a"), y = mk_ask_id(a, "b"), id = 0;
    const char *reason = mk_ask_text(a, "reason");
    if (!reason)
        mk_ask_wrong(a, "reason", "has to be there");
    if (a->bad || mk_case_merge(&id, d->c, x, y, mk_str(reason), a->e) < 0)
        return -1;
    mk_json_kv_int(j, "id", id);
    return 0;
}

int mk_desk_unmerge(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t id = mk_ask_id(a, "id");
    (void)j;
    return a->bad ? -1 : mk_case_unmerge(d->c, id, a->e);
}
