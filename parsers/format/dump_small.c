#include "parsers/format/dump_private.h"
#include <ctype.h>

/* ---- ps ---- */

static bool next_word(struct mk_span *word, struct mk_span *rest)
{
    *rest = mk_dump_trim(*rest);
    size_t n = 0;
    while (n < rest->len && rest->p[n] != ' ' && rest->p[n] != '\t')
        n++;
    *word = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n);
    return n > 0;
}

static const char *const ps_words[5][3] = {
    { "USER" }, { "PID" }, { "PPID" }, { "S", "STAT" }, { "NAME", "CMD", "ARGS" },
};

bool mk_dump_is_ps(struct mk_dump *d, struct mk_span text)
{
    struct mk_span word;
    size_t place[5], n = 0;
    for (size_t c = 0; c < 5; c++)
        place[c] = SIZE_MAX;
    for (; next_word(&word, &text) && n < 64; n++)
        for (size_t c = 0; c < 5; c++)
            for (size_t k = 0; k < 3 && ps_words[c][k]; k++)
                if (mk_span_is(word, ps_words[c][k]))
                    place[c] = n;
    if (place[0] == SIZE_MAX || place[1] == SIZE_MAX || place[4] == SIZE_MAX || place[4] + 1 != n)
        return false;
    memcpy(d->ps, place, sizeof place);
    return true;
}

bool mk_dump_process(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    struct mk_span word, rest = l->text;
    if (rest.len == 0)
        return false;
    if (!mk_grid_wants(g, MK_DUMP_PROCESSES))
        return true;
    mk_grid_row(g, MK_DUMP_PROCESSES, 0);
    for (size_t n = 0; n < d->ps[4] && next_word(&word, &rest); n++)
        for (size_t c = 0; c < 4; c++)
            if (d->ps[c] == n)
                mk_grid_text(g, c, word);
    mk_dump_put(g, 4, mk_dump_trim(rest));
    return true;
}

/* ---- dbinfo ---- */

enum { PID, PACKAGE, PATH };

/* Up to the quote that ends it: quotes inside stand as they are, and more can follow. */
static struct mk_span quoted(struct mk_span s)
{
    static const char *const behind[] = { "\", path=", "\", exception=", "\", bindArgs=" };
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
        if (mk_dump_find(s, behind[i]) < s.len)
            return mk_span(s.p, mk_dump_find(s, behind[i]));
    while (s.len && s.p[s.len - 1] != '"')
        s.len--;
    s.len -= s.len > 0;
    return s;
}

/* "0: [2023-07-27 12:21:44.097] [Pid:(0)]prepare took 0ms - succeeded, sql="...", path=..." */
static void statement(const struct mk_dump *d, struct mk_grid *g, struct mk_span text)
{
    struct mk_span time, pid, rest, sql;
    size_t at = mk_dump_find(text, "sql=\"");
    if (at == text.len || !mk_dump_between(&time, text, "[", ']'))
        return;
    rest = mk_span_from(text, (size_t)(time.p - text.p) + time.len + 1);
    if (mk_dump_between(&pid, rest, "[Pid:", ']'))
        rest = mk_span_from(rest, (size_t)(pid.p - rest.p) + pid.len + 1);
    sql = quoted(mk_span_from(text, at + 5));
    mk_grid_row(g, MK_DUMP_STATEMENTS, 0);
    mk_dump_put(g, 0, mk_buf_span(&d->text[PID]));
    mk_dump_put(g, 1, mk_buf_span(&d->text[PACKAGE]));
    mk_dump_put(g, 2, mk_buf_span(&d->text[PATH]));
    mk_grid_text(g, 3, time);
    mk_dump_put(g, 4, mk_dump_trim(mk_span(rest.p, mk_dump_find(rest, " took "))));
    mk_dump_put(g, 5, sql);
}

bool mk_dump_statement(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    static const char process[] = "** Database info for pid ";
    static const char pool[] = "Connection pool for ";
    struct mk_span name, rest = mk_span_from(l->text, sizeof process - 1);
    if (mk_dump_starts(l->text, process)) {
        mk_dump_keep(&d->text[PID], mk_span(rest.p, mk_dump_find(rest, " ")));
        if (!mk_dump_between(&name, rest, "[", ']'))
            name = mk_span(NULL, 0);
        mk_dump_keep(&d->text[PACKAGE], name);
        mk_dump_keep(&d->text[PATH], mk_span(NULL, 0));
    } else if (mk_dump_starts(l->text, pool)) {
        rest = mk_span_from(l->text, sizeof pool - 1);
        rest.len -= rest.len && rest.p[rest.len - 1] == ':';
        mk_dump_keep(&d->text[PATH], rest);
    } else if (l->text.len && isdigit(l->text.p[0]) && mk_grid_wants(g, MK_DUMP_STATEMENTS)) {
        statement(d, g, l->text);
    }
    return true;
}

/* ---- adb ---- */

static void adb_key(struct mk_grid *g, const char *place, struct mk_span key)
{
    size_t at = mk_dump_find(key, " ");
    if (!mk_grid_wants(g, MK_DUMP_ADB_KEYS) || key.len == 0)
        return;
    mk_grid_row(g, MK_DUMP_ADB_KEYS, 0);
    mk_grid_text(g, 0, mk_str(place));
    mk_grid_text(g, 1, mk_span(key.p, at));
    mk_dump_put(g, 2, mk_dump_trim(mk_span_from(key, at)));
}

/* <adbKey key="..." lastConnection="1700000000000" /> */
static void stored_key(struct mk_grid *g, struct mk_span text)
{
    struct mk_span key, when;
    if (!mk_grid_wants(g, MK_DUMP_ADB_KEYS) || !mk_dump_between(&key, text, "adbKey key=\"", '"'))
        return;
    adb_key(g, "keystore", key);
    if (mk_dump_between(&when, text, "lastConnection=\"", '"'))
        mk_dump_put(g, 3, when);
}

bool mk_dump_adb(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    enum { NOTHING, USER_KEYS, KEYSTORE };
    static const char user[] = "user_keys=", last[] = "last_key_received=";
    if (mk_dump_starts(l->text, user)) {
        d->mode = USER_KEYS;
        adb_key(g, "user_keys", mk_span_from(l->text, sizeof user - 1));
    } else if (mk_dump_starts(l->text, last)) {
        adb_key(g, "last_key_received", mk_span_from(l->text, sizeof last - 1));
    } else if (mk_dump_starts(l->text, "keystore=")) {
        d->mode = KEYSTORE;
        if (mk_dump_starts(l->text, "keystore=ABX") && mk_grid_wants(g, MK_DUMP_ADB_KEYS))
            mk_grid_remark(g, "a keystore in binary XML, printed as text: not read");
        stored_key(g, l->text);
    } else if (d->mode == KEYSTORE) {
        stored_key(g, l->text);
    } else if (d->mode == USER_KEYS && l->text.len > 64) {
        adb_key(g, "user_keys", l->text); /* each key has a line of its own */
    } else {
        d->mode = NOTHING;
    }
    return true;
}

/* ---- accessibility ---- */

static const char *const states[] = { "installed", "enabled", "binding", "bound", "crashed" };

static void service(struct mk_grid *g, unsigned state, struct mk_span name)
{
    name = mk_dump_trim(name);
    if (name.len == 0 || !memchr(name.p, '/', name.len) || memchr(name.p, '=', name.len) ||
        !mk_grid_wants(g, MK_DUMP_ACCESSIBILITY))
        return;
    mk_grid_row(g, MK_DUMP_ACCESSIBILITY, 0);
    mk_grid_text(g, 0, mk_str(states[state - 1]));
    mk_grid_text(g, 1, name);
}

/* Names between braces and commas: "{{a/b}, {c/d}}". */
static void services(struct mk_grid *g, unsigned state, struct mk_span s)
{
    size_t from = 0;
    for (size_t i = 0; s.len && i <= s.len; i++)
        if (i == s.len || s.p[i] == '{' || s.p[i] == '}' || s.p[i] == ',') {
            service(g, state, mk_span(s.p + from, i - from));
            from = i + 1;
        }
}

static bool is_list(unsigned *state, struct mk_span *rest, struct mk_span text)
{
    static const char behind[] = " services:";
    for (unsigned i = 0; i < sizeof states / sizeof *states; i++) {
        size_t n = strlen(states[i]);
        if (text.len < n + sizeof behind - 1 || tolower(text.p[0]) != states[i][0] ||
            memcmp(text.p + 1, states[i] + 1, n - 1) != 0 ||
            !mk_dump_starts(mk_span_from(text, n), behind))
            continue;
        *state = i + 1;
        *rest = mk_dump_trim(mk_span_from(text, n + sizeof behind - 1));
        return true;
    }
    return false;
}

bool mk_dump_accessibility(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    struct mk_span rest;
    unsigned state;
    if (is_list(&state, &rest, l->text)) {
        d->mode = rest.len && rest.p[rest.len - 1] == '}' ? 0 : state;
        services(g, state, rest);
    } else if (l->text.len && l->text.p[0] == '}') {
        d->mode = 0;
    } else if (d->mode) { /* "0 : com.example/.Service" */
        size_t at = mk_dump_find(l->text, " : ");
        services(g, d->mode, at < l->text.len ? mk_span_from(l->text, at + 3) : l->text);
    }
    return true;
}
