#include "firmware/doctor/facts.h"

bool mk_fact_line(struct mk_span *line, struct mk_span *rest)
{
    if (rest->len == 0)
        return false;
    const uint8_t *end = memchr(rest->p, '\n', rest->len);
    size_t n = end ? (size_t)(end - rest->p) : rest->len;
    *line = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n + (end != NULL));
    if (line->len && line->p[line->len - 1] == '\r')
        line->len--;
    return true;
}

struct mk_span mk_fact_prop(struct mk_span getprop, const char *key)
{
    size_t n = strlen(key);
    for (struct mk_span line; mk_fact_line(&line, &getprop);) {
        if (line.len < n + 6 || line.p[0] != '[' || memcmp(line.p + 1, key, n) != 0 ||
            memcmp(line.p + 1 + n, "]: [", 4) != 0 || line.p[line.len - 1] != ']')
            continue;
        return mk_span(line.p + n + 5, line.len - n - 6);
    }
    return mk_span(NULL, 0);
}

struct mk_span mk_fact_setting(struct mk_span list, const char *key)
{
    size_t n = strlen(key);
    for (struct mk_span line; mk_fact_line(&line, &list);)
        if (line.len > n && memcmp(line.p, key, n) == 0 && line.p[n] == '=')
            return mk_span_from(line, n + 1);
    return mk_span(NULL, 0);
}

static struct mk_span trim(struct mk_span s)
{
    while (s.len && s.p[0] == ' ')
        s = mk_span_from(s, 1);
    while (s.len && s.p[s.len - 1] == ' ')
        s.len--;
    return s;
}

struct mk_span mk_fact_field(struct mk_span dump, const char *key)
{
    size_t n = strlen(key);
    for (struct mk_span line; mk_fact_line(&line, &dump);) {
        line = trim(line);
        if (line.len > n && memcmp(line.p, key, n) == 0 && line.p[n] == ':')
            return trim(mk_span_from(line, n + 1));
    }
    return mk_span(NULL, 0);
}

long mk_fact_number(struct mk_span text)
{
    long v = -1;
    for (size_t i = 0; i < text.len && text.p[i] >= '0' && text.p[i] <= '9'; i++) {
        v = (v < 0 ? 0 : v) * 10 + (text.p[i] - '0');
        if (v > 1000000000)
            return -1;
    }
    return v;
}
