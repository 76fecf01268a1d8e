#include "firmware/plan/filter.h"
#include "parsers/engine/engine.h"

/* ---- which conditions ---- */

/* The package that keeps what the phone's own providers serve; NULL: none that one could name. */
static const char *package_of(enum mk_category c)
{
    switch (c) {
    case MK_CAT_MESSAGES:
        return "com.android.providers.telephony";
    case MK_CAT_CALLS:
    case MK_CAT_CONTACTS:
        return "com.android.providers.contacts";
    case MK_CAT_CALENDAR:
        return "com.android.providers.calendar";
    case MK_CAT_FILES:
        return "com.android.providers.media";
    case MK_CAT_DEVICE:
    case MK_CAT_APPS:
    case MK_CAT_ACTIVITY:
    case MK_CAT_NETWORK:
    case MK_CAT_ACCOUNTS:
    case MK_CAT_COUNT:
        break;
    }
    return NULL;
}

static const char *by_time(struct mk_filter *f, const struct mk_scope *s,
                           const struct mk_provider *p)
{
    bool named = s->counterparties.n && (p->party_columns || p->contact_column);
    if (p->time_column)
        f->window = true;
    else if (p->follows)
        f->in = MK_LINK_ROWS;
    else if (!named) /* entries of persons who are named need no date */
        return "holds no time of its own, so it cannot be cut to the window; not looked at";
    return NULL;
}

/* Counterparties and named conversations. */
static const char *by_inclusion(struct mk_filter *f, const struct mk_scope *s,
                                const struct mk_provider *p)
{
    if (p->party_columns) {
        f->party_in = s->counterparties.n > 0;
        f->thread_named = s->nthreads && p->thread_column;
        return f->party_in || f->thread_named
                   ? NULL
                   : "is in no conversation of messages, and only such are named; not looked at";
    }
    if (p->thread_column) {
        f->in = MK_LINK_THREADS;
    } else if (p->follows) {
        f->in = MK_LINK_ROWS;
    } else if (p->contact_column && s->counterparties.n) {
        f->in = MK_LINK_CONTACTS;
    } else {
        return "cannot be cut to the people in scope; not looked at";
    }
    return NULL;
}

static const char *by_exclusion(struct mk_filter *f, const struct mk_provider *p)
{
    f->party_out = p->party_columns != NULL;
    if (p->thread_column)
        f->out = MK_LINK_THREADS;
    else if (p->contact_column)
        f->out = MK_LINK_CONTACTS;
    else if (p->follows)
        f->in = MK_LINK_ROWS;
    else if (!p->party_columns)
        return "cannot be cut to leave out who is excluded; not looked at";
    return NULL;
}

static const char *column_of(enum mk_link link, const struct mk_provider *p)
{
    switch (link) {
    case MK_LINK_NONE:
        return NULL;
    case MK_LINK_THREADS:
        return p->thread_column;
    case MK_LINK_CONTACTS:
        return p->contact_column;
    case MK_LINK_ROWS:
        return p->follow_column;
    }
    return NULL;
}

static const char *narrow(struct mk_filter *f, const struct mk_scope *s,
                          const struct mk_provider *p)
{
    const char *why = NULL;
    if (!f->whole && mk_scope_by_time(s))
        why = by_time(f, s, p);
    if (!why && !f->whole && (s->counterparties.n || s->nthreads))
        why = by_inclusion(f, s, p);
    if (!why && s->exclude.n)
        why = by_exclusion(f, p);
    return why;
}

const struct mk_provider *mk_filter_followed(const struct mk_provider *p)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *q = app->providers; q && q->uri; q++)
            if (!strcmp(q->uri, p->follows))
                return q->follows ? NULL : q; /* no chains */
    return NULL;
}

/* Rows that follow others are in scope when those are. */
static const char *by_followed(const struct mk_scope *s, const struct mk_provider *p)
{
    struct mk_filter f;
    const struct mk_provider *q = mk_filter_followed(p);
    if (!q)
        return "what it belongs to is not known; not looked at";
    mk_filter_of(&f, s, q);
    return f.why_not;
}

void mk_filter_of(struct mk_filter *out, const struct mk_scope *s, const struct mk_provider *p)
{
    enum mk_category c = mk_category_named(p->category);
    *out = (struct mk_filter){ 0 };
    if (!mk_scope_wants(s, p->category)) {
        out->why_not = "not in the authority's scope; not looked at";
        return;
    }
    if (c != MK_CAT_DEVICE && mk_scope_by_apps(s) &&
        (!package_of(c) || !mk_scope_app(s, mk_str(package_of(c))))) {
        out->why_not = "belongs to no app that the scope names; not looked at";
        return;
    }
    if (c == MK_CAT_FILES && mk_scope_by_folders(s)) {
        out->why_not = "lists files of all folders, and only some are in scope; not looked at";
        return;
    }
    out->texts_only = p->mime_column && s->media == MK_MEDIA_NONE;
    if (c == MK_CAT_DEVICE) /* about the phone, not about what happened on it */
        return;
    out->whole = mk_scope_narrow(s) && mk_scope_whole(s, p->artefact);
    out->why_not = narrow(out, s, p);
    if (!out->why_not && out->in == MK_LINK_ROWS)
        out->why_not = by_followed(s, p);
    out->in_column = column_of(out->in, p);
    out->out_column = column_of(out->out, p);
}

bool mk_filter_narrows(const struct mk_filter *f)
{
    return f->window || f->party_in || f->party_out || f->thread_named || f->in || f->out ||
           f->texts_only;
}

/* ---- as SQL ---- */

/* The end of the run of ids, each one more than the one before, that begins at `i`. */
static size_t run_end(const int64_t *ids, size_t n, size_t i)
{
    size_t to = i + 1;
    while (to < n && ids[to - 1] != INT64_MAX && ids[to] == ids[to - 1] + 1)
        to++;
    return to;
}

void mk_ids_sql(struct mk_buf *out, const char *column, const int64_t *ids, size_t n)
{
    const char *glue = "(";
    bool single = false;
    for (size_t i = 0, to; i < n; i = to) {
        to = run_end(ids, n, i);
        if (to - i > 2) {
            mk_buf_printf(out, "%s%s BETWEEN %lld AND %lld", glue, column, (long long)ids[i],
                          (long long)ids[to - 1]);
            glue = " OR ";
        }
    }
    for (size_t i = 0, to; i < n; i = to) {
        to = run_end(ids, n, i);
        for (size_t k = i; to - i <= 2 && k < to; k++) {
            if (single)
                mk_buf_printf(out, ",%lld", (long long)ids[k]);
            else
                mk_buf_printf(out, "%s%s IN (%lld", glue, column, (long long)ids[k]);
            single = true;
        }
    }
    mk_buf_puts(out, n == 0 ? "(1=0)" : single ? "))" : ")");
}

static void put_ids(struct mk_buf *out, const char *column, const struct mk_linked *ids, bool in)
{
    if (!ids)
        mk_buf_printf(out, "%s IN (<%s>)", column, in ? "ids in scope" : "ids of excluded");
    else if (in)
        mk_ids_sql(out, column, ids->in, ids->nin);
    else
        mk_ids_sql(out, column, ids->out, ids->nout);
}

/* Where several conditions hold together. */
static void also(struct mk_buf *out, size_t from)
{
    if (out->len > from)
        mk_buf_puts(out, " AND ");
}

static void put_inclusion(struct mk_buf *out, const struct mk_filter *f, const struct mk_scope *s,
                          const struct mk_provider *p)
{
    mk_buf_puts(out, "(");
    if (f->party_in)
        mk_scope_party_sql(out, &s->counterparties, p->party_columns);
    if (f->party_in && f->thread_named)
        mk_buf_puts(out, " OR ");
    if (f->thread_named)
        mk_ids_sql(out, p->thread_column, s->threads, s->nthreads);
    mk_buf_puts(out, ")");
}

void mk_filter_sql(struct mk_buf *out, const struct mk_filter *f, const struct mk_scope *s,
                   const struct mk_provider *p, const struct mk_linked *ids)
{
    size_t from = out->len;
    if (f->party_in || f->thread_named)
        put_inclusion(out, f, s, p);
    if (f->in) {
        also(out, from);
        put_ids(out, f->in_column, ids, true);
    }
    if (f->party_out) {
        also(out, from);
        mk_buf_puts(out, "NOT ");
        mk_scope_party_sql(out, &s->exclude, p->party_columns);
    }
    if (f->out && (!ids || ids->nout)) {
        also(out, from);
        mk_buf_printf(out, "(%s IS NULL OR NOT ", f->out_column);
        put_ids(out, f->out_column, ids, false);
        mk_buf_puts(out, ")");
    }
    if (f->texts_only) {
        also(out, from);
        mk_buf_printf(out, "(%s LIKE 'text/%%' OR %s='application/smil')", p->mime_column,
                      p->mime_column);
    }
}

__extension__ typedef __int128 wide; /* microseconds times units a second */

int64_t mk_filter_time(int64_t us, int64_t per_s)
{
    wide v = (wide)us * per_s;
    return (int64_t)(v >= 0 ? (v + 999999) / 1000000 : v / 1000000);
}

void mk_filter_window(struct mk_buf *out, const struct mk_filter *f, const struct mk_scope *s,
                      const struct mk_provider *p)
{
    size_t from = 0;
    if (f->window && s->begin_us != INT64_MIN) {
        also(out, from);
        mk_buf_printf(out, "%s>=%lld", p->time_column,
                      (long long)mk_filter_time(s->begin_us, p->time_per_s));
    }
    if (f->window && s->end_us != INT64_MAX) {
        also(out, from);
        mk_buf_printf(out, "%s<%lld", p->time_column,
                      (long long)mk_filter_time(s->end_us, p->time_per_s));
    }
}

/* ---- selections ---- */

void mk_select_addresses(struct mk_buf *out, const struct mk_scope_list *list)
{
    static const char *const columns[] = { "address", NULL };
    mk_scope_party_sql(out, list, columns);
}

/* MIME types: ContactsContract.java, CommonDataKinds.Phone, .Email and .SipAddress. */
void mk_select_contacts(struct mk_buf *out, const struct mk_scope_list *list)
{
    static const char *const columns[] = { "data1", NULL };
    mk_buf_puts(out, "mimetype IN ('vnd.android.cursor.item/phone_v2',"
                     "'vnd.android.cursor.item/email_v2','vnd.android.cursor.item/sip_address')"
                     " AND ");
    mk_scope_party_sql(out, list, columns);
}

void mk_select_threads(struct mk_buf *out, const int64_t *addresses, size_t n, bool only)
{
    if (n == 0) {
        mk_buf_puts(out, "1=0");
        return;
    }
    if (only) /* as many of them take part as there are: nested calls would be too deep for SQLite
               */
        mk_buf_puts(out, "recipient_ids<>'' AND ");
    for (size_t i = 0; i < n; i++)
        mk_buf_printf(out, "%s(' '||recipient_ids||' ' LIKE '%% %lld %%')",
                      i == 0 ? ""
                      : only ? "+"
                             : " OR ",
                      (long long)addresses[i]);
    if (only)
        mk_buf_puts(out, "=length(recipient_ids)-length(replace(recipient_ids,' ',''))+1");
}
