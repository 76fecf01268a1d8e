#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

/*
 * A database whose header is destroyed, by accident or on purpose: its pages still begin as those
 * of b-trees do, which only one size makes all of them do. Bytes that are encrypted never look so.
 */
#define LOOK_MAX 256u /* pages that are looked at */

static bool looks(struct mk_span s, size_t head)
{
    uint8_t type = s.p[head];
    uint32_t n = mk_be16(s, head + 3), content = mk_be16(s, head + 5);
    size_t array = head + (type < 10 ? 12 : 8);
    if ((type != 2 && type != 5 && type != 10 && type != 13) || !n || s.p[head + 7] > 60)
        return false;
    content = content ? content : 65536;
    if (content > s.len || array + 2 * n > content)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (mk_be16(s, array + 2 * i) < content || mk_be16(s, array + 2 * i) + 3 > s.len)
            return false;
    return true;
}

static int try_size(double *score, const struct mk_file *f, uint32_t size, uint8_t *page,
                    struct mk_error *e)
{
    uint64_t n = f->size / size, step = n / LOOK_MAX + 1, met = 0, good = 0;
    size_t got;
    *score = 0;
    for (uint64_t i = 0; i < n; i += step, met++) {
        if (f->pread(f->u, i * size, page, size, &got, e) != 0)
            return -1;
        good += got == size && looks(mk_span(page, size), i == 0 ? 100 : 0);
    }
    if (good * 4 >= met && good)
        *score = (double)good * size * (double)good / (double)met * (double)step;
    return 0;
}

/* "CREATE " as the schema has it tells the encoding as well. */
static uint8_t encoding_of(struct mk_span s)
{
    static const struct {
        const char *bytes;
        size_t n;
    } is[] = { { "CREATE ", 7 }, { "C\0R\0E\0A\0T\0E\0", 12 }, { "\0C\0R\0E\0A\0T\0E", 12 } };
    for (uint8_t k = 0; k < 3; k++)
        if (memmem(s.p, s.len, is[k].bytes, is[k].n))
            return (uint8_t)(k + 1);
    return 1;
}

int mk_carve_guess(struct mk_carver *c, const struct mk_file *f, struct mk_error *e)
{
    double best = 0, score;
    uint8_t *page = malloc(65536);
    size_t got = 0;
    int rc = page ? 0 : mk_fail(e, MK_ENOMEM, "page of a database");
    for (uint32_t size = 512; rc == 0 && size <= 65536; size *= 2) {
        rc = try_size(&score, f, size, page, e);
        if (rc == 0 && score > best) {
            best = score;
            c->guessed = size;
        }
    }
    if (rc == 0 && c->guessed)
        rc = f->pread(f->u, 0, page, c->guessed, &got, e);
    if (rc == 0 && c->guessed)
        c->encoding = encoding_of(mk_span(page, got));
    free(page);
    return rc == 0 ? c->guessed != 0 : -1;
}
