#include "firmware/age/private.h"
#include "parsers/base/mac.h"
#include <stdlib.h>

struct mk_age_writer {
    mk_age_sink *sink;
    void *u;
    struct mk_age_cipher cipher;
    uint8_t plain[MK_AGE_CHUNK]; /* the chunk in hand: it may be the last one */
    size_t have;
    uint8_t sealed[MK_AGE_CHUNK + MK_AGE_TAG];
};

static int put_header(struct mk_age_writer *w, const struct mk_age_recipient *to, size_t n,
                      const uint8_t key[static MK_AGE_FILE_KEY],
                      const uint8_t nonce[static MK_AGE_NONCE], struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_AGE_HEADER_MAX);
    int rc = mk_age_header_put(&b, to, n, key, e);
    mk_buf_put(&b, nonce, MK_AGE_NONCE);
    if (rc == 0 && !mk_buf_ok(&b))
        rc = mk_fail(e, MK_ENOMEM, "age header");
    if (rc == 0)
        rc = w->sink(w->u, mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}

int mk_age_writer_new(struct mk_age_writer **out, const struct mk_age_recipient *to, size_t n,
                      mk_age_sink *sink, void *u, struct mk_error *e)
{
    uint8_t key[MK_AGE_FILE_KEY], nonce[MK_AGE_NONCE];
    if (n == 0 || n > MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_EUSAGE, "1 to %u recipients", MK_AGE_RECIPIENTS);
    struct mk_age_writer *w = calloc(1, sizeof *w);
    if (!w)
        return mk_fail(e, MK_ENOMEM, "age");
    w->sink = sink;
    w->u = u;
    int rc = mk_age_random(key, sizeof key, e) || mk_age_random(nonce, sizeof nonce, e) ||
                     put_header(w, to, n, key, nonce, e) ||
                     mk_age_cipher_new(&w->cipher, true, key, nonce, e)
                 ? -1
                 : 0;
    mk_wipe(key, sizeof key);
    if (rc)
        mk_age_writer_free(w);
    else
        *out = w;
    return rc;
}

void mk_age_writer_free(struct mk_age_writer *w)
{
    if (!w)
        return;
    mk_age_cipher_done(&w->cipher);
    mk_wipe(w->plain, sizeof w->plain);
    free(w);
}

static int put_chunk(struct mk_age_writer *w, struct mk_span plain, bool last, struct mk_error *e)
{
    if (mk_age_seal_chunk(w->sealed, &w->cipher, plain, last, e))
        return -1;
    return w->sink(w->u, mk_span(w->sealed, plain.len + MK_AGE_TAG), e);
}

/* A full chunk goes out only once there is more: only the last one may be called the last. */
int mk_age_write(struct mk_age_writer *w, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        if (w->have == MK_AGE_CHUNK) {
            w->have = 0;
            if (put_chunk(w, mk_span(w->plain, MK_AGE_CHUNK), false, e))
                return -1;
        }
        if (w->have == 0 && bytes.len > MK_AGE_CHUNK) { /* without a copy */
            if (put_chunk(w, mk_span(bytes.p, MK_AGE_CHUNK), false, e))
                return -1;
            bytes = mk_span_from(bytes, MK_AGE_CHUNK);
            continue;
        }
        size_t n = MK_AGE_CHUNK - w->have < bytes.len ? MK_AGE_CHUNK - w->have : bytes.len;
        memcpy(w->plain + w->have, bytes.p, n);
        w->have += n;
        bytes = mk_span_from(bytes, n);
    }
    return 0;
}

int mk_age_write_end(struct mk_age_writer *w, struct mk_error *e)
{
    return put_chunk(w, mk_span(w->plain, w->have), true, e);
}
