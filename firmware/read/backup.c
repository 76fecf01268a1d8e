#include "firmware/read/serve.h"

#define FLAT        1u
#define KNOWN       2u
#define PAYLOAD_LEN (8u + 8u + MK_PAYLOAD_NAME + 1u + MK_SHA256_LEN)

static int take_lists(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    mk_serve_no_backup(s);
    for (size_t i = 0; i < MK_BACKUP_LISTS; i++) {
        s->backup.has[i] = mk_cur_u8(&c) != 0;
        s->backup.ids[i] = mk_cur_u64le(&c);
    }
    s->is_backup = true;
    return mk_cur_ok(&c) && !mk_cur_left(&c) ? 0 : mk_fail(e, MK_EPROTO, "backup");
}

static int take_payload(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    if (!s->is_backup || body.len % PAYLOAD_LEN)
        return mk_fail(e, MK_EPROTO, "backup");
    while (mk_cur_left(&c)) {
        struct mk_payload p = { .id = mk_cur_u64le(&c), .size = mk_cur_u64le(&c) };
        struct mk_span name = mk_cur_take(&c, sizeof p.name);
        uint8_t flags = mk_cur_u8(&c);
        struct mk_span sha256 = mk_cur_take(&c, MK_SHA256_LEN);
        memcpy(p.name, name.p, sizeof p.name);
        memcpy(p.sha256.b, sha256.p, sizeof p.sha256.b);
        p.flat = flags & FLAT;
        p.has_sha256 = flags & KNOWN;
        mk_buf_put(&s->payload, &p, sizeof p);
    }
    s->backup.payload = (const struct mk_payload *)(const void *)s->payload.p;
    s->backup.n = s->payload.len / sizeof(struct mk_payload);
    return mk_buf_ok(&s->payload) ? 0 : mk_fail(e, MK_ELIMIT, "too many files in one backup");
}

bool mk_is_backup_frame(uint16_t type)
{
    return type == MK_PA_BACKUP || type == MK_PA_PAYLOAD;
}

int mk_serve_backup(struct mk_serve *s, const struct mk_frame *f, struct mk_error *e)
{
    return f->type == MK_PA_BACKUP ? take_lists(s, f->body, e) : take_payload(s, f->body, e);
}

void mk_serve_no_backup(struct mk_serve *s)
{
    mk_buf_done(&s->payload);
    mk_buf_init(&s->payload, MK_PAYLOAD_MEMORY);
    s->backup = (struct mk_backup){ 0 };
    s->is_backup = false;
}
