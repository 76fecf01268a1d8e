#include "parsers/format/usage_private.h"
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX ((size_t)64 << 10)
#define COLUMNS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        "interval", "begin", __VA_ARGS__, NULL                                                     \
    }
#define OWN(...)                                                                                   \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
static const struct mk_grid_table tables[] = {
    { "packages", COLUMNS("package", "token", "last_used", "last_used_raw", "last_used_unit",
                          "active_ms", "last_event", "launches", "last_service", "service_ms",
                          "last_visible", "visible_ms", "last_component") },
    { "choosers", COLUMNS("package", "token", "action", "action_token", "category",
                          "category_token", "count") },
    { "configurations", COLUMNS("last_active", "last_active_raw", "last_active_unit", "active_ms",
                                "count", "active", "config") },
    { "events",
      COLUMNS("package", "token", "class", "class_token", "time", "time_raw", "time_unit", "type",
              "flags", "shortcut", "shortcut_token", "bucket", "channel", "channel_token",
              "instance", "root_package", "root_package_token", "root_class", "root_class_token",
              "locus", "locus_token", "pending", "config") },
    { "totals", COLUMNS("what", "count", "duration_ms") },
    { "uses", OWN("package", "time") },
    { "tokens", OWN("token", "name", "texts") },
    { 0 },
};

void mk_usage_row(const struct mk_usage *x, struct mk_grid *g, enum mk_usage_table table)
{
    char iso[MK_ISO_MAX];
    mk_grid_row(g, table, 0);
    if (*x->interval)
        mk_grid_text(g, MK_U_INTERVAL, mk_str(x->interval));
    if (mk_pooled_time(iso, &x->p, 0))
        mk_grid_text(g, MK_U_BEGIN, mk_str(iso));
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_usage *x = u;
    if (x->form != MK_USAGE_MAPPINGS && !x->p.has_begin)
        mk_grid_remark(g, "the file's name has no time: offsets from it stay as they are");
    if (x->unnamed)
        mk_grid_remark(g, "the names of packages could not all be read from the file mappings");
    if (x->form != MK_USAGE_XML)
        return mk_pooled_read(&x->p, x->file, x->form == MK_USAGE_POOLED ? 2 : 0, e);
    mk_xml_free(x->xml);
    x->xml = NULL;
    mk_buf_clear(&x->package);
    mk_buf_clear(&x->action);
    return mk_xml_open(&x->xml, x->file, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_usage *x = u;
    if (mk_grid_wants(g, MK_USAGE_TOKENS) != (x->form == MK_USAGE_MAPPINGS))
        return 0; /* those of the other kind of file */
    return x->form == MK_USAGE_XML ? mk_usage_step_xml(x, g, e) : mk_usage_step_proto(x, g, e);
}

static void free_usage(void *u)
{
    struct mk_usage *x = u;
    mk_pooled_done(&x->p);
    mk_pooled_done(&x->mappings);
    mk_xml_free(x->xml);
    mk_buf_done(&x->package);
    mk_buf_done(&x->action);
    free(x);
}

static const struct mk_grid_ops ops = { start, step, free_usage };

/* The last part of the path, which is taken off it. */
static struct mk_span last_part(struct mk_span *path)
{
    size_t at = path->len;
    while (at > 0 && path->p[at - 1] != '/')
        at--;
    struct mk_span part = mk_span_from(*path, at);
    path->len = at > 0 ? at - 1 : 0;
    return part;
}

/* The first number of at least ten digits: "1700000000000", "1700000000000.bak". */
static void begin_of(struct mk_usage *x, struct mk_span name)
{
    size_t n = 0;
    int64_t v = 0;
    for (size_t i = 0; i <= name.len; i++) {
        bool digit = i < name.len && name.p[i] >= '0' && name.p[i] <= '9';
        if (!digit && n >= 10 && n <= 15) {
            x->p.has_begin = true;
            x->p.begin_ms = v;
            return;
        }
        n = digit ? n + 1 : 0;
        v = digit && n <= 15 ? v * 10 + (name.p[i] - '0') : 0;
    }
}

static void name_file(struct mk_usage *x, struct mk_span path)
{
    static const char *const intervals[] = { "daily", "weekly", "monthly", "yearly" };
    begin_of(x, last_part(&path));
    struct mk_span folder = last_part(&path);
    for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
        if (mk_span_is(folder, intervals[i]))
            snprintf(x->interval, sizeof x->interval, "%s", intervals[i]);
}

static bool is_xml(struct mk_span head)
{
    return mk_span_starts(head, mk_str("<")) || mk_span_starts(head, mk_str("ABX"));
}

static bool is_mappings(struct mk_span path)
{
    struct mk_span name = last_part(&path);
    return mk_span_starts(name, mk_str("mappings"));
}

static enum mk_usage_form form_of(struct mk_span head, struct mk_span path)
{
    struct mk_cursor c = mk_cur(head);
    struct mk_proto_field f;
    if (is_xml(head))
        return MK_USAGE_XML;
    if (is_mappings(path))
        return MK_USAGE_MAPPINGS;
    while (mk_proto_next(&f, &c))
        if (f.number == 2)
            return f.wire == MK_PROTO_BYTES ? MK_USAGE_POOLED : MK_USAGE_TOKENED;
    /* Field 2 of Android 10 is the first that is written, and can be longer than the head. */
    c = mk_cur(head);
    for (size_t at = 0; at < 4 && mk_cur_ok(&c) && mk_cur_left(&c); at++) {
        uint64_t tag = mk_cur_varint(&c);
        if (tag == (2 << 3 | MK_PROTO_BYTES))
            return MK_USAGE_POOLED;
        if ((tag & 7) != MK_PROTO_VARINT)
            break;
        mk_cur_varint(&c);
    }
    return MK_USAGE_TOKENED;
}

static int open_usage(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    uint8_t head[4096];
    size_t got = 0;
    struct mk_usage *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "usage statistics");
    mk_pooled_init(&x->p);
    mk_pooled_init(&x->mappings);
    mk_buf_init(&x->package, TEXT_MAX);
    mk_buf_init(&x->action, TEXT_MAX);
    x->file = file;
    name_file(x, cx->path);
    if (file->pread(file->u, 0, head, sizeof head, &got, e) == 0) {
        x->form = form_of(mk_span(head, got), cx->path);
        if (x->form == MK_USAGE_TOKENED && cx->beside)
            mk_usage_read_mappings(x, cx->beside);
        if (mk_grid_new(out, tables, &ops, x, cx->memory_max, e) == 0)
            return 0;
    }
    free_usage(x);
    return -1;
}

/* Its first field has one of the numbers that are there. */
static bool knows(struct mk_span head, struct mk_span path)
{
    if (is_xml(head))
        return head.p[0] == 'A' || memmem(head.p, head.len, "<usagestats", 11) != NULL;
    uint8_t number = head.len ? head.p[0] >> 3 : 0, wire = head.len ? head.p[0] & 7 : 7;
    if (is_mappings(path))
        return (number == 1 && wire == 0) || (number == 2 && wire == 2);
    bool list = number >= 10 && number <= 13 && wire == 2;
    return (number >= 1 && number <= 4 && (wire == 0 || (wire == 2 && number == 2))) || list;
}

const struct mk_format mk_format_usage_stats = { "usage_stats", knows, open_usage, mk_grid_close };
