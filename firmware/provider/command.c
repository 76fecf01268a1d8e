#include "firmware/plan/filter.h"
#include "firmware/provider/private.h"
#include <stdio.h>

static bool is_word(const char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++) {
        bool letter = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') || s[i] == '_';
        if (!letter && !(i && s[i] >= '0' && s[i] <= '9'))
            return false;
    }
    return n > 0 && n <= 64 && strcmp(s, "_id") != 0;
}

/* Printable ASCII that needs no escaping between single quotes. */
static bool is_uri(const char *s)
{
    for (const char *p = s; *p; p++)
        if (*p <= ' ' || *p > '~' || *p == '\'' || *p == '\\')
            return false;
    return strncmp(s, "content://", 10) == 0;
}

int mk_channel_check(const struct mk_provider *p, struct mk_error *e)
{
    size_t n = 0;
    bool ok = is_uri(p->uri) && (!p->control || is_uri(p->control)) &&
              (!p->permission || is_word(p->permission)) &&
              (!p->time_column || (is_word(p->time_column) && p->time_per_s > 0));
    for (size_t i = 0; ok && p->numbers[i]; i++, n++)
        ok = is_word(p->numbers[i]);
    for (size_t i = 0; ok && p->texts[i]; i++, n++)
        ok = is_word(p->texts[i]);
    ok = ok && (!p->fixed_columns || (!p->numbers[0] && n == 1));
    if (!ok || n > MK_CHANNEL_COLUMNS)
        return mk_fail(e, MK_EUSAGE, "provider %s: not to be used in a command", p->uri);
    return 0;
}

static void user(struct mk_channel *c)
{
    if (c->spec.user >= 0)
        mk_buf_printf(&c->command, " --user %d", c->spec.user);
}

static void begin(struct mk_channel *c, const char *uri, const char *columns)
{
    mk_buf_printf(&c->command, "content query --uri '%s'", uri);
    user(c);
    mk_buf_printf(&c->command, " --projection '_id%s%s'", *columns ? ":" : "", columns);
}

static void window(struct mk_channel *c, const char **glue)
{
    const struct mk_provider *p = c->spec.provider;
    if (c->spec.from_us != INT64_MIN) {
        mk_buf_printf(&c->command, "%s%s>=%lld", *glue, p->time_column,
                      (long long)mk_filter_time(c->spec.from_us, p->time_per_s));
        *glue = " AND ";
    }
    if (c->spec.until_us != INT64_MAX) {
        mk_buf_printf(&c->command, "%s%s<%lld", *glue, p->time_column,
                      (long long)mk_filter_time(c->spec.until_us, p->time_per_s));
        *glue = " AND ";
    }
}

static void sorted(struct mk_channel *c)
{
    mk_buf_puts(&c->command, " --sort '_id ASC'");
}

static void filter(struct mk_channel *c, const char **glue)
{
    if (!c->spec.filter)
        return;
    mk_buf_printf(&c->command, "%s(%s)", *glue, c->spec.filter);
    *glue = " AND ";
}

/* Conditions and the scope's filter may hold text in single quotes, as SQL has it; the whole then
 * stands in double ones, and none of it means anything there. */
static const char *quote_for(const struct mk_channel *c, const char *condition)
{
    return condition || c->spec.filter ? "\"" : "'";
}

/* A query over all rows of the list, with a further condition. */
static void over_list(struct mk_channel *c, const char *columns, const char *condition)
{
    const char *glue = " AND ", *quote = quote_for(c, condition);
    begin(c, c->spec.provider->uri, columns);
    mk_buf_printf(&c->command, " --where %s_id<=%lld", quote, (long long)c->bound);
    window(c, &glue);
    filter(c, &glue);
    if (condition)
        mk_buf_printf(&c->command, " AND (%s)", condition);
    mk_buf_puts(&c->command, quote);
    sorted(c);
}

static void list(struct mk_channel *c)
{
    const char *quote = quote_for(c, NULL);
    const char *glue = *quote == '"' ? " --where \"" : " --where '", *none = glue;
    begin(c, c->spec.provider->uri, "");
    window(c, &glue);
    filter(c, &glue);
    if (glue != none)
        mk_buf_puts(&c->command, quote);
    sorted(c);
}

/* All rows, and nothing but their ids. `probe`: with the filter, which then limits nothing. */
static void ids_only(struct mk_channel_query *q, struct mk_channel *c, bool probe)
{
    begin(c, c->spec.provider->uri, "");
    if (probe)
        mk_buf_printf(&c->command, " --where \"(_id IS NOT NULL OR (%s))\"", c->spec.filter);
    sorted(c);
    q->role = MK_ROLE_CONTROL;
    q->columns = mk_str("_id");
}

/* One listed row; the filter once more, since ids can be given anew. */
static void single(struct mk_channel_query *q, struct mk_channel *c, const char *name, int64_t id)
{
    const char *glue = " AND ", *quote = quote_for(c, NULL);
    q->role = MK_ROLE_ROW;
    q->columns = mk_str(name);
    q->row = id;
    begin(c, c->spec.provider->uri, name);
    mk_buf_printf(&c->command, " --where %s_id=%lld", quote, (long long)q->row);
    window(c, &glue);
    filter(c, &glue);
    mk_buf_puts(&c->command, quote);
}

/* The columns in hand, ':' between them. */
static const char *names(struct mk_channel *c)
{
    mk_buf_clear(&c->names);
    for (size_t i = c->first; i < c->last; i++)
        if (!c->columns[i].refused)
            mk_buf_printf(&c->names, "%s%s", c->names.len ? ":" : "", c->columns[i].name);
    return mk_buf_cstr(&c->names);
}

static void word_condition(struct mk_channel *c)
{
    struct mk_buf b;
    mk_buf_init(&b, c->command.max);
    for (size_t i = c->first; i < c->last; i++)
        if (!c->columns[i].refused)
            mk_buf_printf(&b, "%s%s='NULL'", b.len ? " OR " : "", c->columns[i].name);
    const char *condition = mk_buf_cstr(&b);
    if (condition)
        over_list(c, "", condition);
    else
        c->command.bad = true;
    mk_buf_done(&b);
}

/* Rows by what their value in the column in hand is; content.h says why so. */
static void one_column(struct mk_channel_query *q, struct mk_channel *c)
{
    char condition[512];
    const char *n = c->columns[c->column].name;
    if (c->state == MK_CH_NULLS)
        snprintf(condition, sizeof condition, "%s IS NULL", n);
    else if (c->state == MK_CH_BLOBS)
        snprintf(condition, sizeof condition, "%s<>%s||''", n, n);
    else /* holds for every row, in the same words */
        snprintf(condition, sizeof condition, "%s<>%s||'' OR %s=%s||'' OR %s IS NULL", n, n, n, n,
                 n);
    over_list(c, "", condition);
    if (c->state == MK_CH_TELLS)
        return;
    q->role = c->state == MK_CH_NULLS ? MK_ROLE_NULLS : MK_ROLE_BLOBS;
    q->columns = mk_str(n);
}

static void controls(struct mk_channel_query *q, struct mk_channel *c)
{
    const struct mk_provider *p = c->spec.provider;
    q->role = MK_ROLE_CONTROL;
    if (c->state == MK_CH_CONTROL) {
        begin(c, p->control, "");
    } else if (c->state == MK_CH_OPEN) {
        mk_buf_printf(&c->command, "getprop sys.user.%d.ce_available",
                      c->spec.user < 0 ? 0 : c->spec.user);
    } else {
        mk_buf_puts(&c->command, "cmd appops get");
        user(c);
        mk_buf_printf(&c->command, " com.android.shell %s", p->permission);
    }
}

static void build(struct mk_channel_query *q, struct mk_channel *c)
{
    const char *columns = names(c);
    if (!columns) {
        c->command.bad = true;
        return;
    }
    switch (c->state) {
    case MK_CH_OPERATION:
    case MK_CH_CONTROL:
    case MK_CH_OPEN:
        controls(q, c);
        return;
    case MK_CH_COUNT:
    case MK_CH_PROBE:
        ids_only(q, c, c->state == MK_CH_PROBE);
        return;
    case MK_CH_IDS:
    case MK_CH_RELIST:
    case MK_CH_AFTER:
        q->role = c->state == MK_CH_IDS ? MK_ROLE_IDS : MK_ROLE_AFTER;
        if (c->spec.provider->fixed_columns)
            q->columns = mk_str(c->spec.provider->texts[0]);
        list(c);
        return;
    case MK_CH_REPLY:
        q->role = c->columns[c->first].numeric ? MK_ROLE_NUMBERS : MK_ROLE_COLUMN;
        q->columns = mk_str(columns);
        over_list(c, columns, NULL);
        return;
    case MK_CH_SINGLES:
        single(q, c, c->columns[c->column].name, c->singles[c->single]);
        return;
    case MK_CH_LAST:
        single(q, c, c->spec.provider->texts[0], c->last_row);
        return;
    case MK_CH_WORDS:
        q->role = MK_ROLE_NULLS;
        q->columns = mk_str(columns);
        word_condition(c);
        return;
    case MK_CH_NULLS:
    case MK_CH_TELLS:
    case MK_CH_BLOBS:
        one_column(q, c);
        return;
    case MK_CH_DONE:
        return;
    }
}

int mk_channel_command(struct mk_channel_query *q, struct mk_channel *c, struct mk_error *e)
{
    mk_buf_clear(&c->command);
    *q = (struct mk_channel_query){ .role = MK_ROLE_CONTROL };
    build(q, c);
    q->command = mk_buf_cstr(&c->command);
    return q->command ? 0 : mk_fail(e, MK_ENOMEM, "command");
}
