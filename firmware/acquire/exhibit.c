#include "firmware/acquire/exhibit_frames.h"
#include <stdio.h>
#include <stdlib.h>

static int read_phone(struct mk_exhibit_facts *facts, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span banner = mk_cur_text(&c);
    mk_cur_u32le(&c); /* the worker's own feature bits */
    struct mk_span features = mk_cur_text(&c);
    facts->version = mk_cur_u32le(&c);
    facts->max_payload = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "phone worker: short greeting");
    mk_buf_put(&facts->banner, banner.p, banner.len);
    mk_buf_put(&facts->features, features.p, features.len);
    return mk_buf_ok(&facts->banner) && mk_buf_ok(&facts->features)
               ? 0
               : mk_fail(e, MK_ELIMIT, "the phone's greeting is too long");
}

/* Once: a worker that says it again and again would keep us here. */
static int read_hello(struct mk_exhibit_facts *facts, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span lines = mk_cur_text(&c);
    if (facts->sandbox.len)
        return mk_frame_bad(f, e);
    mk_buf_put(&facts->sandbox, lines.p, lines.len);
    return mk_cur_ok(&c) && lines.len && mk_buf_ok(&facts->sandbox)
               ? 0
               : mk_fail(e, MK_EPROTO, "phone worker: damaged report of its sandbox");
}

/* What a worker that tells nothing of its sandbox says about a phone is not taken. */
int mk_exhibit_greet(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf none;
    mk_buf_init(&none, 16);
    mk_buf_text(&none, mk_str(""));
    int rc = mk_frame_send(x, MK_PH_OPEN, 0, &none, e);
    mk_buf_done(&none);
    while (rc == 0 && (rc = mk_frame_next(&f, x, MK_SILENCE_MS, e)) == 0) {
        switch (f.type) {
        case MK_PH_HELLO:
            rc = read_hello(&x->facts, &f, e);
            break;
        case MK_PH_AUTH: /* a network phone that wants a key: see README, "What is not there yet" */
            return mk_fail(e, MK_EAUTH,
                           "the phone asks for an authorised key; over TCP this "
                           "version only talks to phones that ask for none");
        case MK_PH_PHONE:
            return x->facts.sandbox.len ? read_phone(&x->facts, f.body, e) : mk_frame_bad(&f, e);
        default:
            rc = mk_frame_bad(&f, e);
        }
    }
    return rc;
}

static int join(struct mk_exhibit *x, struct mk_error *e)
{
    return mk_exhibit_join(x, e) ? -1 : mk_exhibit_greet(x, e);
}

static void facts_clear(struct mk_exhibit_facts *f)
{
    mk_buf_clear(&f->sandbox);
    mk_buf_clear(&f->banner);
    mk_buf_clear(&f->features);
}

int mk_exhibit_reconnect(struct mk_exhibit *x, struct mk_error *e)
{
    mk_worker_kill(&x->worker);
    x->worker = (struct mk_worker){ 0 };
    facts_clear(&x->facts);
    return x->join(x, e);
}

int mk_exhibit_connect(struct mk_exhibit **out, const char *device, struct mk_error *e)
{
    struct mk_exhibit *x = NULL;
    if (strlen(device) >= sizeof x->device)
        return mk_fail(e, MK_EUSAGE, "device \"%.60s...\" is too long: name it by its port",
                       device);
    x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "exhibit");
    x->join = join;
    snprintf(x->device, sizeof x->device, "%s", device);
    mk_buf_init(&x->facts.sandbox, 8192);
    mk_buf_init(&x->facts.banner, 65536);
    mk_buf_init(&x->facts.features, 65536);
    if (join(x, e)) {
        mk_exhibit_free(x);
        return -1;
    }
    *out = x;
    return 0;
}

void mk_exhibit_free(struct mk_exhibit *x)
{
    if (!x)
        return;
    if (x->worker.pid)
        mk_worker_kill(&x->worker);
    mk_buf_done(&x->facts.sandbox);
    mk_buf_done(&x->facts.banner);
    mk_buf_done(&x->facts.features);
    free(x);
}

void mk_exhibit_stop_at(struct mk_exhibit *x, const volatile sig_atomic_t *stop)
{
    x->stop = stop;
}

const struct mk_exhibit_facts *mk_exhibit_facts(const struct mk_exhibit *x)
{
    return &x->facts;
}

struct mk_span mk_exhibit_prop(const struct mk_exhibit *x, const char *key)
{
    struct mk_span all = mk_buf_span(&x->facts.banner);
    size_t n = strlen(key);
    for (size_t at = 0; at < all.len;) {
        struct mk_span rest = mk_span_from(all, at);
        const uint8_t *end = memchr(rest.p, ';', rest.len);
        struct mk_span part = mk_span(rest.p, end ? (size_t)(end - rest.p) : rest.len);
        at += part.len + 1;
        const uint8_t *head = part.len ? memrchr(part.p, ':', part.len) : NULL;
        if (head && mk_span_starts(part, mk_str("device:"))) /* the first one: "device::key=..." */
            part = mk_span_from(part, (size_t)(head - part.p) + 1);
        if (part.len > n && memcmp(part.p, key, n) == 0 && part.p[n] == '=')
            return mk_span_from(part, n + 1);
    }
    return mk_span(NULL, 0);
}
