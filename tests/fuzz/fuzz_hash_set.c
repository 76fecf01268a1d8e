/* Sets of known files: as lines, and as JSON where they begin so. */
#include "parsers/match/hash_set.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t seen; /* every byte that is given is read */

static int look(void *u, const struct mk_known *k)
{
    const struct mk_span all[] = { k->sha256, k->sha1, k->md5, k->name, k->category, k->size };
    (void)u;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t n = 0; n < all[i].len; n++)
            seen = all[i].p[n];
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_span text = mk_span(data, size);
    struct mk_hash_lines l;
    struct mk_known k;
    struct mk_error e;
    if (mk_hash_is_json(text) && mk_hash_json(text, look, NULL, &e) != 0)
        return 0;
    mk_hash_lines_init(&l);
    while (text.len) {
        const uint8_t *end = memchr(text.p, '\n', text.len);
        size_t n = end ? (size_t)(end - text.p) + 1 : text.len;
        if (mk_hash_line(&k, &l, mk_span(text.p, n)) > 0)
            look(NULL, &k);
        text = mk_span_from(text, n);
    }
    mk_hash_lines_done(&l);
    return 0;
}
