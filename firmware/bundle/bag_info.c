/* bag-info.txt: all that can be held against the bag is Payload-Oxum. */
#include "firmware/bundle/bag.h"
#include "firmware/bundle/verify.h"
#include <strings.h>

static bool number(uint64_t *out, struct mk_span s)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, s.p[i] - '0', out))
            return false;
    return s.len > 0;
}

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = mk_span_from(s, 1);
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static void oxum(struct mk_bag *b, const char *name, struct mk_span value)
{
    const struct mk_bag_file *f = b->files.p;
    const uint8_t *dot = value.len ? memchr(value.p, '.', value.len) : NULL;
    size_t at = dot ? (size_t)(dot - value.p) : 0;
    uint64_t bytes, files, have = 0, n = 0;
    if (!dot || !number(&bytes, mk_span(value.p, at)) ||
        !number(&files, mk_span_from(value, at + 1))) {
        mk_bag_say(b, true, "%s: Payload-Oxum is not <bytes>.<files>", name);
        return;
    }
    for (size_t i = 0; i < b->files.n; i++)
        if (mk_span_starts(f[i].path, mk_str("data/"))) {
            have += f[i].size;
            n++;
        }
    if (have != bytes || n + b->excused != files)
        mk_bag_say(b, true, "%s: Payload-Oxum is %llu.%llu, but there are %llu.%llu", name,
                   (unsigned long long)bytes, (unsigned long long)files, (unsigned long long)have,
                   (unsigned long long)n);
}

void mk_bag_oxum(struct mk_bag *b)
{
    const char *name = b->version < 94 ? "package-info.txt" : "bag-info.txt";
    static const char label[] = "Payload-Oxum";
    struct mk_buf text;
    struct mk_span line;
    size_t at = 0, n = 0, oxums = 0;
    mk_buf_init(&text, 64 << 20);
    if (mk_bag_read(&text, b, name, false))
        while (mk_bag_line(&line, mk_buf_span(&text), &at)) {
            const uint8_t *colon = line.len ? memchr(line.p, ':', line.len) : NULL;
            bool folded = line.len && (line.p[0] == ' ' || line.p[0] == '\t');
            n++;
            if (line.len && !folded && !colon)
                mk_bag_say(b, b->version >= MK_BAG_1_0, "%s, line %zu: not \"<label>: <value>\"",
                           name, n);
            if (!colon || folded)
                continue;
            struct mk_span key = trimmed(mk_span(line.p, (size_t)(colon - line.p)));
            if (key.len != sizeof label - 1 ||
                strncasecmp((const char *)key.p, label, key.len) != 0)
                continue;
            if (oxums++)
                mk_bag_say(b, b->version >= MK_BAG_1_0, "%s: Payload-Oxum again", name);
            oxum(b, name, trimmed(mk_span_from(line, (size_t)(colon - line.p) + 1)));
        }
    mk_buf_done(&text);
}
