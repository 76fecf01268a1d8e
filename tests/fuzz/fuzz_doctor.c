#include "firmware/doctor/doctor.h"
#include <stdlib.h>

/* A phone's answers to the doctor: eight texts, 0x1f between them. What is found must be words that
 * are safe to print. */
static int take(void *u, const struct mk_finding *f, struct mk_error *e)
{
    (void)u, (void)e;
    for (const char *c = f->what; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_span a[8] = { 0 }, rest = mk_span(data, size);
    struct mk_error e = { 0 };
    for (size_t i = 0; i < 8 && rest.len; i++) {
        const uint8_t *cut = memchr(rest.p, 0x1f, rest.len);
        a[i] = mk_span(rest.p, cut ? (size_t)(cut - rest.p) : rest.len);
        rest = mk_span_from(rest, a[i].len + (cut != NULL));
    }
    const struct mk_doctor_phone p = { .getprop = a[0],
                                       .secure = a[2],
                                       .work_profile = a[3].len > 0,
                                       .owners = a[4],
                                       .policy = a[5],
                                       .battery = a[6],
                                       .df = a[7],
                                       .banner_kind = a[0],
                                       .offset_s = INT64_MIN };
    if (mk_doctor_phone(&p, take, NULL, &e) != 0)
        abort();
    return 0;
}
