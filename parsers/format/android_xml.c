#include "parsers/format/android_xml.h"
#include "parsers/base/base64.h"
#include "parsers/base/decimal.h"
#include "parsers/base/utf.h"
#include "parsers/format/xml_queue.h"
#include "parsers/table/grid.h"
#include <stdio.h>
#include <stdlib.h>

enum { PACKAGES, NETWORKS, SETTINGS, TASKS };
#define COLUMNS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
static const struct mk_grid_table tables[] = {
    { "packages", COLUMNS("name", "path", "uid", "version_code", "installer", "file_ms",
                          "first_install_ms", "last_update_ms") },
    { "networks", COLUMNS("ssid", "key", "bssid", "password", "mac", "hidden", "ever_connected",
                          "creator", "created", "security") },
    { "settings", COLUMNS("space", "name", "value", "package", "id", "default") },
    { "tasks", COLUMNS("id", "activity", "affinity", "user", "uid", "calling_package", "moved_ms",
                       "first_active_ms", "last_active_ms", "action", "component", "data", "label",
                       "moved") },
    { 0 },
};

static const struct {
    const char *name;
    unsigned column;
    bool hex;
} attributes[] = {
    { "name", 0, false },    { "codePath", 1, false },
    { "userId", 2, false },  { "sharedUserId", 2, false },
    { "version", 3, false }, { "installer", 4, false },
    { "ft", 5, true },       { "it", 6, true },
    { "ut", 7, true },
};

static const char *const values[] = {
    "SSID",       "ConfigKey",        "BSSID",       "PreSharedKey", "RandomizedMacAddress",
    "HiddenSSID", "HasEverConnected", "CreatorName", "CreationTime",
};
enum { SSID, KEY, PASSWORD = 3, SECURITY = 9 };
#define VALUES (sizeof values / sizeof *values)

struct lists {
    const struct mk_file *file;
    struct mk_xml *xml;
    bool network, task; /* inside of one */
    size_t column;      /* of the text to come, VALUES: of none */
    uint32_t done;      /* columns that are there */
    char space[16];     /* of settings: what the file's name says */
};

static bool from_hex(int64_t *out, struct mk_span s)
{
    uint64_t v = 0;
    if (s.len == 0 || s.len > 15)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i] | 0x20;
        bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'f';
        if (!digit && !letter)
            return false;
        v = v << 4 | (uint64_t)(digit ? c - '0' : c - 'a' + 10);
    }
    *out = (int64_t)v;
    return true;
}

static void package(struct mk_grid *g, const struct mk_xml_event *ev)
{
    int64_t v;
    mk_grid_row(g, PACKAGES, 0);
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        struct mk_span s = mk_xml_attr(ev, attributes[i].name);
        if (!s.p)
            continue;
        if (attributes[i].hex && from_hex(&v, s))
            mk_grid_int(g, attributes[i].column, v);
        else
            mk_grid_text(g, attributes[i].column, s);
    }
}

static struct mk_span unquoted(struct mk_span s)
{
    bool quoted = s.len >= 2 && s.p[0] == '"' && s.p[s.len - 1] == '"';
    return quoted ? mk_span(s.p + 1, s.len - 2) : s;
}

/* Behind the SSID in its quotes: "Home"WPA_PSK. */
static void put_security(struct mk_grid *g, struct mk_span key)
{
    const uint8_t *quote = key.len ? memrchr(key.p, '"', key.len) : NULL;
    if (quote)
        mk_grid_text(g, SECURITY, mk_span_from(key, (size_t)(quote - key.p) + 1));
}

static void put_value(struct lists *x, struct mk_grid *g, size_t column, struct mk_span s)
{
    if (x->done & (uint32_t)1 << column)
        return; /* the first one is the network's own */
    x->done |= (uint32_t)1 << column;
    if (column == KEY)
        put_security(g, s);
    mk_grid_text(g, column, column == SSID || column == PASSWORD ? unquoted(s) : s);
}

static void in_network(struct lists *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    struct mk_span name;
    if (ev->what == MK_XML_TEXT) {
        if (x->column < VALUES)
            put_value(x, g, x->column, ev->text);
        return;
    }
    x->column = VALUES;
    if (ev->what == MK_XML_CLOSE)
        return;
    name = mk_xml_attr(ev, "name");
    for (size_t i = 0; i < VALUES; i++)
        if (mk_span_is(name, values[i]))
            x->column = i;
    struct mk_span value = mk_xml_attr(ev, "value");
    if (x->column < VALUES && value.p)
        put_value(x, g, x->column, value);
}

/* A value that no XML can have: base64 of UTF-16, big endian. */
static void put_base64(struct mk_grid *g, size_t column, struct mk_span s)
{
    struct mk_buf bytes, text;
    mk_buf_init(&bytes, MK_XML_TEXT_MAX);
    mk_buf_init(&text, MK_XML_TEXT_MAX * 2);
    bool whole = mk_base64_get(&bytes, s) && bytes.len % 2 == 0;
    size_t lone = mk_utf16_put(&text, mk_buf_span(&bytes), true);
    bool good = whole && mk_buf_ok(&bytes) && mk_buf_ok(&text);
    mk_grid_text(g, column, good ? mk_buf_span(&text) : s);
    if (!good)
        mk_grid_doubt(g, column, "no base64 of UTF-16: as it is stored");
    else if (lone)
        mk_grid_doubt(g, column, "has half of a surrogate pair, shown as U+FFFD");
    mk_buf_done(&bytes);
    mk_buf_done(&text);
}

static void setting(const struct lists *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    static const char *const names[] = { "name", "value", "package", "id", "defaultValue" };
    struct mk_span coded = mk_xml_attr(ev, "valueBase64");
    mk_grid_row(g, SETTINGS, 0);
    if (*x->space)
        mk_grid_text(g, 0, mk_str(x->space));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mk_span s = mk_xml_attr(ev, names[i]);
        if (s.p)
            mk_grid_text(g, i + 1, s);
    }
    if (coded.p)
        put_base64(g, 2, coded);
}

/* Milliseconds; a minus says that the task was put away, not brought to the front. */
static void put_ms(struct mk_grid *g, size_t column, struct mk_span s)
{
    double ms;
    if (mk_decimal_all(&ms, s) && ms > -9e15 && ms < 9e15)
        mk_grid_int(g, column, (int64_t)(ms < 0 ? -ms : ms));
    else
        mk_grid_text(g, column, s);
}

/* The attributes of <task>, and of the <intent> in it that began it, each in its column. */
static void task(struct mk_grid *g, const struct mk_xml_event *ev)
{
    static const char *const names[] = {
        "task_id",         "real_activity",     "affinity",
        "user_id",         "effective_uid",     "calling_package",
        "last_time_moved", "first_active_time", "last_active_time"
    };
    static const char *const intent[] = { "action", "component", "data" };
    enum { MOVED_MS = 6, ACTION = 9, LABEL = 12, MOVED };
    bool begun = mk_span_is(ev->name, "intent") && ev->depth == 2;
    if (ev->depth > 1 && !begun)
        return;
    for (size_t i = 0; i < (begun ? 3 : sizeof names / sizeof *names); i++) {
        struct mk_span s = mk_xml_attr(ev, begun ? intent[i] : names[i]);
        if (s.p && !begun && i >= MOVED_MS)
            put_ms(g, i, s);
        else if (s.p)
            mk_grid_text(g, begun ? ACTION + i : i, s);
    }
    struct mk_span label = mk_xml_attr(ev, "task_description_label");
    struct mk_span moved = mk_xml_attr(ev, names[MOVED_MS]);
    if (!begun && label.p)
        mk_grid_text(g, LABEL, label);
    if (!begun && moved.p)
        mk_grid_text(g, MOVED, mk_str(mk_span_starts(moved, mk_str("-")) ? "back" : "front"));
}

static void one_event(struct lists *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    bool open = ev->what == MK_XML_OPEN, text = ev->what == MK_XML_TEXT;
    if (open && mk_span_is(ev->name, "package") && ev->depth == 2 && mk_grid_wants(g, PACKAGES)) {
        package(g, ev);
    } else if (open && mk_span_is(ev->name, "setting") && mk_grid_wants(g, SETTINGS)) {
        setting(x, g, ev);
    } else if (x->task || (open && mk_span_is(ev->name, "task") && ev->depth == 1 &&
                           mk_grid_wants(g, TASKS))) {
        if (!x->task)
            mk_grid_row(g, TASKS, 0);
        x->task = ev->what != MK_XML_CLOSE || ev->depth > 1;
        if (open)
            task(g, ev);
    } else if (!text && mk_span_is(ev->name, "Network") && mk_grid_wants(g, NETWORKS)) {
        x->network = open;
        x->done = 0;
        x->column = VALUES;
        if (open)
            mk_grid_row(g, NETWORKS, 0);
    } else if (x->network) {
        in_network(x, g, ev);
    }
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct lists *x = u;
    struct mk_xml_event ev;
    int more;
    do { /* a network is a row of many elements: they are all of one step */
        more = mk_xml_next(&ev, x->xml, e);
        if (more > 0)
            one_event(x, g, &ev);
    } while (more > 0 && (x->network || x->task));
    return more;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct lists *x = u;
    (void)g;
    mk_xml_free(x->xml);
    x->xml = NULL;
    x->network = x->task = false;
    return mk_xml_open(&x->xml, x->file, e);
}

static void free_lists(void *u)
{
    struct lists *x = u;
    mk_xml_free(x->xml);
    free(x);
}

static const struct mk_grid_ops ops = { start, step, free_lists };

/* "settings_secure.xml" */
static void name_space(struct lists *x, struct mk_span path)
{
    static const char *const spaces[] = { "global", "secure", "system" };
    const char head[] = "settings_";
    const uint8_t *at = path.len ? memmem(path.p, path.len, head, sizeof head - 1) : NULL;
    for (size_t i = 0; at && i < sizeof spaces / sizeof *spaces; i++)
        if (mk_span_starts(mk_span_from(path, (size_t)(at - path.p) + sizeof head - 1),
                           mk_str(spaces[i])))
            snprintf(x->space, sizeof x->space, "%s", spaces[i]);
}

static int open_lists(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    struct lists *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "document");
    x->file = file;
    name_space(x, cx->path);
    if (mk_grid_new(out, tables, &ops, x, cx->memory_max, e) == 0)
        return 0;
    free_lists(x);
    return -1;
}

static bool has(struct mk_span s, const char *part)
{
    return s.len && memmem(s.p, s.len, part, strlen(part));
}

static bool knows(struct mk_span head, struct mk_span path)
{
    bool xml = has(head, "<") || mk_span_starts(head, mk_str("ABX"));
    return xml &&
           (has(head, "WifiConfigStoreData") || (has(head, "settings") && has(path, "settings_")) ||
            (has(head, "task") && has(path, "_task")) ||
            (has(head, "packages") && has(path, "packages")));
}

const struct mk_format mk_format_android_xml = { "android_xml", knows, open_lists, mk_grid_close };
