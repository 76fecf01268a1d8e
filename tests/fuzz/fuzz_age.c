/* A file for a key that is known; the first byte says in what pieces it comes. */
#include "firmware/age/age.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int drop(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)u;
    (void)bytes;
    (void)e;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char key[] =
        "AGE-SECRET-KEY-168PXYFFKF2NHAM6JPLN4YGDS9DZL7EST8347E63LQ9P44E5LM88QFDMUQY";
    static const uint8_t seed[MK_AGE_KEY] = { 1 };
    struct mk_age_identity ids[2];
    struct mk_age_recipient to;
    struct mk_age_reader *r = NULL;
    size_t piece = size ? (size_t)data[0] * data[0] + 1 : 1;
    if (size == 0 || mk_age_identity_read(&ids[0], mk_str(key), NULL) ||
        mk_age_identity_ssh(&ids[1], seed, NULL))
        return 0;
    struct mk_span file = mk_span(data + 1, size - 1);
    (void)!mk_age_recipient_read(&to, file, NULL);
    int rc = mk_age_reader_new(&r, ids, 2, drop, NULL, NULL);
    for (size_t at = 0; rc == 0 && at < file.len; at += piece)
        rc = mk_age_read(r, mk_span(file.p + at, piece < file.len - at ? piece : file.len - at),
                         NULL);
    if (rc == 0)
        rc = mk_age_read_end(r, NULL);
    mk_age_reader_free(r);
    return 0;
}
