/*
 * A line of index.jsonl without a reader of JSON: most lines are flat objects of texts and whole
 * numbers, without a backslash. Reading them as anything that JSON can be took longer than all
 * hashes of the tree over them. What is not of this form is for the reader of JSON; so is what is
 * wrong, which that can name.
 */
#include "firmware/bundle/index.h"
#include "parsers/base/utf.h"

#define MEMBERS_MAX 32
#define DIGITS_MAX  18

static bool take(struct mk_span *rest, uint8_t c)
{
    if (!rest->len || rest->p[0] != c)
        return false;
    *rest = mk_span_from(*rest, 1);
    return true;
}

static bool text(struct mk_span *out, struct mk_span *rest)
{
    size_t n = 0;
    if (!take(rest, '"'))
        return false;
    while (n < rest->len && rest->p[n] != '"' && rest->p[n] != '\\' && rest->p[n] >= ' ')
        n++;
    *out = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n);
    return take(rest, '"') && mk_utf8_valid(*out) == n;
}

static bool digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool whole_number(int64_t *out, struct mk_span *rest)
{
    bool minus = take(rest, '-');
    size_t n = 0;
    for (*out = 0; n < rest->len && n < DIGITS_MAX && digit(rest->p[n]); n++)
        *out = *out * 10 + (rest->p[n] - '0');
    if (n == 0 || (n < rest->len && digit(rest->p[n])) || (n > 1 && rest->p[0] == '0'))
        return false;
    *out = minus ? -*out : *out;
    *rest = mk_span_from(*rest, n);
    return true;
}

static bool keep(struct mk_index_plain *out, struct mk_span key, struct mk_span *rest)
{
    const struct {
        const char *key;
        struct mk_span *to;
    } texts[] = { { "file", &out->file },
                  { "sha256", &out->sha256 },
                  { "mtime", &out->mtime },
                  { "taken", &out->taken },
                  { "role", &out->role } };
    struct mk_span *to = NULL, other;
    int64_t n;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (mk_span_is(key, texts[i].key))
            to = texts[i].to;
    if (to || (rest->len && rest->p[0] == '"'))
        return text(to ? to : &other, rest);
    if (!whole_number(&n, rest))
        return false;
    if (mk_span_is(key, "bytes"))
        out->bytes = n;
    return true;
}

bool mk_index_plain(struct mk_index_plain *out, struct mk_span line)
{
    struct mk_span keys[MEMBERS_MAX], rest = line;
    *out = (struct mk_index_plain){ .bytes = -1 };
    if (!take(&rest, '{'))
        return false;
    for (size_t n = 0; n < MEMBERS_MAX; n++) {
        if (!text(&keys[n], &rest) || !take(&rest, ':') || !keep(out, keys[n], &rest))
            return false;
        for (size_t i = 0; i < n; i++)
            if (mk_span_eq(keys[i], keys[n]))
                return false;
        if (take(&rest, '}'))
            return rest.len == 0 && out->file.p && out->sha256.p && out->bytes >= 0;
        if (!take(&rest, ','))
            return false;
    }
    return false;
}
