#include "parsers/format/printed_private.h"
#include <stdio.h>
#include <stdlib.h>

#define PARCEL_MAX ((size_t)4096)
#define COLUMNS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
enum { NAME, PATH, INSTALLER, VERSION_CODE, UID };
static const struct mk_grid_table tables[] = {
    { "packages", COLUMNS("name", "path", "installer", "version_code", "uid") },
    { "users", COLUMNS("number", "name", "flags", "managed", "running") },
    { "facts", COLUMNS("name", "value") },
    { "owners", COLUMNS("user", "admin", "kinds") },
    { "sim_contacts", COLUMNS("name", "number", "emails") },
    { "deleted", COLUMNS("contact", "deleted_ms") },
    { 0 },
};

/* ---- lines ---- */

static bool package(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    static const struct {
        const char *head;
        unsigned column;
    } more[] = { { "versionCode:", VERSION_CODE }, { "installer=", INSTALLER }, { "uid:", UID } };
    struct mk_span rest, value;
    (void)p;
    if (!behind(&rest, line, "package:"))
        return false;
    struct mk_span first = next_word(&rest);
    size_t at = find_last(first, '=');
    if (!first.len || at + 1 == first.len)
        return false;
    mk_grid_row(g, PACKAGES, 0);
    if (at < first.len)
        mk_grid_text(g, PATH, mk_span(first.p, at));
    mk_grid_text(g, NAME, at < first.len ? mk_span_from(first, at + 1) : first);
    for (struct mk_span word; (word = next_word(&rest)).len;)
        for (size_t i = 0; i < sizeof more / sizeof *more; i++)
            if (behind(&value, word, more[i].head) && value.len && !mk_span_is(value, "null"))
                mk_grid_text(g, more[i].column, value);
    return true;
}

static bool user(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    struct mk_span rest;
    uint32_t number, flags;
    (void)p;
    if (mk_span_is(line, "Users:"))
        return true;
    size_t end = find_last(line, '}');
    if (!behind(&rest, line, "UserInfo{") || end == line.len)
        return false;
    struct mk_span tail = trim(mk_span_from(line, end + 1));
    rest.len = rest.len - (line.len - end);
    size_t first = find(rest, ':'), last = find_last(rest, ':');
    if (first == last || !is_number(&number, mk_span(rest.p, first), 10) ||
        !is_number(&flags, mk_span_from(rest, last + 1), 16))
        return false;
    mk_grid_row(g, USERS, 0);
    mk_grid_int(g, 0, number);
    mk_grid_text(g, 1, mk_span(rest.p + first + 1, last - first - 1));
    mk_grid_text(g, 2, mk_span_from(rest, last + 1));
    mk_grid_int(g, 3, (flags & 0x20) != 0);
    mk_grid_int(g, 4, mk_span_is(tail, "running"));
    return true;
}

static bool battery(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    char name[80];
    size_t at = find(line, ':');
    struct mk_span value = trim(mk_span_from(line, at + 1));
    (void)p;
    if (at == line.len || at > 60)
        return false;
    if (!value.len) /* a heading */
        return true;
    snprintf(name, sizeof name, "battery %.*s", (int)at, (const char *)line.p);
    mk_grid_row(g, FACTS, 0);
    mk_grid_text(g, 0, mk_str(name));
    mk_grid_text(g, 1, value);
    return true;
}

/* "User  0: admin=com.x/.Admin,DeviceOwner,Affiliated"; "1 owner:" and "no owners" stand alone. */
static bool owner(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    struct mk_span rest, admin;
    uint32_t number;
    (void)p;
    if (mk_span_ends(line, mk_str("owners")) || mk_span_ends(line, mk_str("owners:")) ||
        mk_span_ends(line, mk_str("owner:")))
        return true;
    if (!behind(&rest, line, "User"))
        return false;
    size_t colon = find(rest, ':');
    struct mk_span digits = trim(mk_span(rest.p, colon));
    if (colon == rest.len || !is_number(&number, digits, 10) ||
        !behind(&admin, trim(mk_span_from(rest, colon + 1)), "admin="))
        return false;
    size_t comma = find(admin, ',');
    mk_grid_row(g, OWNERS, 0);
    mk_grid_int(g, 0, number);
    mk_grid_text(g, 1, mk_span(admin.p, comma));
    if (comma < admin.len)
        mk_grid_text(g, 2, mk_span_from(admin, comma + 1));
    return true;
}

/* ---- a parcel ---- */

static bool hex_word(struct mk_printed *p, struct mk_span word)
{
    uint32_t v;
    if (word.len != 8 || !is_number(&v, word, 16))
        return false;
    mk_buf_u32le(&p->parcel, v);
    return mk_buf_ok(&p->parcel);
}

static void put_parcel(struct mk_printed *p, struct mk_grid *g)
{
    struct mk_span b = mk_buf_span(&p->parcel);
    char text[64];
    uint32_t code, n;
    if (b.len < 8)
        return;
    code =
        (uint32_t)b.p[0] | (uint32_t)b.p[1] << 8 | (uint32_t)b.p[2] << 16 | (uint32_t)b.p[3] << 24;
    n = (uint32_t)b.p[4] | (uint32_t)b.p[5] << 8 | (uint32_t)b.p[6] << 16 | (uint32_t)b.p[7] << 24;
    if (code || n == 0 || n >= sizeof text || b.len < 8 + (size_t)n * 2) {
        mk_grid_remark(g, "the reply holds no identity");
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint8_t low = b.p[8 + 2 * i], high = b.p[9 + 2 * i];
        if (high || low < 0x20 || low > 0x7e) {
            mk_grid_remark(g, "the reply holds no plain text");
            return;
        }
        text[i] = (char)low;
    }
    mk_grid_row(g, FACTS, 0);
    mk_grid_text(g, 0, mk_str("IMEI"));
    mk_grid_text(g, 1, mk_span(text, n));
}

/* "  0x00000000: 00000000 0000000f 00350033 00300038 '........3.5.8.0.'", and the last ends ")". */
static bool parcel(struct mk_printed *p, struct mk_grid *g, struct mk_span line)
{
    size_t paren = find(line, '('), equals = find(line, '=');
    if (equals < line.len) { /* "Device ID = 356938035643809", as Android 4 dumps it */
        mk_grid_row(g, FACTS, 0);
        mk_grid_text(g, 0, trim(mk_span(line.p, equals)));
        mk_grid_text(g, 1, trim(mk_span_from(line, equals + 1)));
        return true;
    }
    if (mk_span_is(line, "Phone Subscriber Info:"))
        return true;
    if (mk_span_starts(line, mk_str("Result: Parcel(")))
        line = mk_span_from(line, paren + 1);
    if (mk_span_starts(line, mk_str("0x")))
        line = mk_span_from(line, find(line, ':') + 1);
    size_t end = find(line, ')');
    struct mk_span words = mk_span(line.p, end);
    words.len = find(words, '\'');
    for (struct mk_span word; (word = next_word(&words)).len;)
        if (!hex_word(p, word))
            return false;
    if (end < line.len)
        put_parcel(p, g);
    return true;
}

/* ---- the format ---- */

static const struct mk_printed_kind {
    const char *name; /* what the file's name begins with */
    enum mk_printed_table table;
    const char *is; /* what a line should be */
    bool (*line)(struct mk_printed *p, struct mk_grid *g, struct mk_span line);
} kinds[] = {
    { "packages", PACKAGES, "package", package },
    { "users", USERS, "user", user },
    { "dumpsys_battery", FACTS, "value", battery },
    { "owners", OWNERS, "owner", owner },
    { "iphonesubinfo", FACTS, "reply", parcel },
    { "icc_adn", SIM_CONTACTS, "row", mk_printed_sim_contact },
    { "deleted_contacts", DELETED, "row", mk_printed_deleted_contact },
};

static struct mk_span base_of(struct mk_span path)
{
    size_t at = find_last(path, '/');
    return at < path.len ? mk_span_from(path, at + 1) : path;
}

static const struct mk_printed_kind *kind_of(struct mk_span path)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (mk_span_starts(base_of(path), mk_str(kinds[i].name)))
            return &kinds[i];
    return NULL;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_printed *p = u;
    (void)g;
    mk_text_lines_done(&p->lines);
    mk_buf_clear(&p->parcel);
    return mk_text_lines_open(&p->lines, p->file, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct mk_printed *p = u;
    struct mk_text_line line;
    int more = mk_text_lines_next(&line, &p->lines, e);
    struct mk_span text = more > 0 ? trim(line.text) : mk_span(NULL, 0);
    if (more <= 0 || !text.len || !mk_grid_wants(g, p->kind->table))
        return more;
    if (!p->kind->line(p, g, text))
        mk_grid_remark(g, "a line is no %s: \"%.*s\"", p->kind->is,
                       text.len < 80 ? (int)text.len : 80, (const char *)text.p);
    return more;
}

static void free_printed(void *u)
{
    struct mk_printed *p = u;
    mk_text_lines_done(&p->lines);
    mk_buf_done(&p->parcel);
    free(p);
}

static const struct mk_grid_ops ops = { start, step, free_printed };

static int open_printed(struct mk_tables *out, const struct mk_file *file,
                        const struct mk_context *cx, struct mk_error *e)
{
    struct mk_printed *p = calloc(1, sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "printed");
    p->file = file;
    p->kind = kind_of(cx->path);
    mk_buf_init(&p->parcel, PARCEL_MAX);
    if (!p->kind)
        p->kind = kinds; /* given by itself under another name: lines of packages */
    if (mk_grid_new(out, tables, &ops, p, cx->memory_max, e) == 0)
        return 0;
    free_printed(p);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    return head.len && kind_of(path);
}

const struct mk_format mk_format_printed = { "printed", knows, open_printed, mk_grid_close };
