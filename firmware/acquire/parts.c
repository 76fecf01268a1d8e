#include "firmware/acquire/events.h"
#include "firmware/acquire/run.h"
#include "firmware/plan/filter.h"
#include "firmware/worker/phone.h"
#include "parsers/engine/engine.h"
#include <stdio.h>

/*
 * Bytes that lie behind rows of a provider: the pictures of MMS. `content read` copies what the
 * provider opens for a row to standard output (frameworks/base, cmds/content, Content.java,
 * ReadCommand). They are asked for one by one, of the rows in scope that hold any, after all texts.
 */
#define ROUTE     "adb:content"
#define PART_MOST ((uint64_t)256 << 20)
#define WHERE_MAX ((size_t)240 << 10)

struct reader {
    struct mk_run *r;
    const struct mk_provider *p;
    char name[200]; /* the URI of the part: what its bytes are read as, too */
    int64_t seen, taken, refused;
};

static struct mk_span read_as(void *u, const struct mk_reply *reply)
{
    const struct reader *x = u;
    return mk_str(reply->bytes && !reply->err.len ? x->name : "");
}

static int read_one(struct reader *x, struct mk_answer *a, int64_t id, struct mk_error *e)
{
    char command[256];
    struct mk_buf head, err;
    uint64_t before = x->r->result.bytes;
    snprintf(x->name, sizeof x->name, "%s/%lld", x->p->uri, (long long)id);
    snprintf(command, sizeof command, "content read --uri '%s'", x->name);
    mk_buf_init(&head, 64);
    mk_buf_init(&err, 512);
    const struct mk_command c = { .text = mk_str(command),
                                  .route = mk_str(ROUTE),
                                  .how = { .role = MK_ROLE_FILE },
                                  .most = PART_MOST,
                                  .err = &err,
                                  .as = read_as,
                                  .as_u = x };
    int rc = mk_run_command(a, x->r, &c, &head, e);
    bool whole = a->status == MK_PH_OK && x->r->result.bytes > before && !err.len;
    x->taken += rc == 0 && whole;
    x->refused += rc == 0 && !whole;
    mk_progress_step(&x->r->progress, 1, 0);
    mk_buf_done(&head);
    mk_buf_done(&err);
    return rc;
}

/* A worker that died of one leaves it out and goes on with the next. */
static int read_all(struct reader *x, const struct mk_ids *ids, struct mk_error *e)
{
    struct mk_answer a;
    int rc = 0;
    mk_answer_init(&a);
    mk_progress_start(&x->r->progress, "attachments", ids->n);
    for (size_t i = 0; rc == 0 && i < ids->n; i++) {
        rc = read_one(x, &a, ids->v[i], e);
        if (rc && e->code == MK_ESTATE) {
            const struct mk_fact facts[] = { MK_FACT_STR("what", x->name) };
            x->refused++;
            mk_bundle_recall(x->r->b);
            rc = mk_run_act(x->r, "worker-died", facts, 1, true, e) ||
                         mk_exhibit_reconnect(x->r->x, e)
                     ? -1
                     : 0;
        }
    }
    mk_progress_end(&x->r->progress);
    mk_answer_done(&a);
    x->seen = (int64_t)ids->n;
    return rc;
}

static int cover(const struct reader *x, enum mk_cover state, const char *why, struct mk_error *e)
{
    const struct mk_coverage c = { .artefact = x->p->bytes_artefact,
                                   .route = ROUTE,
                                   .where = x->p->uri,
                                   .state = state,
                                   .seen = x->seen,
                                   .taken = x->taken,
                                   .records = MK_COVER_NONE,
                                   .issues = x->refused,
                                   .why = why,
                                   .proven_on = "simulated" };
    return mk_run_cover(x->r, &c, e);
}

/* Which rows: those in scope, of them those with bytes. *why may lie in `rows`, the caller's. */
static int select_rows(struct mk_ids *out, struct mk_ids *rows, const char **why, struct reader *x,
                       const struct mk_filter *f, struct mk_error *e)
{
    const struct mk_scope *scope = &x->r->authority->scope;
    struct mk_linked ids = { 0 };
    struct mk_buf where;
    int rc = mk_run_select(&ids, why, x->r, &x->r->selected, rows, f, x->p, -1, e);
    mk_buf_init(&where, WHERE_MAX);
    if (rc == 0 && !*why) {
        mk_filter_sql(&where, f, scope, x->p, &ids);
        mk_filter_window(&where, f, scope, x->p);
        mk_buf_printf(&where, "%s%s", where.len ? " AND " : "", x->p->bytes);
        const char *text = mk_buf_cstr(&where);
        if (text)
            rc = mk_run_ids(out, x->r, x->p->uri, text, e);
        else
            *why = "more is in scope than a command to this phone can name";
    }
    mk_buf_done(&where);
    if (rc == 0 && !*why && out->why[0])
        *why = out->why;
    return rc;
}

static int parts_of(struct reader *x, struct mk_error *e)
{
    struct mk_filter f;
    struct mk_ids ids = { 0 }, rows = { 0 };
    const char *why = NULL;
    mk_filter_of(&f, &x->r->authority->scope, x->p);
    if (f.why_not)
        return cover(x, MK_COVER_OUT_OF_SCOPE, f.why_not, e);
    if (x->r->authority->scope.media != MK_MEDIA_ALL)
        return cover(x, MK_COVER_OUT_OF_SCOPE, "the scope takes no media; not looked at", e);
    int rc = select_rows(&ids, &rows, &why, x, &f, e);
    if (rc == 0 && !why)
        rc = read_all(x, &ids, e);
    if (rc == 0)
        rc = cover(x,
                   why        ? MK_COVER_UNKNOWN
                   : x->taken ? MK_COVER_FOUND
                   : x->seen  ? MK_COVER_REFUSED
                              : MK_COVER_EMPTY,
                   why          ? why
                   : x->refused ? "the provider did not give the bytes of all"
                                : NULL,
                   e);
    mk_ids_done(&ids);
    mk_ids_done(&rows);
    return rc;
}

int mk_run_parts(struct mk_run *r, struct mk_error *e)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
            struct reader x = { .r = r, .p = p };
            if (p->bytes && parts_of(&x, e))
                return -1;
        }
    return 0;
}
