/* What the phone tells about itself: from exercise.json, in the words of Android's tools. */
#include "firmware/phantom/play.h"
#include <time.h>

static json_t *phone(const struct mk_play *p, const char *key)
{
    return json_object_get(json_object_get(p->x->doc, "phone"), key);
}

void mk_play_getprop(struct mk_play *p, const struct mk_phantom_words *w)
{
    json_t *all = phone(p, "getprop");
    if (w->n > 1) {
        const char *s = mk_play_state_property(p, (const char *)w->w[1].p);
        if (!s)
            s = json_string_value(json_object_get(all, (const char *)w->w[1].p));
        mk_buf_printf(&p->out, "%s\n", s ? s : w->n > 2 ? (const char *)w->w[2].p : "");
        return;
    }
    for (void *it = json_object_iter(all); it; it = json_object_iter_next(all, it)) {
        const char *s = json_string_value(json_object_iter_value(it));
        if (!mk_play_state_property(p, json_object_iter_key(it)))
            mk_buf_printf(&p->out, "[%s]: [%s]\n", json_object_iter_key(it), s ? s : "");
    }
    mk_play_state_properties(p);
}

/* `date [+FORMAT]` of the phone's own clock; %N as toybox has it. */
void mk_play_date(struct mk_play *p, const struct mk_phantom_words *w)
{
    char format[256] = "%a %b %e %H:%M:%S UTC %Y", text[512];
    struct tm tm;
    int64_t ms = mk_phone_now_ms(p->x);
    time_t s = (time_t)(ms / 1000);
    gmtime_r(&s, &tm);
    if (w->n > 1 && w->w[1].len && w->w[1].p[0] == '+') {
        size_t n = 0;
        for (size_t i = 1; i < w->w[1].len && n < sizeof format - 16; i++) {
            if (w->w[1].p[i] == '%' && i + 1 < w->w[1].len && w->w[1].p[i + 1] == 'N') {
                n += (size_t)snprintf(format + n, 16, "%03d000000", (int)(ms % 1000));
                i++;
            } else {
                format[n++] = (char)w->w[1].p[i];
            }
        }
        format[n] = 0;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    size_t len = strftime(text, sizeof text, format, &tm);
#pragma GCC diagnostic pop
    mk_buf_put(&p->out, text, len);
    mk_buf_u8(&p->out, '\n');
}

static void dump_package(struct mk_play *p, const char *name)
{
    json_t *v = json_object_get(phone(p, "packages"), name);
    if (!v) {
        mk_buf_printf(&p->out, "Unable to find package: %s\n", name);
        return;
    }
    mk_buf_printf(&p->out, "Packages:\n  Package [%s] (1a2b3c4):\n    versionCode=%lld minSdk=26\n",
                  name, (long long)json_integer_value(json_object_get(v, "code")));
    const char *version = json_string_value(json_object_get(v, "version"));
    mk_buf_printf(&p->out, "    versionName=%s\n", version ? version : "null");
}

/* frameworks/base BatteryService.dumpInternal() */
static void dump_battery(struct mk_play *p)
{
    mk_buf_printf(&p->out,
                  "Current Battery Service state:\n  AC powered: false\n  USB powered: true\n"
                  "  Wireless powered: false\n  status: 2\n  health: 2\n  present: true\n"
                  "  level: %d\n  scale: 100\n  voltage: 4123\n  temperature: 271\n"
                  "  technology: Li-ion\n",
                  mk_phone_battery(p->x));
}

void mk_play_dumpsys(struct mk_play *p, const struct mk_phantom_words *w)
{
    if (w->n > 1 && mk_span_is(w->w[1], "battery"))
        dump_battery(p);
    else if (w->n > 2 && mk_span_is(w->w[1], "package"))
        dump_package(p, (const char *)w->w[2].p);
    else
        mk_buf_printf(&p->err, "Can't find service: %s\n", w->n > 1 ? (const char *)w->w[1].p : "");
}

void mk_play_pm(struct mk_play *p, const struct mk_phantom_words *w)
{
    json_t *all = phone(p, "packages");
    if (w->n < 3 || !mk_span_is(w->w[1], "list") || !mk_span_is(w->w[2], "packages")) {
        mk_buf_puts(&p->err, "Unknown command\n");
        p->status = 255;
        return;
    }
    bool versions = false;
    for (size_t i = 3; i < w->n; i++)
        versions |= mk_span_is(w->w[i], "--show-versioncode");
    for (void *it = json_object_iter(all); it; it = json_object_iter_next(all, it)) {
        const json_t *v = json_object_iter_value(it);
        mk_buf_printf(&p->out, "package:%s", json_object_iter_key(it));
        if (versions)
            mk_buf_printf(&p->out, " versionCode:%lld",
                          (long long)json_integer_value(json_object_get(v, "code")));
        mk_buf_u8(&p->out, '\n');
    }
}

/* `appops get PACKAGE [OP]`: frameworks/base AppOpsService.onShellCommand(), case "get". */
void mk_play_appops(struct mk_play *p, const struct mk_phantom_words *w)
{
    size_t at = 1, n = 0;
    struct mk_span rest[3];
    for (; at < w->n && n < 3; at++)
        if (mk_span_is(w->w[at], "--user"))
            at++;
        else
            rest[n++] = w->w[at];
    if (n < 2 || !mk_span_is(rest[0], "get")) {
        mk_buf_puts(&p->err, "Error: only appops get is played\n");
        p->status = 255;
        return;
    }
    if (!mk_span_is(rest[1], "com.android.shell")) {
        mk_buf_printf(&p->err, "Error: No UID for %s in user 0\n", (const char *)rest[1].p);
        p->status = 255;
        return;
    }
    if (n < 3) {
        mk_buf_puts(&p->out, "No operations.\n");
        return;
    }
    struct mk_span op = rest[2];
    if (mk_span_starts(op, mk_str("android:")))
        op = mk_span_from(op, 8);
    const char *mode = mk_exercise_operation(p->x, op);
    if (mode)
        mk_buf_printf(&p->out, "%s: %s\n", (const char *)op.p, mode);
    else
        mk_buf_puts(&p->out, "No operations.\nDefault mode: allow\n");
}

static const char *settings_table(struct mk_span name)
{
    return mk_span_is(name, "global")   ? "settings_global"
           : mk_span_is(name, "secure") ? "settings_secure"
           : mk_span_is(name, "system") ? "settings_system"
                                        : NULL;
}

/* `settings [--user 0] get NAMESPACE KEY`, `settings [--user 0] list NAMESPACE` */
void mk_play_settings(struct mk_play *p, const struct mk_phantom_words *words)
{
    struct mk_phantom_words rest = *words, *w = &rest;
    if (w->n > 3 && mk_span_is(w->w[1], "--user") && mk_span_is(w->w[2], "0")) {
        w->n -= 2;
        memmove(w->w + 1, w->w + 3, (w->n - 1) * sizeof *w->w);
    }
    const char *table = w->n > 2 ? settings_table(w->w[2]) : NULL;
    bool get = table && w->n > 3 && mk_span_is(w->w[1], "get");
    sqlite3_stmt *st = NULL;
    struct mk_buf sql;
    if (!get && !(table && mk_span_is(w->w[1], "list"))) {
        mk_buf_puts(&p->err, "Invalid command\n");
        p->status = 255;
        return;
    }
    mk_buf_init(&sql, 256);
    mk_buf_printf(&sql, "SELECT name, value FROM %s WHERE ?1 IS NULL OR name = ?1 ORDER BY name",
                  table);
    const char *text = mk_buf_cstr(&sql);
    int rows = 0;
    if (text && sqlite3_prepare_v2(p->x->db, text, -1, &st, NULL) == SQLITE_OK) {
        if (get)
            sqlite3_bind_text(st, 1, (const char *)w->w[3].p, (int)w->w[3].len, SQLITE_STATIC);
        for (; sqlite3_step(st) == SQLITE_ROW; rows++)
            mk_buf_printf(&p->out, "%s%s%s\n", get ? "" : (const char *)sqlite3_column_text(st, 0),
                          get ? "" : "=", (const char *)sqlite3_column_text(st, 1));
    }
    if (get && !rows)
        mk_buf_puts(&p->out, "null\n");
    sqlite3_finalize(st);
    mk_buf_done(&sql);
}
