#include "parsers/match/hash_set.h"
#include "parsers/match/entity_private.h"
#include <string.h>

/* Sets of known files as lines. */

#define LINE_TEXT ((size_t)1 << 20)

void mk_hash_lines_init(struct mk_hash_lines *l)
{
    *l = (struct mk_hash_lines){ 0 };
    mk_buf_init(&l->text, LINE_TEXT);
}

void mk_hash_lines_done(struct mk_hash_lines *l)
{
    mk_buf_done(&l->text);
}

static bool is_hex(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!mk_is_digit(s.p[i]) && ((s.p[i] | 32) < 'a' || (s.p[i] | 32) > 'f'))
            return false;
    return true;
}

/* Puts it where its length says; false: it is no hash. */
static bool put_hash(struct mk_known *out, struct mk_span hex)
{
    struct mk_span *to = hex.len == 64   ? &out->sha256
                         : hex.len == 40 ? &out->sha1
                         : hex.len == 32 ? &out->md5
                                         : NULL;
    if (!to || !is_hex(hex))
        return false;
    *to = hex;
    return true;
}

/* ---- without columns ---- */

static int bare(struct mk_known *out, struct mk_span line)
{
    size_t n = 0;
    while (n < line.len && mk_is_alnum(line.p[n]))
        n++;
    if (!put_hash(out, mk_span(line.p, n)))
        return -1;
    while (n < line.len && memchr(" \t*,;", line.p[n], 5))
        n++;
    out->name = mk_span_from(line, n);
    return 1;
}

/* ---- columns ---- */

/* The next field at *at, without its quotes, at the end of l->text: from where on. */
static size_t field(struct mk_hash_lines *l, struct mk_span line, size_t *at)
{
    size_t from = l->text.len, i = *at;
    bool quoted = i < line.len && line.p[i] == '"';
    for (i += quoted; i < line.len; i++) {
        if (quoted && line.p[i] == '"') {
            if (i + 1 >= line.len || line.p[i + 1] != '"') {
                quoted = false;
                continue;
            }
            i++;
        } else if (!quoted && line.p[i] == (uint8_t)l->between) {
            break;
        }
        mk_buf_u8(&l->text, line.p[i]);
    }
    *at = i + 1;
    return from;
}

static enum mk_known_field named(struct mk_span s)
{
    static const struct {
        const char *name;
        enum mk_known_field is;
    } names[] = { { "sha256", MK_KNOWN_SHA256 },     { "sha256hash", MK_KNOWN_SHA256 },
                  { "sha1", MK_KNOWN_SHA1 },         { "sha1hash", MK_KNOWN_SHA1 },
                  { "md5", MK_KNOWN_MD5 },           { "md5hash", MK_KNOWN_MD5 },
                  { "filename", MK_KNOWN_NAME },     { "name", MK_KNOWN_NAME },
                  { "file", MK_KNOWN_NAME },         { "path", MK_KNOWN_NAME },
                  { "category", MK_KNOWN_CATEGORY }, { "filesize", MK_KNOWN_SIZE },
                  { "size", MK_KNOWN_SIZE },         { "mediasize", MK_KNOWN_SIZE } };
    char plain[16];
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (mk_is_alnum(s.p[i])) {
            if (n == sizeof plain - 1)
                return MK_KNOWN_NONE;
            plain[n++] = mk_lower(s.p[i]);
        }
    plain[n] = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(plain, names[i].name))
            return names[i].is;
    return MK_KNOWN_NONE;
}

/* Whether the first line names columns, one of them a hash. */
static bool is_header(struct mk_hash_lines *l, struct mk_span line)
{
    bool hash = false;
    const uint8_t *p = line.p;
    size_t n = 0;
    while (n < line.len && !memchr(",;\t", p[n], 3))
        n++;
    l->between = n < line.len ? (char)p[n] : ',';
    for (size_t at = 0, k = 0; at <= line.len && k < MK_KNOWN_COLUMNS; k++) {
        size_t from = field(l, line, &at);
        l->column[k] = (uint8_t)named(mk_span_from(mk_buf_span(&l->text), from));
        hash |= l->column[k] >= MK_KNOWN_SHA256 && l->column[k] <= MK_KNOWN_MD5;
    }
    if (!hash)
        l->between = 0;
    return hash;
}

static void put_field(struct mk_known *out, enum mk_known_field is, struct mk_span s)
{
    struct mk_span *const to[] = { [MK_KNOWN_NAME] = &out->name,
                                   [MK_KNOWN_CATEGORY] = &out->category,
                                   [MK_KNOWN_SIZE] = &out->size };
    if (is >= MK_KNOWN_NAME)
        *to[is] = s;
    else if (is != MK_KNOWN_NONE)
        (void)put_hash(out, s);
}

static int columns(struct mk_known *out, struct mk_hash_lines *l, struct mk_span line)
{
    size_t from[MK_KNOWN_COLUMNS + 1], n = 0;
    for (size_t at = 0; at <= line.len && n < MK_KNOWN_COLUMNS; n++)
        from[n] = field(l, line, &at);
    from[n] = l->text.len;
    if (!mk_buf_ok(&l->text)) {
        mk_buf_done(&l->text); /* a line that is too long is none; the next one may be */
        mk_buf_init(&l->text, LINE_TEXT);
        return -1;
    }
    for (size_t k = 0; k < n; k++) /* the text does not move any more */
        put_field(out, l->column[k], mk_span(l->text.p + from[k], from[k + 1] - from[k]));
    return out->sha256.len || out->sha1.len || out->md5.len ? 1 : -1;
}

int mk_hash_line(struct mk_known *out, struct mk_hash_lines *l, struct mk_span line)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    bool first = !l->begun;
    *out = (struct mk_known){ 0 };
    mk_buf_clear(&l->text);
    if (first && line.len >= 3 && !memcmp(line.p, mark, 3))
        line = mk_span_from(line, 3);
    while (line.len && memchr(" \t\r\n", line.p[line.len - 1], 4))
        line.len--;
    if (!line.len || (line.p[0] == '#' && !l->between))
        return 0;
    l->begun = true;
    if (first && is_header(l, line))
        return 0;
    mk_buf_clear(&l->text);
    return l->between ? columns(out, l, line) : bare(out, line);
}
