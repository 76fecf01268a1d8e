#include "firmware/age/private.h"
#include "parsers/base/mac.h"
#include <stdlib.h>

#define SEALED (MK_AGE_CHUNK + MK_AGE_TAG)

struct mk_age_reader {
    mk_age_sink *sink;
    void *u;
    struct mk_age_identity ids[MK_AGE_RECIPIENTS];
    size_t n;
    struct mk_buf head; /* until the header is open: all bytes so far */
    bool open;
    struct mk_age_cipher cipher;
    uint64_t chunks;
    uint8_t sealed[SEALED]; /* the chunk in hand: it may be the last one */
    size_t have;
    uint8_t plain[MK_AGE_CHUNK];
};

int mk_age_reader_new(struct mk_age_reader **out, const struct mk_age_identity *ids, size_t n,
                      mk_age_sink *sink, void *u, struct mk_error *e)
{
    if (n == 0 || n > MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_EUSAGE, "1 to %u identities", MK_AGE_RECIPIENTS);
    struct mk_age_reader *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "age");
    r->sink = sink;
    r->u = u;
    memcpy(r->ids, ids, n * sizeof *ids);
    r->n = n;
    mk_buf_init(&r->head, MK_AGE_HEADER_MAX + SEALED);
    *out = r;
    return 0;
}

void mk_age_reader_free(struct mk_age_reader *r)
{
    if (!r)
        return;
    mk_age_cipher_done(&r->cipher);
    mk_buf_done(&r->head);
    mk_wipe(r, sizeof *r);
    free(r);
}

static int open_chunk(struct mk_age_reader *r, bool last, struct mk_error *e)
{
    size_t n = r->have;
    r->have = 0;
    if (n < MK_AGE_TAG || (n == MK_AGE_TAG && r->chunks))
        return mk_fail(e, MK_EFORMAT, "cut: its last chunk is not there");
    if (mk_age_open_chunk(r->plain, &r->cipher, mk_span(r->sealed, n), last, e))
        return -1;
    r->chunks++;
    return n > MK_AGE_TAG ? r->sink(r->u, mk_span(r->plain, n - MK_AGE_TAG), e) : 0;
}

static int payload(struct mk_age_reader *r, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        if (r->have == SEALED && open_chunk(r, false, e))
            return -1;
        size_t n = SEALED - r->have < bytes.len ? SEALED - r->have : bytes.len;
        memcpy(r->sealed + r->have, bytes.p, n);
        r->have += n;
        bytes = mk_span_from(bytes, n);
    }
    return 0;
}

/* Once header and nonce are there. */
static int try_open(struct mk_age_reader *r, struct mk_error *e)
{
    uint8_t key[MK_AGE_FILE_KEY];
    struct mk_span all = mk_buf_span(&r->head);
    size_t n = mk_age_header_length(all);
    if (n > MK_AGE_HEADER_MAX || (n == 0 && all.len > MK_AGE_HEADER_MAX))
        return mk_fail(e, MK_EFORMAT, "no age file: its header does not end");
    if (n == 0 || all.len - n < MK_AGE_NONCE)
        return 0;
    if (mk_age_header_open(key, mk_span(all.p, n), r->ids, r->n, e))
        return -1;
    int rc = mk_age_cipher_new(&r->cipher, false, key, all.p + n, e);
    mk_wipe(key, sizeof key);
    if (rc)
        return -1;
    r->open = true;
    rc = payload(r, mk_span_from(all, n + MK_AGE_NONCE), e);
    mk_buf_done(&r->head);
    return rc;
}

/* A buffer that is handed on in pieces never holds more than header and chunk. */
int mk_age_read(struct mk_age_reader *r, struct mk_span bytes, struct mk_error *e)
{
    while (!r->open && bytes.len) {
        size_t n = bytes.len < MK_AGE_CHUNK ? bytes.len : MK_AGE_CHUNK;
        mk_buf_put(&r->head, bytes.p, n);
        if (!mk_buf_ok(&r->head))
            return mk_fail(e, MK_ENOMEM, "age header");
        if (try_open(r, e))
            return -1;
        bytes = mk_span_from(bytes, n);
    }
    return payload(r, bytes, e);
}

int mk_age_read_end(struct mk_age_reader *r, struct mk_error *e)
{
    uint8_t key[MK_AGE_FILE_KEY];
    if (r->open)
        return open_chunk(r, true, e);
    /* Whom it is for is told even where nothing follows. */
    struct mk_span all = mk_buf_span(&r->head);
    size_t n = mk_age_header_length(all);
    if (n == 0)
        return mk_fail(e, MK_EFORMAT, "no age file: its header does not end");
    int rc = mk_age_header_open(key, mk_span(all.p, n), r->ids, r->n, e);
    mk_wipe(key, sizeof key);
    return rc ? -1 : mk_fail(e, MK_EFORMAT, "cut: there is a header and no more");
}
