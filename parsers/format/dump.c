#include "parsers/format/dump_private.h"
#include "parsers/source/container.h"
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX ((size_t)64 << 10)

#define COLUMNS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
static const struct mk_grid_table tables[] = {
    { "properties", COLUMNS("name", "value") },
    { "settings", COLUMNS("space", "name", "value") },
    { "processes", COLUMNS("user", "pid", "ppid", "state", "name") },
    { "packages", COLUMNS("name", "uid", "path", "data_dir", "version_code", "version", "installer",
                          "first_install", "last_update", "flags", "hidden", "_row") },
    { "permissions", COLUMNS("package_row", "name", "kind", "granted") },
    { "ops", COLUMNS("uid", "package", "op", "mode", "_row") },
    { "op_uses", COLUMNS("op_row", "what", "state", "time", "more") },
    { "statements", COLUMNS("pid", "package", "path", "time", "action", "sql") },
    { "adb_keys", COLUMNS("place", "key", "owner", "last_connected") },
    { "accessibility", COLUMNS("state", "component") },
    { 0 },
};

/* ---- spans ---- */

bool mk_dump_starts(struct mk_span s, const char *head)
{
    return mk_span_starts(s, mk_str(head));
}

size_t mk_dump_find(struct mk_span s, const char *part)
{
    const uint8_t *at = s.len ? memmem(s.p, s.len, part, strlen(part)) : NULL;
    return at ? (size_t)(at - s.p) : s.len;
}

bool mk_dump_between(struct mk_span *out, struct mk_span s, const char *open, char close)
{
    size_t at = mk_dump_find(s, open);
    struct mk_span rest = mk_span_from(s, at + strlen(open));
    const uint8_t *end = at < s.len && rest.len ? memchr(rest.p, close, rest.len) : NULL;
    if (!end)
        return false;
    *out = mk_span(rest.p, (size_t)(end - rest.p));
    return true;
}

struct mk_span mk_dump_trim(struct mk_span s)
{
    while (s.len && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = mk_span_from(s, 1);
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
        s.len--;
    return s;
}

void mk_dump_keep(struct mk_buf *b, struct mk_span s)
{
    mk_buf_clear(b);
    mk_buf_put(b, s.p, s.len < TEXT_MAX ? s.len : TEXT_MAX);
}

void mk_dump_put(struct mk_grid *g, size_t column, struct mk_span s)
{
    if (s.len)
        mk_grid_text(g, column, s);
}

/* ---- which part ---- */

static const struct {
    const char *line;
    enum mk_dump_part part;
    bool exact;
} marks[] = {
    { "Packages:", MK_PART_PACKAGES, true },
    { "Hidden system packages:", MK_PART_PACKAGES, true },
    { "Current AppOps Service state:", MK_PART_OPS, true },
    { "Current App Ops state:", MK_PART_OPS, true },
    { "Applications Database Info:", MK_PART_DATABASES, true },
    { "ADB MANAGER STATE", MK_PART_ADB, false },
    { "ACCESSIBILITY MANAGER", MK_PART_ACCESSIBILITY, false },
    { "DUMP OF SERVICE", MK_PART_NONE, false },
    { "------ ", MK_PART_NONE, false }, /* between the tools of a bug report */
};

static bool is_mark(enum mk_dump_part *part, struct mk_span line)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (mk_dump_starts(line, marks[i].line) &&
            (!marks[i].exact || line.len == strlen(marks[i].line))) {
            *part = marks[i].part;
            return true;
        }
    return false;
}

static void set_part(struct mk_dump *d, enum mk_dump_part part, struct mk_span line)
{
    d->part = part;
    d->mode = 0;
    d->open = false;
    d->hidden = mk_dump_starts(line, "Hidden");
    for (size_t i = 0; i < 3; i++)
        mk_buf_clear(&d->text[i]);
}

/* In a file of nothing else every line counts. */
static void not_one(const struct mk_dump *d, struct mk_grid *g, const char *what)
{
    mk_grid_remark(g, "line %llu is no %s", (unsigned long long)d->number, what);
}

static void property(const struct mk_dump *d, struct mk_grid *g, struct mk_span line)
{
    size_t at = mk_dump_find(line, "]: [");
    bool whole = at < line.len && line.p[line.len - 1] == ']';
    bool is_one = line.len >= 6 && line.p[0] == '[' && at < line.len;
    if (!mk_grid_wants(g, MK_DUMP_PROPERTIES))
        return;
    if (!is_one && d->only_properties && line.len)
        not_one(d, g, "property");
    if (!is_one)
        return;
    mk_grid_row(g, MK_DUMP_PROPERTIES, 0);
    mk_grid_text(g, 0, mk_span(line.p + 1, at - 1));
    struct mk_span value = mk_span_from(line, at + 4);
    value.len -= whole && value.len;
    mk_grid_text(g, 1, value);
    if (!whole)
        mk_grid_doubt(g, 1, "goes on in the next line: only its first is here");
}

static void setting(const struct mk_dump *d, struct mk_grid *g, struct mk_span line)
{
    size_t at = mk_dump_find(line, "=");
    if (!mk_grid_wants(g, MK_DUMP_SETTINGS))
        return;
    if ((at == 0 || at == line.len) && line.len)
        not_one(d, g, "setting");
    if (at == 0 || at == line.len)
        return;
    mk_grid_row(g, MK_DUMP_SETTINGS, 0);
    mk_grid_text(g, 0, mk_str(d->space));
    mk_grid_text(g, 1, mk_span(line.p, at));
    mk_grid_text(g, 2, mk_span_from(line, at + 1));
}

/* False when it is the first line of something else. */
static bool take(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l)
{
    switch (d->part) {
    case MK_PART_NONE:
        property(d, g, l->whole);
        return true;
    case MK_PART_SETTINGS:
        setting(d, g, l->whole);
        return true;
    case MK_PART_PROCESSES:
        return mk_dump_process(d, g, l);
    case MK_PART_PACKAGES:
        return mk_dump_package(d, g, l);
    case MK_PART_OPS:
        return mk_dump_op(d, g, l);
    case MK_PART_DATABASES:
        return mk_dump_statement(d, g, l);
    case MK_PART_ADB:
        return mk_dump_adb(d, g, l);
    case MK_PART_ACCESSIBILITY:
        break;
    }
    return mk_dump_accessibility(d, g, l);
}

static void one_line(struct mk_dump *d, struct mk_grid *g, struct mk_span whole)
{
    enum mk_dump_part part;
    struct mk_dump_line l = { .whole = whole };
    while (l.indent < whole.len && whole.p[l.indent] == ' ')
        l.indent++;
    l.text = mk_dump_trim(whole);
    if (is_mark(&part, whole)) {
        set_part(d, part, whole);
        return;
    }
    if (d->part == MK_PART_NONE && mk_dump_is_ps(d, whole)) {
        set_part(d, MK_PART_PROCESSES, whole);
        return;
    }
    if (!take(d, g, &l))
        set_part(d, MK_PART_NONE, whole);
}

/* A row of a package is filled from many lines: a package is a step. */
static bool is_next_package(const struct mk_dump *d, struct mk_span line)
{
    return d->part == MK_PART_PACKAGES && d->open && mk_dump_starts(line, "  Package [");
}

static int next_line(struct mk_dump *d, struct mk_error *e)
{
    int more = d->held ? 1 : mk_text_lines_next(&d->line, &d->lines, e);
    d->number += more > 0 && !d->held;
    d->held = false;
    return more;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_dump *d = u;
    int more, n = 0;
    do {
        more = next_line(d, e);
        if (more > 0 && n++ && is_next_package(d, d->line.text)) {
            d->held = true;
            return 1;
        }
        if (more > 0)
            one_line(d, g, d->line.text);
        if (more > 0 && d->line.dropped)
            mk_grid_remark(g, "line %llu is longer than 1 MiB: read in part",
                           (unsigned long long)d->number);
    } while (more > 0 && d->part == MK_PART_PACKAGES);
    return more;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_dump *d = u;
    (void)g;
    mk_text_lines_done(&d->lines);
    set_part(d, d->first, mk_span(NULL, 0));
    d->row = 0;
    d->number = 0;
    d->held = false;
    return mk_text_lines_open(&d->lines, d->file, e);
}

static void free_dump(void *u)
{
    struct mk_dump *d = u;
    mk_text_lines_done(&d->lines);
    for (size_t i = 0; i < 3; i++)
        mk_buf_done(&d->text[i]);
    free(d);
}

static struct mk_span base_of(struct mk_span path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.p[i - 1] == '/')
            return mk_span_from(path, i);
    return path;
}

/* "settings_secure.txt" */
static void name_space(struct mk_dump *d, struct mk_span path)
{
    struct mk_span base = base_of(path);
    d->only_properties = mk_dump_starts(base, "getprop");
    if (!mk_dump_starts(base, "settings_"))
        return;
    base = mk_span_from(base, 9);
    base.len = mk_dump_find(base, ".");
    d->first = MK_PART_SETTINGS;
    snprintf(d->space, sizeof d->space, "%.*s", base.len < sizeof d->space ? (int)base.len : 0,
             (const char *)base.p);
}

static const struct mk_grid_ops ops = { start, step, free_dump };

static int open_dump(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     struct mk_error *e)
{
    struct mk_dump *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "dump");
    d->file = file;
    for (size_t i = 0; i < 3; i++)
        mk_buf_init(&d->text[i], TEXT_MAX);
    name_space(d, cx->path);
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free_dump(d);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    static const char *const names[] = { "getprop",   "ps.",       "ps_",
                                         "processes", "settings_", "dumpsys" };
    struct mk_span base = base_of(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_dump_starts(base, names[i]) && head.len)
            return true;
    return mk_dump_find(head, "DUMP OF SERVICE ") < head.len;
}

const struct mk_format mk_format_dump = { "dump", knows, open_dump, mk_grid_close };
