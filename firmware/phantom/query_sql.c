/* From what was asked to a statement, as the provider makes it. */
#include "firmware/phantom/query_private.h"
#include <stdio.h>
#include <strings.h>

static bool has_column(const struct mk_exercise *x, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(x->db, NULL, table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Next name of a projection, split as by the pattern [\s]*:[\s]* ; false behind the last. */
static bool next_column(char name[static 128], struct mk_span *left)
{
    if (!left->p)
        return false;
    const uint8_t *colon = left->len ? memchr(left->p, ':', left->len) : NULL;
    struct mk_span word = mk_span(left->p, colon ? (size_t)(colon - left->p) : left->len);
    *left = colon ? mk_span(colon + 1, left->len - word.len - 1) : mk_span(NULL, 0);
    while (left->len && is_blank(*left->p))
        *left = mk_span(left->p + 1, left->len - 1);
    while (colon && word.len && is_blank(word.p[word.len - 1]))
        word.len--;
    size_t n = word.len < 127 ? word.len : 127;
    memcpy(name, word.p, n);
    name[n] = 0;
    return true;
}

/* False when a column is not the provider's: then the exception has been thrown. */
static bool put_projection(struct mk_phantom_query *q, struct mk_buf *sql, struct mk_buf *err,
                           const struct mk_exercise_provider *p, struct mk_span projection)
{
    char name[128], unknown[128] = "";
    size_t n = 0;
    if (!projection.p)
        mk_buf_puts(sql, "*");
    while (next_column(name, &projection)) {
        if (!unknown[0] && !has_column(q->x, p->table, name))
            memcpy(unknown, name, sizeof unknown);
        mk_buf_puts(sql, n++ ? ", " : "");
        mk_buf_puts(sql, name);
    }
    if (!unknown[0] || !p->strict)
        return true; /* an unknown one then fails in SQLite, as on the phone */
    struct mk_buf m;
    mk_buf_init(&m, 256);
    mk_buf_printf(&m, "Invalid column %s", unknown);
    mk_phantom_query_throw(q, err, "java.lang.IllegalArgumentException", mk_buf_span(&m));
    mk_buf_done(&m);
    return false;
}

static void put_where(struct mk_buf *sql, const struct mk_exercise_provider *p, int64_t id,
                      struct mk_span where)
{
    const char *word = " WHERE (";
    if (p->rows[0]) {
        mk_buf_printf(sql, "%s%s)", word, p->rows);
        word = " AND (";
    }
    if (id >= 0) {
        mk_buf_printf(sql, "%s%s = %lld)", word, p->key[0] ? p->key : "_id", (long long)id);
        word = " AND (";
    }
    if (where.p) {
        mk_buf_puts(sql, word);
        mk_buf_put(sql, where.p, where.len);
        mk_buf_puts(sql, ")");
    }
}

static void keep_heads(struct mk_phantom_query *q)
{
    q->columns = sqlite3_column_count(q->st);
    if (q->columns > MK_PHANTOM_COLUMNS_MAX)
        q->columns = MK_PHANTOM_COLUMNS_MAX;
    for (int i = 0; i < q->columns; i++) {
        mk_buf_printf(&q->head, "%s%s=", i ? ", " : " ", sqlite3_column_name(q->st, i));
        q->head_end[i] = q->head.len;
    }
}

static bool is_name(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_refused_word(struct mk_span s)
{
    static const char *const words[] = { "SELECT", "UNION",      "EXCEPT",   "INTERSECT", "JOIN",
                                         "FROM",   "GROUP",      "HAVING",   "WINDOW",    "VALUES",
                                         "HEX",    "SUBSTR",     "UNICODE",  "PRINTF",    "INSTR",
                                         "RANDOM", "RANDOMBLOB", "ZEROBLOB", "TYPEOF" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == s.len && !strncasecmp((const char *)s.p, words[i], s.len))
            return true;
    return false;
}

/*
 * Whether a selection holds a word that is refused to callers other than the SMS app; the query
 * then has no cursor, which the tool prints as no rows.
 * Source: packages/providers/TelephonyProvider SqlQueryChecker.java (DISALLOWED_TOKENS,
 * DISALLOWED_FUNCTIONS of the newest), MmsSmsProvider.query() "Query rejected".
 */
static bool is_rejected(struct mk_span s)
{
    for (size_t at = 0, n; at < s.len; at += n ? n : 1) {
        struct mk_span rest = mk_span_from(s, at);
        for (n = 0; n < rest.len && is_name(rest.p[n]); n++)
            ;
        if (n && is_refused_word(mk_span(rest.p, n)))
            return true;
        if (*rest.p != '\'')
            continue;
        const uint8_t *end = rest.len > 1 ? memchr(rest.p + 1, '\'', rest.len - 1) : NULL;
        n = end ? (size_t)(end - rest.p) + 1 : rest.len; /* text is not looked at */
    }
    return false;
}

static int prepare(struct mk_phantom_query *q, struct mk_buf *err,
                   const struct mk_exercise_provider *p, int64_t id,
                   const struct mk_phantom_query_ask *ask)
{
    struct mk_buf sql;
    mk_buf_init(&sql, MK_PHANTOM_SQL_MAX);
    mk_buf_puts(&sql, "SELECT ");
    bool good = true;
    if (p->columns[0])
        mk_buf_puts(&sql, p->columns);
    else
        good = put_projection(q, &sql, err, p, ask->projection);
    mk_buf_printf(&sql, " FROM %s", p->table);
    put_where(&sql, p, id, ask->where);
    struct mk_span sort = ask->sort.p ? ask->sort : mk_str(p->sort);
    sort = p->order[0] ? mk_str(p->order) : sort;
    if (sort.len) {
        mk_buf_puts(&sql, " ORDER BY ");
        mk_buf_put(&sql, sort.p, sort.len);
    }
    const char *text = mk_buf_cstr(&sql);
    if (good && text) {
        if (sqlite3_prepare_v2(q->x->db, text, -1, &q->st, NULL) == SQLITE_OK && q->st)
            keep_heads(q);
        else
            mk_phantom_query_throw_sql(q, err, text);
    }
    mk_buf_done(&sql);
    return text && mk_buf_ok(&q->head) ? 0 : -1;
}

static void refuse(struct mk_phantom_query *q, struct mk_buf *err,
                   const struct mk_exercise_provider *p)
{
    struct mk_buf m;
    mk_buf_init(&m, 4096);
    if (p->state == MK_PROVIDER_REFUSED) {
        mk_buf_printf(&m,
                      "Permission Denial: reading com.android.providers.%s uri %s from pid=%d, "
                      "uid=2000 requires android.permission.%s, or grantUriPermission()",
                      p->table, p->uri, 4711, p->permission);
        mk_phantom_query_throw(q, err, "java.lang.SecurityException", mk_buf_span(&m));
    } else {
        mk_buf_printf(&m, "Could not read from %s", p->uri);
        mk_phantom_query_throw(q, err, "java.lang.IllegalStateException", mk_buf_span(&m));
    }
    mk_buf_done(&m);
}

static void not_found(struct mk_phantom_query *q, struct mk_buf *err)
{
    struct mk_buf m;
    mk_buf_init(&m, 4096);
    mk_buf_puts(&m, "Could not find provider: ");
    mk_buf_put(&m, q->authority.p, q->authority.len);
    mk_phantom_query_throw(q, err, "java.lang.IllegalStateException", mk_buf_span(&m));
    mk_buf_done(&m);
}

/*
 * Before the first unlock. Messages: the provider runs, but its database is encrypted under the
 * owner's key. Calls and contacts: their provider is none that starts so early.
 * Source: packages/providers/TelephonyProvider AndroidManifest.xml (directBootAware),
 * MmsSmsDatabaseHelper.getInstanceForCe(); packages/providers/ContactsProvider AndroidManifest.xml.
 */
static void locked(struct mk_phantom_query *q, struct mk_buf *err,
                   const struct mk_exercise_provider *p)
{
    if (!strcmp(p->permission, "READ_SMS"))
        mk_phantom_query_throw(q, err, "android.database.sqlite.SQLiteCantOpenDatabaseException",
                               mk_str("unknown error (code 14 SQLITE_CANTOPEN): Could not open "
                                      "database"));
    else
        not_found(q, err);
}

/* Another user has a provider where there is a table for it: "calls_u150" beside "calls". */
static bool of_user(char table[static 128], struct mk_exercise_provider *p,
                    const struct mk_phantom_query *q, int64_t user)
{
    if (user == 0)
        return true;
    snprintf(table, 128, "%s_u%lld", p->table, (long long)user);
    p->table = table;
    return has_column(q->x, table, "_id");
}

int mk_phantom_query_start(struct mk_phantom_query *q, struct mk_buf *err,
                           const struct mk_phantom_query_ask *ask)
{
    struct mk_exercise_provider p;
    int64_t id;
    char table[128];
    bool authority;
    bool known = mk_exercise_provider(&p, &id, &authority, q->x, mk_buf_span(&q->uri));
    if ((known ? p.state == MK_PROVIDER_ABSENT : !authority) ||
        (known && !of_user(table, &p, q, ask->user))) {
        not_found(q, err);
        return 0;
    }
    if (!known) {
        struct mk_buf m;
        mk_buf_init(&m, 4096);
        mk_buf_puts(&m, "Unknown URL ");
        mk_buf_put(&m, q->uri.p, q->uri.len);
        mk_phantom_query_throw(q, err, "java.lang.IllegalArgumentException", mk_buf_span(&m));
        mk_buf_done(&m);
        return 0;
    }
    if (mk_phone_refuses(q->x, mk_buf_span(&q->uri)))
        p.state = MK_PROVIDER_REFUSED;
    if (mk_phone_lock(q->x) == MK_PHONE_BEFORE_FIRST_UNLOCK && p.permission[0]) {
        locked(q, err, &p);
        return 0;
    }
    switch (p.state) {
    case MK_PROVIDER_OK:
    case MK_PROVIDER_EMPTY: /* its table is empty */
        if (p.checked && (is_rejected(ask->where) || is_rejected(ask->sort)))
            return 0;
        return prepare(q, err, &p, id, ask);
    case MK_PROVIDER_RESTRICTED: /* ContentProvider.Transport.query(): an empty cursor, whatever is
                                    asked */
        return 0;
    case MK_PROVIDER_REFUSED:
    case MK_PROVIDER_ERROR:
        refuse(q, err, &p);
        return 0;
    case MK_PROVIDER_ABSENT:
        break;
    }
    return 0;
}
