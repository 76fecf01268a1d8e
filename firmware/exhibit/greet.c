#include "firmware/exhibit/clock.h"
#include "firmware/exhibit/frames.h"
#include <stdio.h>

/* The greeting: what the worker and the phone say of themselves, and the key that the phone may
 * ask for before it says anything. */

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
static int read_hello(struct mk_exhibit *x, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_exhibit_facts *facts = &x->facts;
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span lines = mk_cur_text(&c);
    if (x->hello)
        return mk_frame_bad(f, e);
    x->hello = true;
    mk_buf_put(&facts->sandbox, lines.p, lines.len);
    return mk_cur_ok(&c) && lines.len && mk_buf_ok(&facts->sandbox)
               ? 0
               : mk_fail(e, MK_EPROTO, "phone worker: damaged report of its sandbox");
}

int mk_exhibit_hello(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_frame f;
    if (mk_frame_next(&f, x, MK_SILENCE_MS, e))
        return -1;
    return f.type == MK_PH_HELLO ? read_hello(x, &f, e) : mk_frame_bad(&f, e);
}

static int send_text(struct mk_exhibit *x, uint16_t type, struct mk_span text, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_buf_text(&b, text);
    int rc = mk_frame_send(x, type, 0, &b, e);
    mk_buf_done(&b);
    return rc;
}

#define TOKENS_MAX 4 /* of one connection: a phone sends two before it is offered the key */

/* The worker asks for a signature, or, with nothing to sign, for the public key. A phone that asks
 * again once it has that did not take it. */
static int answer_auth(struct mk_exhibit *x, struct mk_span body, struct mk_error *e)
{
    const struct mk_exhibit_owner *o = &x->owner;
    struct mk_cursor c = mk_cur(body);
    struct mk_span token = mk_cur_text(&c);
    struct mk_buf answer;
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "phone worker: damaged request for a signature");
    if (!o->sign)
        return mk_fail(e, MK_EAUTH,
                       "the phone wants a key that it was told to allow, and only a run has one: "
                       "moka acquire asks for it");
    if (token.len && x->tokens >= TOKENS_MAX)
        return mk_fail(e, MK_EPROTO, "phone worker: it asks for signatures without end");
    if (x->phase == MK_PHASE_ALLOW)
        return mk_fail(e, MK_EAUTH, "the phone asks again: this kit's key was refused on it");
    mk_buf_init(&answer, 4096);
    int rc = token.len ? o->sign(o->u, &answer, token, x->tokens++, e) : o->offer(o->u, &answer, e);
    if (rc == 0)
        rc = send_text(x, MK_PH_SIGNED, mk_buf_span(&answer), e);
    if (rc == 0 && token.len == 0)
        mk_phase(x, MK_PHASE_ALLOW);
    mk_buf_done(&answer);
    return rc;
}

static int wait_ms(const struct mk_exhibit *x)
{
    int64_t gone = (mk_clock_mono_us() - x->phase_us) / 1000;
    if (x->phase != MK_PHASE_ALLOW)
        return MK_SILENCE_MS;
    return gone < x->owner.allow_ms ? (int)(x->owner.allow_ms - gone) : 0;
}

/* What a worker that tells nothing of its sandbox says about a phone is not taken. */
int mk_exhibit_greet(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_frame f;
    mk_phase(x, MK_PHASE_GREET);
    x->tokens = 0;
    char patience[16] = "";
    if (x->is_iphone && x->owner.allow_ms > 0)
        snprintf(patience, sizeof patience, "%d", x->owner.allow_ms);
    int rc = send_text(x, MK_PH_OPEN, mk_str(patience), e);
    while (rc == 0 && (rc = mk_frame_next(&f, x, wait_ms(x), e)) == 0) {
        switch (f.type) {
        case MK_PH_HELLO:
            rc = read_hello(x, &f, e);
            break;
        case MK_PH_AUTH:
            rc = answer_auth(x, f.body, e);
            break;
        case MK_PH_PAIR:
            rc = x->is_iphone ? mk_iphone_pair(x, f.body, e) : mk_frame_bad(&f, e);
            if (rc == 1)
                return 0;
            break;
        case MK_PH_PHONE:
            mk_phase(x, MK_PHASE_WORK);
            return x->hello ? read_phone(&x->facts, f.body, e) : mk_frame_bad(&f, e);
        default:
            rc = mk_frame_bad(&f, e);
        }
    }
    return rc;
}
