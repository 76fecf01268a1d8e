/* Lines of manifests and of fetch.txt. */
#include "firmware/bundle/bag.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/hash.h"
#include "parsers/base/utf.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX ((size_t)256 << 20)

/* ---- paths ---- */

/* Of %XX in a path: LF, CR, and % itself since 1.0. 0: leave it as it stands. */
static uint8_t percent(const struct mk_bag *b, struct mk_span s, size_t at)
{
    uint8_t c;
    size_t n;
    if (at + 3 > s.len || !mk_unhex(&c, 1, &n, mk_span(s.p + at + 1, 2)))
        return 0;
    return c == '\n' || c == '\r' || (c == '%' && b->version >= MK_BAG_1_0) ? c : 0;
}

static void decode(struct mk_buf *out, const struct mk_bag *b, struct mk_span raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        uint8_t c = raw.p[i] == '%' ? percent(b, raw, i) : 0;
        if (c) {
            mk_buf_u8(out, c);
            i += 2;
        } else if (b->latin1) {
            mk_utf8_put(out, raw.p[i]);
        } else {
            mk_buf_u8(out, raw.p[i]);
        }
    }
}

/* What makes a path leave the bag, or be no path; NULL when nothing does. */
static const char *unsafe(struct mk_span p)
{
    size_t from = 0;
    if (!p.len)
        return "an empty path";
    if (memchr(p.p, 0, p.len))
        return "a path with a zero byte";
    if (p.p[0] == '/')
        return "an absolute path";
    if (p.p[0] == '~')
        return "a path to a home folder";
    for (size_t i = 0; i <= p.len; i++) {
        if (i < p.len && p.p[i] != '/')
            continue;
        struct mk_span part = mk_span(p.p + from, i - from);
        if (mk_span_is(part, ".."))
            return "a path out of the bag";
        if (!part.len || mk_span_is(part, "."))
            return "a path that is not in its plain form";
        from = i + 1;
    }
    return NULL;
}

bool mk_bag_path(struct mk_span *out, struct mk_bag *b, const char *where, struct mk_span raw)
{
    struct mk_verify_text t;
    struct mk_buf text;
    mk_buf_init(&text, 1 << 16);
    decode(&text, b, raw);
    struct mk_span p = mk_buf_span(&text);
    bool dot = mk_span_starts(p, mk_str("./"));
    if (dot)
        p = mk_span_from(p, 2);
    bool fits = mk_buf_ok(&text);
    const char *why = fits ? unsafe(p) : "a path that is too long";
    b->no_memory |= !fits && raw.len < (1 << 14);
    if (why)
        mk_bag_say(b, true, "%s: %s: %s", where, why, mk_verify_text(&t, raw));
    else if (dot)
        mk_bag_say(b, false, "warning: %s: starts with ./: %s", where, mk_verify_text(&t, raw));
    *out = (struct mk_span){ 0 };
    if (!why)
        *out = mk_arena_copy(&b->arena, p);
    b->no_memory |= !why && !out->p;
    /* Before 1.0 a percent sign could mean itself: the literal name wins where it is there. */
    if (out->p && b->version < MK_BAG_1_0 && !b->latin1 && mk_bag_find(b, raw))
        *out = mk_bag_find(b, raw)->path;
    mk_buf_done(&text);
    return out->p != NULL;
}

/* ---- manifests ---- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Checksum and path of a line. */
static bool split(struct mk_span *sum, struct mk_span *path, bool *star, struct mk_span line)
{
    size_t n = 0, m;
    while (n < line.len && !is_blank(line.p[n]))
        n++;
    for (m = n; m < line.len && is_blank(line.p[m]);)
        m++;
    *star = m < line.len && line.p[m] == '*'; /* md5sum's mark of binary mode */
    *sum = mk_span(line.p, n);
    *path = mk_span_from(line, m + *star);
    return n > 0 && m > n && path->len > 0;
}

static void add(struct mk_bag *b, size_t list, const char *where, struct mk_span line)
{
    struct mk_span sum, raw, path;
    struct mk_verify_text t;
    struct mk_bag_sum s = { .list = (uint8_t)list };
    bool star, tag = b->lists[list].tag;
    size_t n = 0, want = (size_t)EVP_MD_get_size(b->lists[list].md);
    if (!split(&sum, &raw, &star, line) || !mk_unhex(s.digest, want, &n, sum) || n != want) {
        mk_bag_say(b, true, "%s: not a line of such a manifest: %s", where,
                   mk_verify_text(&t, line));
        return;
    }
    if (star)
        mk_bag_say(b, false, "warning: %s: \"*\" in front of %s", where, mk_verify_text(&t, raw));
    if (!mk_bag_path(&path, b, where, raw))
        return;
    if (tag == mk_span_starts(path, mk_str("data/"))) {
        mk_bag_say(b, true, "%s: %s: %s", where, tag ? "payload in a tag manifest" : "not payload",
                   mk_verify_text(&t, raw));
        return;
    }
    if (tag && mk_span_starts(path, mk_str("tagmanifest-")))
        mk_bag_say(b, b->version >= MK_BAG_1_0, "%s: lists a tag manifest", where);
    struct mk_bag_sum *room = mk_bag_more(b, &b->sums, sizeof *room);
    if (!room)
        return;
    s.path = path;
    s.n = (uint8_t)want;
    *room = s;
}

void mk_bag_manifests(struct mk_bag *b)
{
    for (size_t i = 0; i < b->nlists && !b->no_memory; i++) {
        struct mk_buf text;
        struct mk_span line;
        char where[80];
        size_t at = 0, n = 0;
        mk_buf_init(&text, TEXT_MAX);
        bool ok = mk_bag_read(&text, b, b->lists[i].name, true);
        if (ok && mk_span_starts(mk_buf_span(&text), mk_str("\xef\xbb\xbf")))
            mk_bag_say(b, true, "%s: starts with a byte order mark", b->lists[i].name);
        while (ok && !b->no_memory && mk_bag_line(&line, mk_buf_span(&text), &at)) {
            snprintf(where, sizeof where, "%s, line %zu", b->lists[i].name, ++n);
            if (line.len)
                add(b, i, where, line);
        }
        mk_buf_done(&text);
    }
}

/* ---- fetch.txt ---- */

static int by_span(const void *a, const void *b)
{
    return mk_span_cmp(*(const struct mk_span *)a, *(const struct mk_span *)b);
}

bool mk_bag_in_fetch(const struct mk_bag *b, struct mk_span path)
{
    return b->fetch.n && bsearch(&path, b->fetch.p, b->fetch.n, sizeof path, by_span);
}

/* "<url> <length> <path>"; the length is digits or "-". */
static bool fetch_fields(struct mk_span *path, struct mk_span line)
{
    size_t at = 0;
    while (at < line.len && !is_blank(line.p[at]))
        at++;
    size_t url = at;
    while (at < line.len && is_blank(line.p[at]))
        at++;
    size_t from = at;
    while (at < line.len && line.p[at] >= '0' && line.p[at] <= '9')
        at++;
    if (at == from && at < line.len && line.p[at] == '-')
        at++;
    size_t to = at;
    while (at < line.len && is_blank(line.p[at]))
        at++;
    *path = mk_span_from(line, at);
    return url > 0 && from > url && to > from && at > to && path->len > 0;
}

static void fetch_line(struct mk_bag *b, const char *where, struct mk_span line)
{
    struct mk_span raw, path;
    struct mk_verify_text t;
    if (!fetch_fields(&raw, line)) {
        mk_bag_say(b, true, "%s: not \"<url> <length> <path>\": %s", where,
                   mk_verify_text(&t, line));
        return;
    }
    if (!mk_bag_path(&path, b, where, raw))
        return;
    if (!mk_span_starts(path, mk_str("data/"))) {
        mk_bag_say(b, true, "%s: not payload: %s", where, mk_verify_text(&t, raw));
        return;
    }
    struct mk_span *room = mk_bag_more(b, &b->fetch, sizeof *room);
    if (room)
        *room = path;
}

void mk_bag_fetch(struct mk_bag *b)
{
    struct mk_buf text;
    struct mk_span line;
    char where[40];
    size_t at = 0, n = 0;
    mk_buf_init(&text, TEXT_MAX);
    if (mk_bag_read(&text, b, "fetch.txt", false)) {
        while (!b->no_memory && mk_bag_line(&line, mk_buf_span(&text), &at)) {
            snprintf(where, sizeof where, "fetch.txt, line %zu", ++n);
            if (line.len)
                fetch_line(b, where, line);
        }
        mk_bag_say(b, false, "fetch.txt: %zu files were to be fetched; nothing is fetched here",
                   b->fetch.n);
    }
    if (b->fetch.n)
        qsort(b->fetch.p, b->fetch.n, sizeof(struct mk_span), by_span);
    mk_buf_done(&text);
}
