#include "firmware/daemon/compose.h"
#include "firmware/daemon/request.h"
#include "firmware/plan/authority.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* What members are promised to be once a request is read. */
static void check(const struct mk_request *q)
{
    const char *id = mk_request_str(q, "case"), *pin = mk_request_str(q, "pin");
    const char *officer = mk_request_str(q, "officer");
    if (!q->word || q->id < 0 || !json_is_object(q->root))
        abort();
    if (q->word->needs >= MK_NEEDS_CASE && (!id || !mk_is_case_id(id)))
        abort();
    if (pin && strlen(pin) > 12)
        abort();
    if (officer && !mk_is_officer_id(officer))
        abort();
}

/* Every part of a case in one object: what passes is composed, and what is composed is one. */
static void set_parts(struct mk_case *x, json_t *value)
{
    static const char *const parts[] = { "exhibit",   "seizure", "phone", "owner",
                                         "authority", "consent", "clock", "scope" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct mk_refusal r;
        json_t *v = json_object_get(value, parts[i]);
        if (v && mk_part_check(x, parts[i], v, &r) == 0)
            json_object_set(json_object_get(x->doc, "parts"), parts[i], v);
    }
}

static void compose(json_t *value)
{
    struct mk_case x = { .officer = "a.b", .officer_name = "A B" };
    struct mk_buf b;
    struct mk_error e;
    struct mk_authority *a = NULL;
    int64_t until;
    mk_buf_init(&b, MK_AUTHORITY_MAX);
    x.doc = json_pack("{s:{}}", "parts");
    set_parts(&x, value);
    if (mk_compose_authority(&b, &until, &x, &e) == 0 &&
        mk_authority_parse(&a, mk_buf_span(&b), &e))
        abort();
    mk_authority_free(a);
    json_decref(x.doc);
    mk_buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_request q;
    struct mk_refusal r;
    bool fatal;
    if (mk_request_read(&q, mk_span(p, n), &fatal, &r) == 0) {
        check(&q);
        json_t *value = mk_request_json(&q, "value");
        if (json_is_object(value))
            compose(value);
    } else if (!r.text[0]) {
        abort();
    }
    mk_request_done(&q);
    return 0;
}
