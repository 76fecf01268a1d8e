#include "firmware/phantom/play.h"
#include <stdio.h>

/* Content.java prints its usage and the reason to standard output and ends with 0. */
static int usage(struct mk_play *p, const char *why, struct mk_span what)
{
    mk_buf_puts(&p->out, "usage: adb shell content [subcommand] [options]\n\n[ERROR] ");
    mk_buf_puts(&p->out, why);
    mk_buf_put(&p->out, what.p, what.len);
    mk_buf_u8(&p->out, '\n');
    return 0;
}

static bool parse_user(int64_t *out, struct mk_span s)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || i > 8)
            return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return s.len > 0;
}

/* `content read`: what lies behind a row, table <provider's table>_bytes(_id, bytes). */
static int read_bytes(struct mk_play *p, const struct mk_phantom_words *w)
{
    struct mk_exercise_provider provider;
    char sql[256];
    int64_t id;
    bool known, found = false;
    sqlite3_stmt *st = NULL;
    if (w->n != 4 || !mk_span_is(w->w[2], "--uri"))
        return usage(p, "Content provider URI not specified. Did you specify --uri argument?",
                     mk_str(""));
    if (mk_exercise_provider(&provider, &id, &known, p->x, w->w[3]) &&
        provider.state == MK_PROVIDER_OK) {
        snprintf(sql, sizeof sql, "SELECT bytes FROM %s_bytes WHERE _id = ?1", provider.table);
        if (sqlite3_prepare_v2(p->x->db, sql, -1, &st, NULL) == SQLITE_OK) {
            sqlite3_bind_int64(st, 1, id);
            found = sqlite3_step(st) == SQLITE_ROW;
        }
    }
    if (found)
        mk_buf_put(&p->out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
    else
        mk_buf_printf(&p->err,
                      "Error while accessing provider:mms\njava.io.FileNotFoundException: No "
                      "files supported by provider at %s\n",
                      (const char *)w->w[3].p);
    sqlite3_finalize(st);
    return 0;
}

int mk_play_content(struct mk_play *p, const struct mk_phantom_words *w, struct mk_error *e)
{
    struct mk_phantom_query_ask ask = { 0 };
    struct mk_span user = mk_str("0");
    const struct {
        const char *name;
        struct mk_span *value;
    } options[] = {
        { "--uri", &ask.uri },     { "--projection", &ask.projection },
        { "--where", &ask.where }, { "--sort", &ask.sort },
        { "--user", &user },
    };
    const size_t count = sizeof options / sizeof *options;
    if (w->n > 1 && mk_span_is(w->w[1], "read"))
        return read_bytes(p, w);
    if (w->n < 2 || !mk_span_is(w->w[1], "query"))
        return usage(p, "Unsupported operation: ", w->n < 2 ? mk_str("null") : w->w[1]);
    for (size_t i = 2; i < w->n; i += 2) {
        size_t o = 0;
        while (o < count && !mk_span_is(w->w[i], options[o].name))
            o++;
        if (o == count)
            return usage(p, "Unsupported argument: ", w->w[i]);
        if (i + 1 == w->n || !w->w[i + 1].len || mk_span_starts(w->w[i + 1], mk_str("--")))
            return usage(p, "No value for argument: ", w->w[i]);
        *options[o].value = w->w[i + 1];
    }
    if (!ask.uri.p)
        return usage(p, "Content provider URI not specified. Did you specify --uri argument?",
                     mk_str(""));
    if (!parse_user(&ask.user, user))
        return usage(p, "For input string: ", user);
    return mk_phantom_query_new(&p->query, p->x, &ask, &p->err, e);
}
