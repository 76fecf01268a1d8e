#include "firmware/bundle/lines.h"
#include "firmware/bundle/tagfile.h"
#include "firmware/bundle/withheld_private.h"
#include "firmware/bundle/writer.h"
#include <stdlib.h>

#define FIRST_LINE "{\"format\":\"moka-withheld-1\",\"mac\":\"HMAC-SHA256\",\"key\":\"%s\"}\n"

static int read_tail(struct mk_buf *out, struct mk_withheld *w, const struct mk_section *s,
                     struct mk_error *e)
{
    struct mk_buf line;
    mk_buf_init(&line, MK_WITHHELD_LINE);
    ssize_t n = mk_lines_more(&line, w->fd, s->to, MK_WITHHELD_LINE, e);
    const uint8_t *lf = n > 0 ? memchr(line.p, '\n', line.len) : NULL;
    int rc = n < 0 ? -1 : 0;
    if (rc == 0 && (!lf || (size_t)(lf - line.p) < MK_WITHHELD_END))
        rc = mk_fail(e, MK_EIO, "%s: its end is not where it was", MK_WITHHELD_SCRATCH);
    if (rc == 0)
        mk_buf_put(out, line.p + MK_WITHHELD_END, (size_t)(lf - line.p) - MK_WITHHELD_END);
    mk_buf_done(&line);
    return rc == 0 && !mk_buf_ok(out) ? mk_fail(e, MK_ENOMEM, MK_WITHHELD_SCRATCH) : rc;
}

int mk_withheld_claim(bool *found, struct mk_buf *tail, struct mk_withheld *w,
                      struct mk_span section, struct mk_error *e)
{
    struct mk_digest name;
    *found = false;
    if (mk_withheld_section(&name, w, section, e) != 0)
        return -1;
    struct mk_section *s = mk_sections_find(&w->sections, &name);
    *found = s != NULL;
    if (s)
        s->claimed = true;
    return s && tail ? read_tail(tail, w, s, e) : 0;
}

int mk_withheld_tails(struct mk_withheld *w,
                      int (*each)(void *u, struct mk_span tail, struct mk_error *e), void *u,
                      struct mk_error *e)
{
    struct mk_buf tail;
    int rc = 0;
    mk_buf_init(&tail, MK_WITHHELD_LINE);
    for (size_t i = 0; rc == 0 && i < w->sections.places; i++) {
        if (!w->sections.v[i].used)
            continue;
        mk_buf_clear(&tail);
        rc = read_tail(&tail, w, &w->sections.v[i], e);
        if (rc == 0)
            rc = each(u, mk_buf_span(&tail), e);
        w->sections.v[i].claimed = w->sections.v[i].claimed || rc == 1;
        rc = rc == 1 ? 0 : rc;
    }
    mk_buf_done(&tail);
    return rc;
}

/* Calls `each` for every line that counts. */
static int each_line(struct mk_withheld *w,
                     int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                     struct mk_error *e)
{
    const struct mk_section *s = NULL;
    struct mk_lines l;
    struct mk_span line;
    int rc = w->open ? mk_fail(e, MK_ESTATE, "withheld: a section is open") : 0;
    mk_lines_init(&l, w->fd, MK_WITHHELD_LINE);
    while (rc == 0 && l.at < w->kept && (rc = mk_lines_next(&line, &l, e)) == 1) {
        struct mk_digest name;
        rc = 0;
        if (line.len == 1 + MK_WITHHELD_HEX && line.p[0] == '[' &&
            mk_digest_parse(&name, mk_span(line.p + 1, MK_WITHHELD_HEX))) {
            s = mk_sections_find(&w->sections, &name);
            s = s && s->claimed && s->from == l.at + line.len + 1 ? s : NULL;
        } else if (s && line.len && line.p[0] == '{') {
            rc = each(u, line, e);
        }
    }
    mk_lines_done(&l);
    return rc;
}

/* `"name":"value"` of a line of ours. */
static void value_of(char *out, size_t max, struct mk_span line, const char *name)
{
    const uint8_t *p = memmem(line.p, line.len, name, strlen(name));
    size_t n = 0;
    for (p = p ? p + strlen(name) : NULL; p && p < line.p + line.len && *p != '"' && n + 1 < max;)
        out[n++] = (char)*p++;
    out[n] = 0;
}

struct sums {
    struct mk_withheld_sum v[256];
    size_t n;
};

static int sum_line(void *u, struct mk_span line, struct mk_error *e)
{
    struct sums *s = u;
    struct mk_withheld_sum one = { 0 };
    char what[16];
    size_t i = 0;
    int kind = 0;
    value_of(what, sizeof what, line, "\"what\":\"");
    value_of(one.of, sizeof one.of, line, "\"of\":\"");
    value_of(one.why, sizeof one.why, line, "\"why\":\"");
    while (i < s->n && (strcmp(s->v[i].of, one.of) != 0 || strcmp(s->v[i].why, one.why) != 0))
        i++;
    while (kind < MK_WITHHELD_COUNT && strcmp(what, mk_withheld_name(kind)) != 0)
        kind++;
    if (i == sizeof s->v / sizeof *s->v || kind == MK_WITHHELD_COUNT)
        return mk_fail(e, MK_ELIMIT, "withheld: too many reasons");
    if (i == s->n)
        s->v[s->n++] = one;
    s->v[i].n[kind]++;
    return 0;
}

int mk_withheld_sums(struct mk_withheld *w,
                     int (*each)(void *u, const struct mk_withheld_sum *s, struct mk_error *e),
                     void *u, struct mk_error *e)
{
    struct sums *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "withheld");
    int rc = each_line(w, sum_line, s, e);
    for (size_t i = 0; rc == 0 && i < s->n; i++)
        rc = each(u, &s->v[i], e);
    free(s);
    return rc;
}

static int put_line(void *u, struct mk_span line, struct mk_error *e)
{
    struct mk_tagfile *t = u;
    mk_buf_put(&t->buf, line.p, line.len);
    mk_buf_u8(&t->buf, '\n');
    return mk_tagfile_pour(t, e);
}

int mk_withheld_put(struct mk_withheld *w, struct mk_error *e)
{
    struct mk_tagfile t = { .fd = -1 };
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    int rc = -1;
    if (mk_bundle_ready(w->b, e) == 0 && mk_withheld_key_mac(&d, w->mac, e) == 0 &&
        mk_tagfile_open(&t, w->b->disk, w->b->dir, MK_WITHHELD_FILE_NAME, e) == 0) {
        mk_digest_hex(hex, &d);
        mk_buf_printf(&t.buf, FIRST_LINE, hex);
        rc = each_line(w, put_line, &t, e) == 0 ? mk_tagfile_keep(&t, e) : -1;
    }
    mk_tagfile_done(&t);
    return rc;
}
