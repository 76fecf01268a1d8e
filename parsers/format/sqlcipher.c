#include "parsers/format/sqlcipher.h"
#include "parsers/format/sqlcipher_key.h"
#include <stdlib.h>

#define FIRST_MAX ((size_t)65536)
#define LOCK_BYTE 0x40000000u /* its page is never written: sqlite.org/fileformat2.html, 1.2 */

struct mk_sqlcipher {
    const struct mk_file *f;
    struct mk_sqlcipher_found found;
    struct mk_aes *aes;
    struct mk_hmac *hmac;
    struct mk_page_codec codec;
    uint8_t *page; /* the one that was read last through the file */
    uint32_t page_no;
};

/* How often each byte occurs, squared and summed: n + n(n-1)/256 for bytes drawn by lot. */
static bool by_lot(struct mk_span s)
{
    uint32_t count[256] = { 0 };
    uint64_t sum = 0, n = s.len;
    for (size_t i = 0; i < s.len; i++)
        count[s.p[i]]++;
    for (size_t i = 0; i < 256; i++)
        sum += (uint64_t)count[i] * count[i];
    return n >= 256 && sum < n + n * (n - 1) / 256 * 3 / 2;
}

bool mk_sqlcipher_looks(struct mk_span head, uint64_t size)
{
    bool magic = mk_span_starts(head, mk_span("SQLite format 3", 16));
    if (size < 512 || size % 512 || head.len < 512)
        return false;
    if (head.len > 1024) /* the smallest page that versions of its own choose */
        head.len = 1024;
    if (magic && (head.p[100] == 2 || head.p[100] == 5 || head.p[100] == 10 || head.p[100] == 13))
        return false; /* a first page as it should be: sqlite.org/fileformat2.html, 1.6 */
    return by_lot(mk_span_from(head, magic ? 96 : 16));
}

static int decode(void *u, uint32_t page, uint8_t *bytes, size_t n, struct mk_error *e)
{
    struct mk_sqlcipher *c = u;
    const struct mk_sqlcipher_set *set = &c->found.set;
    if (n != set->page_size)
        return 0;
    if (set->has_hmac) {
        int fits = mk_sqlcipher_page_fits(set, c->hmac, page, mk_span(bytes, n), e);
        if (fits != 1)
            return fits;
    }
    return mk_sqlcipher_page_decrypt(set, c->aes, page, bytes, e) == 0 ? 1 : -1;
}

static int read_first(struct mk_sqlcipher *c, size_t *got, const struct mk_file *f,
                      struct mk_error *e)
{
    c->page = malloc(FIRST_MAX);
    if (!c->page)
        return mk_fail(e, MK_ENOMEM, "page of a database");
    if (f->pread(f->u, 0, c->page, FIRST_MAX, got, e) != 0)
        return -1;
    if (!mk_sqlcipher_looks(mk_span(c->page, *got), f->size))
        return mk_fail(e, MK_EFORMAT, "not a SQLite database, and not an encrypted one");
    return 0;
}

int mk_sqlcipher_open(struct mk_sqlcipher **out, const struct mk_file *f,
                      const struct mk_context *cx, struct mk_error *e)
{
    int rc = -1;
    size_t got;
    struct mk_sqlcipher *c = calloc(1, sizeof *c);
    if (!c) {
        mk_fail(e, MK_ENOMEM, "encrypted database");
        goto out;
    }
    c->f = f;
    if (read_first(c, &got, f, e) != 0 ||
        mk_sqlcipher_find(&c->found, mk_span(c->page, got), cx, e) != 0 ||
        mk_aes_new(&c->aes, MK_AES_CBC, mk_span(c->found.key, MK_SQLCIPHER_KEY), e) != 0)
        goto out;
    if (c->found.set.has_hmac && mk_hmac_new(&c->hmac, c->found.set.hmac,
                                             mk_span(c->found.hmac_key, MK_SQLCIPHER_KEY), e) != 0)
        goto out;
    c->codec = (struct mk_page_codec){ decode, c, c->found.set.page_size };
    *out = c;
    c = NULL; /* now the caller's */
    rc = 0;
out:
    mk_sqlcipher_free(c);
    return rc;
}

void mk_sqlcipher_free(struct mk_sqlcipher *c)
{
    if (!c)
        return;
    mk_aes_free(c->aes);
    mk_hmac_free(c->hmac);
    free(c->page);
    mk_wipe(&c->found, sizeof c->found);
    free(c);
}

const struct mk_page_codec *mk_sqlcipher_codec(struct mk_sqlcipher *c)
{
    return &c->codec;
}

const char *mk_sqlcipher_about(const struct mk_sqlcipher *c)
{
    return c->found.about;
}

/* ---- the plain file ---- */

static int load(struct mk_sqlcipher *c, uint32_t page, struct mk_error *e)
{
    size_t size = c->codec.page_size, got;
    if (c->page_no == page)
        return 0;
    c->page_no = 0;
    if (page == LOCK_BYTE / size + 1) {
        memset(c->page, 0, size);
    } else {
        if (c->f->pread(c->f->u, (uint64_t)(page - 1) * size, c->page, size, &got, e) != 0)
            return -1;
        int rc = got == size ? decode(c, page, c->page, size, e) : 0;
        if (rc < 0)
            return -1;
        if (rc == 0)
            return mk_fail(e, MK_EFORMAT, "page %u is damaged: its HMAC does not fit", page);
    }
    c->page_no = page;
    return 0;
}

static uint64_t plain_size(const struct mk_sqlcipher *c)
{
    uint64_t pages = c->f->size / c->codec.page_size;
    return (pages < UINT32_MAX ? pages : UINT32_MAX) * c->codec.page_size;
}

static int plain_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct mk_sqlcipher *c = u;
    uint64_t size = plain_size(c);
    uint8_t *to = out;
    *got = 0;
    while (*got < n && at < size) {
        size_t in = at % c->codec.page_size, k = c->codec.page_size - in;
        if (k > n - *got)
            k = n - *got;
        if (load(c, (uint32_t)(at / c->codec.page_size + 1), e) != 0)
            return -1;
        memcpy(to + *got, c->page + in, k);
        *got += k;
        at += k;
    }
    return 0;
}

struct mk_file mk_sqlcipher_file(struct mk_sqlcipher *c)
{
    return (struct mk_file){ .pread = plain_pread, .u = c, .size = plain_size(c) };
}

/* ---- moka decrypt ---- */

static int check(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_sqlcipher *c;
    if (mk_sqlcipher_open(&c, in, cx, e) != 0)
        return -1;
    mk_sqlcipher_free(c);
    return 0;
}

static int run(int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_sqlcipher *c;
    int rc = 0;
    if (mk_sqlcipher_open(&c, in, cx, e) != 0)
        return -1;
    uint64_t pages = plain_size(c) / c->codec.page_size;
    for (uint64_t page = 1; page <= pages && rc == 0; page++) {
        rc = load(c, (uint32_t)page, e);
        if (rc == 0)
            rc = put(u, c->page, c->codec.page_size, e);
    }
    if (rc == 0 && in->size % c->codec.page_size)
        rc = mk_fail(e, MK_EFORMAT, "the last page is cut short");
    mk_sqlcipher_free(c);
    return rc;
}

const struct mk_decrypt_kind mk_decrypt_sqlcipher = { "sqlcipher", check, run };
