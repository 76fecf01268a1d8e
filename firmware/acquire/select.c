#include "firmware/acquire/run.h"
#include "firmware/worker/phone.h"
#include <stdio.h>
#include <stdlib.h>

#define SELECT_MAX ((size_t)120 << 10)

void mk_ids_done(struct mk_ids *ids)
{
    free(ids->v);
    *ids = (struct mk_ids){ 0 };
}

void mk_selected_done(struct mk_selected *s)
{
    mk_ids_done(&s->threads_in);
    mk_ids_done(&s->threads_out);
    mk_ids_done(&s->contacts_in);
    mk_ids_done(&s->contacts_out);
    s->threads = s->contacts = false;
}

static int by_value(const void *pa, const void *pb)
{
    const int64_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

static void sort_once(struct mk_ids *ids)
{
    size_t n = 0;
    if (ids->n)
        qsort(ids->v, ids->n, sizeof *ids->v, by_value);
    for (size_t i = 0; i < ids->n; i++)
        if (n == 0 || ids->v[n - 1] != ids->v[i])
            ids->v[n++] = ids->v[i];
    ids->n = n;
}

static bool has(const struct mk_ids *ids, int64_t id)
{
    return ids->n && bsearch(&id, ids->v, ids->n, sizeof id, by_value);
}

/* ---- one query ---- */

static void cannot(struct mk_ids *out, const char *uri, const char *why)
{
    snprintf(out->why, sizeof out->why, "%s cannot be cut to the scope: %s", uri, why);
}

static int take_answer(struct mk_ids *out, const struct mk_answer *a, const char *uri,
                       struct mk_error *e)
{
    size_t n = a->singles.len / sizeof(int64_t);
    if (a->status != MK_PH_OK || (a->content != MK_ANSWER_ROWS && a->content != MK_ANSWER_EMPTY)) {
        cannot(out, uri, a->why[0] ? a->why : "no answer");
        return 0;
    }
    if (n > MK_PH_SELECTED) {
        cannot(out, uri, "more rows are in scope than can be named");
        return 0;
    }
    if (n == 0 || a->content == MK_ANSWER_EMPTY)
        return 0;
    out->v = malloc(n * sizeof *out->v);
    if (!out->v)
        return mk_fail(e, MK_ENOMEM, "ids");
    memcpy(out->v, a->singles.p, n * sizeof *out->v);
    out->n = n;
    sort_once(out);
    return 0;
}

/* The values of `column` where `where` holds. It was made out of the scope's checked alphabet.
 * `pass`: they are of rows out of scope as well, so they are looked at and not kept. */
static int select_ids(struct mk_ids *out, struct mk_run *r, int user, const char *uri,
                      const char *column, const char *where, bool pass, struct mk_error *e)
{
    struct mk_buf command;
    struct mk_answer a;
    mk_buf_init(&command, 2 * SELECT_MAX);
    mk_answer_init(&a);
    mk_buf_printf(&command, "content query --uri '%s'", uri);
    if (user >= 0)
        mk_buf_printf(&command, " --user %d", user);
    mk_buf_printf(&command, " --projection '%s'", column);
    if (where) /* some providers add " AND ..." of their own behind it */
        mk_buf_printf(&command, " --where \"(%s)\"", where);
    mk_buf_printf(&command, " --sort '%s ASC'", column);
    const struct mk_command c = { .text = mk_buf_span(&command),
                                  .route = mk_str("adb:content"),
                                  .set = mk_str(uri),
                                  .how = { MK_ROLE_CONTROL, mk_str(column), 0 },
                                  .pass = pass };
    int rc = mk_buf_ok(&command) ? mk_run_command(&a, r, &c, NULL, e)
                                 : mk_fail(e, MK_ENOMEM, "selection");
    if (rc == 0)
        rc = take_answer(out, &a, uri, e);
    mk_answer_done(&a);
    mk_buf_done(&command);
    return rc;
}

int mk_run_ids(struct mk_ids *out, struct mk_run *r, const char *uri, const char *where,
               struct mk_error *e)
{
    return select_ids(out, r, -1, uri, "_id", where, false, e);
}

/* Ends a query whose condition is in `where`. */
static int ask(struct mk_ids *out, struct mk_run *r, int user, const char *uri, const char *column,
               struct mk_buf *where, bool pass, struct mk_error *e)
{
    const char *text = mk_buf_cstr(where);
    int rc = 0;
    if (!text || where->len > SELECT_MAX)
        cannot(out, uri, "the filter is too long for a command");
    else
        rc = select_ids(out, r, user, uri, column, text, pass, e);
    mk_buf_done(where);
    return rc;
}

/* ---- conversations ---- */

static int addresses_of(struct mk_ids *out, struct mk_run *r, const struct mk_scope_list *list,
                        struct mk_error *e)
{
    struct mk_buf where;
    if (!list->n)
        return 0;
    mk_buf_init(&where, 2 * SELECT_MAX);
    mk_select_addresses(&where, list);
    return ask(out, r, -1, MK_URI_ADDRESSES, "_id", &where, false, e);
}

/* The conversations of a list of people. */
static int threads_of(struct mk_ids *out, struct mk_run *r, const struct mk_scope_list *list,
                      bool only, struct mk_error *e)
{
    struct mk_buf where;
    struct mk_ids addresses = { 0 };
    int rc = addresses_of(&addresses, r, list, e);
    if (rc == 0 && addresses.why[0]) {
        memcpy(out->why, addresses.why, sizeof out->why);
    } else if (rc == 0 && addresses.n) {
        mk_buf_init(&where, 2 * SELECT_MAX);
        mk_select_threads(&where, addresses.v, addresses.n, only);
        rc = ask(out, r, -1, MK_URI_CONVERSATIONS, "_id", &where, false, e);
    }
    mk_ids_done(&addresses);
    return rc;
}

/* Named ones join; those with somebody who is excluded leave. */
static int join_named(struct mk_ids *in, const struct mk_ids *out, const struct mk_scope *s,
                      struct mk_error *e)
{
    size_t n = 0;
    int64_t *v = realloc(in->v, (in->n + s->nthreads + 1) * sizeof *v);
    if (!v)
        return mk_fail(e, MK_ENOMEM, "conversations");
    in->v = v;
    for (size_t i = 0; i < s->nthreads; i++)
        in->v[in->n++] = s->threads[i];
    sort_once(in);
    for (size_t i = 0; i < in->n; i++)
        if (!has(out, in->v[i]))
            in->v[n++] = in->v[i];
    in->n = n;
    return 0;
}

#define MESSAGES "content://sms"
static const char *const address_columns[] = { "address", NULL };

/*
 * Whether the phone takes such filters at all. TelephonyProvider answers what it does not let
 * through with no rows: taken for "nobody is excluded", that would let everything in. The messages
 * are asked, where ids come without content.
 */
static int filters_work(struct mk_ids *out, struct mk_run *r, const struct mk_scope_list *list,
                        struct mk_error *e)
{
    static const char uri[] = MESSAGES;
    struct mk_ids all = { 0 }, through = { 0 };
    struct mk_buf where;
    int rc = select_ids(&all, r, -1, uri, "_id", NULL, true, e);
    if (rc == 0 && all.n) {
        mk_buf_init(&where, 2 * SELECT_MAX);
        mk_buf_puts(&where, "_id IS NOT NULL OR ");
        mk_scope_party_sql(&where, list, address_columns);
        rc = ask(&through, r, -1, uri, "_id", &where, true, e);
        if (rc == 0 && !through.n)
            cannot(out, uri, "the phone does not take the scope's filter");
    }
    mk_ids_done(&all);
    mk_ids_done(&through);
    return rc;
}

/* The conversations of a list. Where there are messages with them and no conversation, the phone
 * does not tell its addresses: then nothing says which conversations are theirs. */
static int told_threads(struct mk_ids *out, struct mk_run *r, const struct mk_scope_list *list,
                        bool only, struct mk_error *e)
{
    struct mk_buf where;
    struct mk_ids messages = { 0 };
    if (!list->n)
        return 0;
    int rc = threads_of(out, r, list, only, e);
    if (rc || out->why[0] || out->n)
        return rc;
    mk_buf_init(&where, 2 * SELECT_MAX);
    mk_scope_party_sql(&where, list, address_columns);
    rc = ask(&messages, r, -1, MESSAGES, "_id", &where, true, e);
    if (messages.n)
        cannot(out, MK_URI_ADDRESSES, "it does not tell the addresses that messages have");
    mk_ids_done(&messages);
    return rc;
}

static int select_threads(struct mk_run *r, struct mk_selected *s, struct mk_error *e)
{
    const struct mk_scope *scope = &r->authority->scope;
    s->threads = true;
    if (scope->exclude.n && filters_work(&s->threads_out, r, &scope->exclude, e))
        return -1;
    if (!s->threads_out.why[0] && told_threads(&s->threads_out, r, &scope->exclude, false, e))
        return -1;
    if (told_threads(&s->threads_in, r, &scope->counterparties, !scope->groups, e))
        return -1;
    return join_named(&s->threads_in, &s->threads_out, scope, e);
}

/* ---- contacts ---- */

static int contacts_of(struct mk_ids *out, struct mk_run *r, const struct mk_scope_list *list,
                       int user, struct mk_error *e)
{
    struct mk_buf where;
    if (!list->n)
        return 0;
    mk_buf_init(&where, 2 * SELECT_MAX);
    mk_select_contacts(&where, list);
    return ask(out, r, user, MK_URI_DATA, "raw_contact_id", &where, false, e);
}

static int select_contacts(struct mk_run *r, struct mk_selected *s, int user, struct mk_error *e)
{
    const struct mk_scope *scope = &r->authority->scope;
    mk_ids_done(&s->contacts_out);
    mk_ids_done(&s->contacts_in);
    s->contacts = true;
    s->user = user;
    return contacts_of(&s->contacts_out, r, &scope->exclude, user, e) ||
                   contacts_of(&s->contacts_in, r, &scope->counterparties, user, e)
               ? -1
               : 0;
}

/* ---- rows that follow others ---- */

int mk_run_followed(struct mk_ids *rows, struct mk_run *r, struct mk_selected *s,
                    const struct mk_provider *follower, int user, struct mk_error *e)
{
    struct mk_filter f;
    struct mk_linked ids = { 0 };
    struct mk_buf where;
    const char *why = NULL;
    const struct mk_scope *scope = &r->authority->scope;
    const struct mk_provider *p = mk_filter_followed(follower);
    mk_filter_of(&f, scope, p); /* it is asked, or this one would not be */
    if (mk_run_select(&ids, &why, r, s, rows, &f, p, user, e))
        return -1;
    if (why) {
        if (why != rows->why)
            snprintf(rows->why, sizeof rows->why, "%s", why);
        return 0;
    }
    mk_buf_init(&where, 2 * SELECT_MAX);
    mk_filter_sql(&where, &f, scope, p, &ids);
    mk_filter_window(&where, &f, scope, p);
    if (!where.len)
        mk_buf_puts(&where, "_id IS NOT NULL");
    return ask(rows, r, p->phone_wide ? -1 : user, p->uri, "_id", &where, false, e);
}

/* ---- what a filter needs ---- */

static void give(const int64_t **v, size_t *n, const char **why, const struct mk_ids *ids)
{
    *v = ids->v;
    *n = ids->n;
    if (ids->why[0])
        *why = ids->why;
}

int mk_run_select(struct mk_linked *out, const char **why, struct mk_run *r, struct mk_selected *s,
                  struct mk_ids *rows, const struct mk_filter *f, const struct mk_provider *p,
                  int user, struct mk_error *e)
{
    bool threads = f->in == MK_LINK_THREADS || f->out == MK_LINK_THREADS;
    bool contacts = f->in == MK_LINK_CONTACTS || f->out == MK_LINK_CONTACTS;
    *out = (struct mk_linked){ 0 };
    *why = NULL;
    if ((threads && !s->threads && select_threads(r, s, e)) ||
        (contacts && (!s->contacts || s->user != user) && select_contacts(r, s, user, e)) ||
        (f->in == MK_LINK_ROWS && mk_run_followed(rows, r, s, p, user, e)))
        return -1;
    if (f->in == MK_LINK_ROWS)
        give(&out->in, &out->nin, why, rows);
    else if (f->in)
        give(&out->in, &out->nin, why, threads ? &s->threads_in : &s->contacts_in);
    if (f->out)
        give(&out->out, &out->nout, why, threads ? &s->threads_out : &s->contacts_out);
    return 0;
}
