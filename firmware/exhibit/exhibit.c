#include "firmware/exhibit/clock.h"
#include "firmware/exhibit/frames.h"
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define RETRY_MS 250      /* between two tries to find a phone that went away */
#define AWAY_US  10000000 /* between two words about it */

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

/* The worker goes; the phone may be another one, with other words. */
static void leave(struct mk_exhibit *x)
{
    if (x->worker.pid)
        mk_worker_kill(&x->worker);
    x->worker = (struct mk_worker){ 0 };
    mk_iphone_leave(x);
    x->hello = false;
    x->wait = MK_WAIT_OVER;
    facts_clear(&x->facts);
}

static int meet(struct mk_exhibit *x, struct mk_error *e)
{
    if (x->join(x, e))
        return -1;
    return x->owner.met ? x->owner.met(x->owner.u, e) : 0;
}

/* Whether a connection that failed so may come about a little later. */
static bool may_come(const struct mk_exhibit *x, const struct mk_error *e)
{
    bool stopped = x->owner.stop && *x->owner.stop;
    return !stopped && (e->code == MK_ECLOSED || e->code == MK_ETIMEOUT || e->code == MK_EIO ||
                        e->code == MK_EABSENT);
}

int mk_exhibit_reconnect(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_error why = { 0 };
    int64_t now = mk_clock_mono_us(), end = now + (int64_t)x->owner.wait_ms * 1000, told = 0;
    int rc;
    leave(x);
    while ((rc = meet(x, &why)) != 0) {
        now = mk_clock_mono_us();
        leave(x);
        if (!may_come(x, &why) || now >= end)
            break;
        if (told == 0 || now - told >= AWAY_US) {
            told = now;
            int left = (int)((end - now + 999999) / 1000000);
            mk_exhibit_tell(
                x, &(struct mk_told){ .code = MK_TOLD_AWAY, .what = why.text, .left_s = left },
                "The phone is not there (%s). Plug the same phone in again, at the same "
                "port if you can, and unlock it: the run goes on by itself. %d s left.",
                why.text, left);
        }
        mk_exhibit_idle(x);
        poll(NULL, 0, RETRY_MS);
    }
    if (rc == 0)
        mk_exhibit_tell(x, &(struct mk_told){ .code = MK_TOLD_BACK, .left_s = MK_TOLD_NO_TIME },
                        "The phone is connected again: the run goes on.");
    else if (told)
        return mk_fail(e, may_come(x, &why) ? MK_ECLOSED : why.code, "%s", why.text);
    else if (e)
        *e = why;
    return rc;
}

int mk_exhibit_open(struct mk_exhibit **out, const char *device,
                    int (*how)(struct mk_exhibit *x, struct mk_error *e),
                    const struct mk_exhibit_owner *owner, struct mk_error *e)
{
    struct mk_exhibit *x = NULL;
    struct mk_error why = { 0 };
    if (strlen(device) >= sizeof x->device)
        return mk_fail(e, MK_EUSAGE, "device \"%.60s...\" is too long: name it by its port",
                       device);
    x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "exhibit");
    x->join = how;
    if (owner)
        x->owner = *owner;
    snprintf(x->device, sizeof x->device, "%s", device);
    mk_buf_init(&x->facts.sandbox, 8192);
    mk_buf_init(&x->facts.banner, 65536);
    mk_buf_init(&x->facts.features, 65536);
    *out = x;
    if (meet(x, &why) == 0)
        return 0;
    /* Unplugged while it waits to be allowed, as whoever sees no question is told to do. */
    if ((x->tokens || x->iphone.udid[0]) && x->owner.wait_ms && may_come(x, &why) &&
        mk_exhibit_reconnect(x, &why) == 0)
        return 0;
    if (e)
        *e = why;
    if (x->phase == MK_PHASE_WORK && x->owner.wait_ms)
        return -1; /* it was there: the caller may wait for it */
    *out = NULL;
    mk_exhibit_free(x);
    return -1;
}

int mk_exhibit_connect(struct mk_exhibit **out, const char *device,
                       const struct mk_exhibit_owner *owner, struct mk_error *e)
{
    return mk_exhibit_open(out, device, join, owner, e);
}

int mk_exhibit_recall(struct mk_exhibit *x, struct mk_span banner, struct mk_span features,
                      uint32_t version, uint32_t max_payload, struct mk_error *e)
{
    struct mk_exhibit_facts *f = &x->facts;
    mk_buf_put(&f->banner, banner.p, banner.len);
    mk_buf_put(&f->features, features.p, features.len);
    f->version = version;
    f->max_payload = max_payload;
    return mk_buf_ok(&f->banner) && mk_buf_ok(&f->features) ? 0 : mk_fail(e, MK_ENOMEM, "greeting");
}

void mk_exhibit_free(struct mk_exhibit *x)
{
    if (!x)
        return;
    if (x->worker.pid)
        mk_worker_kill(&x->worker);
    mk_iphone_leave(x);
    mk_buf_done(&x->facts.sandbox);
    mk_buf_done(&x->facts.banner);
    mk_buf_done(&x->facts.features);
    free(x);
}

const struct mk_exhibit_facts *mk_exhibit_facts(const struct mk_exhibit *x)
{
    return &x->facts;
}

bool mk_exhibit_is_iphone(const struct mk_exhibit *x)
{
    return x->is_iphone || mk_exhibit_prop(x, "ProductType").len > 0;
}

const char *mk_exhibit_usb_serial(const struct mk_exhibit *x)
{
    return x->usb.serial;
}

struct mk_span mk_exhibit_prop(const struct mk_exhibit *x, const char *key)
{
    return mk_banner_prop(mk_buf_span(&x->facts.banner), key);
}

struct mk_span mk_banner_prop(struct mk_span all, const char *key)
{
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
