#include "firmware/read/serve.h"
#include "firmware/worker/worker.h"
#include <openssl/crypto.h>
#include <stdlib.h>

/* Name and value in one piece of memory, so that both can be wiped with it. */
struct secret {
    size_t size;
    uint8_t bytes[];
};

static int take_secret(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span name = mk_cur_text(&c), value = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || s->nsecrets == MK_SECRETS_MAX)
        return mk_fail(e, MK_EPROTO, "secret");
    struct secret *own = malloc(sizeof *own + name.len + 1 + value.len);
    if (!own)
        return mk_fail(e, MK_ENOMEM, "secret");
    own->size = name.len + 1 + value.len;
    if (name.len)
        memcpy(own->bytes, name.p, name.len);
    own->bytes[name.len] = 0;
    if (value.len)
        memcpy(own->bytes + name.len + 1, value.p, value.len);
    s->secrets[s->nsecrets++] = (struct mk_secret){ (const char *)own->bytes,
                                                    mk_span(own->bytes + name.len + 1, value.len) };
    mk_chan_wipe(s->chan);
    return 0;
}

static int take_zone(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span name = mk_cur_text(&c), tzif = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || s->zone)
        return mk_fail(e, MK_EPROTO, "zone");
    int rc = mk_zone_new(&s->zone, name, tzif, e);
    s->context.zone = s->zone;
    return rc;
}

/* Where it should be wrong, it opens nothing, and is derived after all. */
static int take_key(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span of = mk_cur_text(&c), key = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || of.len != sizeof s->derived.of.b || key.len != sizeof s->derived.key)
        return mk_fail(e, MK_EPROTO, "derived key");
    memcpy(s->derived.of.b, of.p, of.len);
    memcpy(s->derived.key, key.p, key.len);
    s->derived.has = s->derived.told = true;
    mk_chan_wipe(s->chan);
    return 0;
}

int mk_serve_derived(struct mk_serve *s, struct mk_error *e)
{
    uint8_t body[8 + sizeof s->derived.of.b + sizeof s->derived.key];
    struct mk_buf b = { .p = body, .cap = sizeof body, .max = sizeof body };
    if (!s->derived.has || s->derived.told)
        return 0;
    s->derived.told = true;
    mk_buf_text(&b, mk_span(s->derived.of.b, sizeof s->derived.of.b));
    mk_buf_text(&b, mk_span(s->derived.key, sizeof s->derived.key));
    int rc = mk_chan_send_fd(s->chan, MK_PA_DERIVED, 0, mk_buf_span(&b), -1, e);
    OPENSSL_cleanse(body, sizeof body);
    return rc;
}

static int take_scratch(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t max = mk_cur_u64le(&c), left = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "scratch file");
    s->scratch_fd = MK_WORKER_FIRST_FD;
    s->scratch = mk_scratch_fd(&s->scratch_fd, max);
    s->scratch.left = left;
    s->context.scratch = &s->scratch;
    return 0;
}

bool mk_is_context(uint16_t type)
{
    return type == MK_PA_SCRATCH || type == MK_PA_SECRET || type == MK_PA_ZONE ||
           type == MK_PA_KEY || type == MK_PA_DELETED;
}

int mk_serve_context(struct mk_serve *s, const struct mk_frame *f, struct mk_error *e)
{
    s->context.secrets = s->secrets;
    s->context.derived = &s->derived;
    if (f->type == MK_PA_DELETED) {
        s->context.deleted = true;
        return 0;
    }
    if (f->type == MK_PA_SECRET)
        return take_secret(s, f->body, e);
    if (f->type == MK_PA_KEY)
        return take_key(s, f->body, e);
    if (f->type == MK_PA_ZONE)
        return take_zone(s, f->body, e);
    return take_scratch(s, f->body, e);
}

void mk_serve_forget(struct mk_serve *s)
{
    for (size_t i = 0; i < s->nsecrets; i++) {
        struct secret *own = (struct secret *)(void *)((uint8_t *)(uintptr_t)s->secrets[i].name -
                                                       offsetof(struct secret, bytes));
        OPENSSL_cleanse(own->bytes, own->size);
        free(own);
    }
    s->nsecrets = 0;
    OPENSSL_cleanse(&s->derived, sizeof s->derived);
    mk_zone_free(s->zone);
    s->zone = NULL;
}
