#include "parsers/format/conf.h"
#include "parsers/format/text_lines.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define OTHER_MAX ((size_t)64 << 10)
#define COLUMNS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
enum table { DEVICES, NETWORKS, VALUES, PACKAGES };
enum { PACKAGE_COLUMNS = 10, DEVICE_OTHER = 9, NETWORK_OTHER = 11 };
static const struct mk_grid_table tables[] = {
    { "devices", COLUMNS("mac", "name", "alias", "timestamp", "class", "type", "link_key",
                         "link_key_type", "services", "other") },
    { "networks", COLUMNS("ssid", "bssid", "password", "security", "priority", "hidden", "identity",
                          "eap_password", "phase", "wep", "id", "other") },
    { "values", COLUMNS("section", "name", "value") },
    { "packages", COLUMNS("name", "uid", "debuggable", "data_dir", "seinfo", "gids",
                          "profileable_by_shell", "version_code", "profileable", "installer") },
    { 0 },
};

struct key {
    const char *name;
    unsigned column;
};
static const struct key device_keys[] = {
    { "Name", 1 },    { "Aliase", 2 },  { "Alias", 2 },       { "Timestamp", 3 }, { "DevClass", 4 },
    { "DevType", 5 }, { "LinkKey", 6 }, { "LinkKeyType", 7 }, { "Service", 8 },   { 0 },
};
static const struct key network_keys[] = {
    { "ssid", 0 },     { "bssid", 1 },     { "psk", 2 },      { "key_mgmt", 3 },
    { "priority", 4 }, { "scan_ssid", 5 }, { "identity", 6 }, { "password", 7 },
    { "phase2", 8 },   { "wep_key0", 9 },  { "id_str", 10 },  { 0 },
};

struct conf {
    const struct mk_file *file;
    enum table kind; /* DEVICES, NETWORKS or PACKAGES */
    struct mk_text_lines lines;
    struct mk_text_line line;
    bool held; /* the line is to be looked at again */
    struct mk_buf section, other;
    uint32_t done; /* columns of the row in hand that are there */
};

static struct mk_span trim(struct mk_span s)
{
    while (s.len && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = mk_span_from(s, 1);
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static int next_line(struct mk_span *out, struct conf *c, struct mk_grid *g, struct mk_error *e)
{
    int more = c->held ? 1 : mk_text_lines_next(&c->line, &c->lines, e);
    if (more > 0 && !c->held && c->line.dropped)
        mk_grid_remark(g, "a line of more than 1 MiB: read in part");
    c->held = false;
    *out = more > 0 ? trim(c->line.text) : mk_span(NULL, 0);
    return more;
}

static bool pair(struct mk_span *name, struct mk_span *value, struct mk_span line)
{
    const uint8_t *at = line.len ? memchr(line.p, '=', line.len) : NULL;
    if (!at || line.p[0] == '#')
        return false;
    *name = trim(mk_span(line.p, (size_t)(at - line.p)));
    *value = trim(mk_span_from(line, (size_t)(at - line.p) + 1));
    return true;
}

static struct mk_span unquoted(struct mk_span s)
{
    bool quoted = s.len >= 2 && s.p[0] == '"' && s.p[s.len - 1] == '"';
    return quoted ? mk_span(s.p + 1, s.len - 2) : s;
}

/* ---- a section is a row ---- */

static void put_line(struct conf *c, struct mk_grid *g, const struct key *keys, struct mk_span line)
{
    struct mk_span name, value;
    if (pair(&name, &value, line))
        for (; keys->name; keys++)
            if (mk_span_is(name, keys->name) && !(c->done & (uint32_t)1 << keys->column)) {
                c->done |= (uint32_t)1 << keys->column;
                mk_grid_text(g, keys->column, c->kind == NETWORKS ? unquoted(value) : value);
                return;
            }
    if (line.len == 0 || line.p[0] == '#')
        return;
    mk_buf_puts(&c->other, c->other.len ? "\n" : "");
    mk_buf_put(&c->other, line.p, line.len);
}

static void put_other(struct conf *c, struct mk_grid *g, unsigned column)
{
    if (c->other.len)
        mk_grid_text(g, column, mk_buf_span(&c->other));
    if (c->other.len && !mk_buf_ok(&c->other))
        mk_grid_doubt(g, column, "longer than 64 KiB: only the beginning is here");
    else if (!mk_buf_ok(&c->other))
        mk_grid_lost(g, column, "longer than 64 KiB");
}

/* Up to the line that ends it: 1, 0 at the end of the file, -1. */
static int rest_of_section(struct conf *c, struct mk_grid *g, struct mk_error *e)
{
    bool network = c->kind == NETWORKS, again = false;
    struct mk_span line;
    int more;
    mk_buf_clear(&c->other);
    while ((more = next_line(&line, c, g, e)) > 0) {
        again = network ? mk_span_is(line, "network={") : line.len && line.p[0] == '[';
        if (again || (network && mk_span_is(line, "}")))
            break;
        put_line(c, g, network ? network_keys : device_keys, line);
    }
    put_other(c, g, network ? NETWORK_OTHER : DEVICE_OTHER);
    if (network && (more == 0 || again))
        mk_grid_remark(g, "a network has no end: the file is cut off, or damaged");
    c->held = more > 0 && again;
    return more;
}

/* "[aa:bb:cc:dd:ee:ff]" */
static bool is_address(struct mk_span s)
{
    if (s.len != 17)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i] | 0x20;
        bool hex = (s.p[i] >= '0' && s.p[i] <= '9') || (c >= 'a' && c <= 'f');
        if (i % 3 == 2 ? s.p[i] != ':' : !hex)
            return false;
    }
    return true;
}

static int section(struct conf *c, struct mk_grid *g, struct mk_span line, struct mk_error *e)
{
    struct mk_span name = mk_span_from(line, 1);
    name.len -= name.len && name.p[name.len - 1] == ']';
    mk_buf_clear(&c->section);
    mk_buf_put(&c->section, name.p, name.len < OTHER_MAX ? name.len : OTHER_MAX);
    if (!is_address(name) || !mk_grid_wants(g, DEVICES))
        return 1;
    c->done = 0;
    mk_grid_row(g, DEVICES, 0);
    mk_grid_text(g, 0, name);
    return rest_of_section(c, g, e);
}

static void put_value(struct conf *c, struct mk_grid *g, struct mk_span line)
{
    struct mk_span name, value, in = mk_buf_span(&c->section);
    if (line.len == 0 || line.p[0] == '#' || is_address(in) || !mk_grid_wants(g, VALUES))
        return;
    if (!pair(&name, &value, line)) {
        mk_grid_remark(g, "a line is no value: \"%.*s\"", line.len < 80 ? (int)line.len : 80,
                       (const char *)line.p);
        return;
    }
    mk_grid_row(g, VALUES, 0);
    if (in.len)
        mk_grid_text(g, 0, in);
    mk_grid_text(g, 1, name);
    mk_grid_text(g, 2, value);
}

static void package(struct mk_grid *g, struct mk_span line)
{
    unsigned n = 0;
    if (line.len == 0 || !mk_grid_wants(g, PACKAGES))
        return;
    mk_grid_row(g, PACKAGES, 0);
    while (line.len && n < PACKAGE_COLUMNS) {
        const uint8_t *at = n + 1 < PACKAGE_COLUMNS ? memchr(line.p, ' ', line.len) : NULL;
        size_t len = at ? (size_t)(at - line.p) : line.len;
        if (len)
            mk_grid_text(g, n, mk_span(line.p, len));
        n++;
        line = mk_span_from(line, len + 1);
    }
    if (n < 3)
        mk_grid_remark(g, "a line of %u words is no package: kept as its name", n);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct conf *c = u;
    struct mk_span line;
    int more = next_line(&line, c, g, e);
    if (more <= 0)
        return more;
    if (c->kind == PACKAGES) {
        package(g, line);
    } else if (c->kind == DEVICES && line.len && line.p[0] == '[') {
        return section(c, g, line, e);
    } else if (c->kind == NETWORKS && mk_span_is(line, "network={")) {
        c->done = 0;
        if (mk_grid_wants(g, NETWORKS))
            mk_grid_row(g, NETWORKS, 0);
        return rest_of_section(c, g, e);
    } else {
        put_value(c, g, line);
    }
    return 1;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct conf *c = u;
    (void)g;
    mk_text_lines_done(&c->lines);
    mk_buf_clear(&c->section);
    c->held = false;
    return mk_text_lines_open(&c->lines, c->file, e);
}

static void free_conf(void *u)
{
    struct conf *c = u;
    mk_text_lines_done(&c->lines);
    mk_buf_done(&c->section);
    mk_buf_done(&c->other);
    free(c);
}

static const struct mk_grid_ops ops = { start, step, free_conf };

/* False when the name is none of them. */
static bool kind_of(enum table *kind, struct mk_span path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.p[i - 1] == '/') {
            path = mk_span_from(path, i);
            break;
        }
    *kind = mk_span_starts(path, mk_str("bt_config"))        ? DEVICES
            : mk_span_starts(path, mk_str("wpa_supplicant")) ? NETWORKS
            : mk_span_starts(path, mk_str("packages")) && mk_span_ends(path, mk_str(".list"))
                ? PACKAGES
                : VALUES;
    return *kind != VALUES;
}

static int open_conf(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     struct mk_error *e)
{
    struct conf *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "list of lines");
    c->file = file;
    kind_of(&c->kind, cx->path);
    mk_buf_init(&c->section, OTHER_MAX);
    mk_buf_init(&c->other, OTHER_MAX);
    if (mk_grid_new(out, tables, &ops, c, cx->memory_max, e) == 0)
        return 0;
    free_conf(c);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    enum table kind;
    return head.len && kind_of(&kind, path);
}

const struct mk_format mk_format_conf = { "conf", knows, open_conf, mk_grid_close };
