#include "firmware/exhibit/frames.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/*
 * The parent against a phone worker that a phone has taken over: what is behind the first byte
 * comes on the channel. The first byte: which request is open. What gets past the parent has to be
 * what the headers promise.
 */
struct files {
    uint64_t asked, ended;
};

static int on_bytes(void *u, struct mk_span s, struct mk_error *e)
{
    (void)u;
    (void)e;
    return s.len > MK_FRAME_MAX ? (abort(), -1) : 0;
}

/* Only a token is signed, and a key is not offered twice. */
static int on_sign(void *u, struct mk_buf *out, struct mk_span token, unsigned nth,
                   struct mk_error *e)
{
    (void)u;
    (void)e;
    if (token.len == 0 || token.len > MK_FRAME_MAX)
        abort();
    mk_buf_puts(out, nth == 0 ? "signature" : "");
    return 0;
}

static int on_offer(void *u, struct mk_buf *out, struct mk_error *e)
{
    unsigned *offers = u;
    (void)e;
    if (++*offers > 1)
        abort();
    mk_buf_puts(out, "key");
    return 0;
}

static int next_file(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e)
{
    struct files *t = u;
    (void)e;
    *path = mk_str("/f");
    *item = t->asked;
    if (t->asked == 40)
        return 0;
    t->asked++;
    return 1;
}

static int on_end(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
                  struct mk_span why, struct mk_error *e)
{
    struct files *t = u;
    (void)status;
    (void)mode;
    (void)mtime_s;
    (void)why;
    if (t->ended >= t->asked) /* more than were asked for */
        abort();
    return item == t->ended++ ? 0 : mk_fail(e, MK_EPROTO, "order");
}

static int on_listed(void *u, const struct mk_listed *en, struct mk_error *e)
{
    size_t *bytes = u;
    (void)e;
    *bytes += 29 + en->path.len;
    return 0;
}

static void check_answer(const struct mk_answer *a)
{
    if (a->status < 0 || a->status > MK_PH_BROKEN || a->content > MK_ANSWER_COUNT ||
        a->singles.len > (MK_PH_SINGLES + 1) * 8 || a->changed.len > (MK_PH_SINGLES + 1) * 8 ||
        !memchr(a->why, 0, sizeof a->why))
        abort();
}

static int ask(struct mk_exhibit *x, unsigned which, size_t max, struct mk_error *e)
{
    struct mk_answer a;
    struct files t = { 0 };
    size_t listed = 0;
    const struct mk_analysis how = { .role = which & 4 ? MK_ROLE_IDS : MK_ROLE_FILE };
    const struct mk_fetch fetch = {
        .next = next_file, .bytes = on_bytes, .end = on_end, .u = &t, .ahead = 1 + (which >> 3)
    };
    int rc;
    mk_answer_init(&a);
    *(unsigned *)x->owner.u = 0;
    if ((which & 3) == 0)
        rc = mk_exhibit_greet(x, e);
    else if ((which & 3) == 1)
        rc = mk_exhibit_exec(&a, x, mk_str("q"), &how, on_bytes, on_bytes, NULL, e);
    else if ((which & 3) == 2)
        rc = mk_exhibit_list(&a, x, mk_str("/"), 2, on_listed, &listed, e);
    else
        rc = mk_exhibit_fetch(x, &fetch, e);
    if ((rc == 0 && (which & 3) == 3 && t.ended != t.asked) || listed > max)
        abort(); /* files forgotten, or entries out of nothing */
    if (rc == 0)
        check_answer(&a);
    mk_answer_done(&a);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    int pair[2];
    struct mk_error e = { 0 };
    unsigned offers = 0;
    struct mk_exhibit x = {
        .owner = { .u = &offers, .sign = on_sign, .offer = on_offer, .allow_ms = 1000 }
    };
    if (n == 0 || n > 65536 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return 0;
    mk_buf_init(&x.facts.sandbox, 8192);
    mk_buf_init(&x.facts.banner, 65536);
    mk_buf_init(&x.facts.features, 65536);
    if (send(pair[1], p + 1, n - 1, MSG_NOSIGNAL) != (ssize_t)(n - 1))
        abort();
    shutdown(pair[1], SHUT_WR);
    if (mk_chan_new(&x.worker.chan, pair[0], &e) == 0) {
        for (unsigned i = 0; i < 4 && ask(&x, p[0] + i, n, &e) == 0; i++)
            if (mk_exhibit_prop(&x, "ro.x").len > n)
                abort();
        if (e.code != MK_OK && !memchr(e.text, 0, sizeof e.text))
            abort();
    }
    mk_chan_free(x.worker.chan);
    close(pair[1]);
    mk_buf_done(&x.facts.sandbox);
    mk_buf_done(&x.facts.banner);
    mk_buf_done(&x.facts.features);
    return 0;
}
