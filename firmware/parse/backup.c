#include "firmware/parse/backup.h"
#include "parsers/base/mac.h"
#include "parsers/source/ciphered.h"

#define FLAT  1u
#define KNOWN 2u

static int send_lists(struct mk_chan *ch, const struct mk_backup *b, struct mk_buf *out,
                      struct mk_error *e)
{
    mk_buf_clear(out);
    for (size_t i = 0; i < MK_BACKUP_LISTS; i++) {
        mk_buf_u8(out, b->has[i]);
        mk_buf_u64le(out, b->ids[i]);
    }
    return mk_buf_ok(out) ? mk_chan_send(ch, MK_PA_BACKUP, 0, mk_buf_span(out), e)
                          : mk_fail(e, MK_ENOMEM, "backup");
}

static void put_payload(struct mk_buf *out, const struct mk_payload *p)
{
    mk_buf_u64le(out, p->id);
    mk_buf_u64le(out, p->size);
    mk_buf_put(out, p->name, sizeof p->name);
    mk_buf_u8(out, (uint8_t)((p->flat ? FLAT : 0) | (p->has_sha256 ? KNOWN : 0)));
    mk_buf_put(out, p->sha256.b, sizeof p->sha256.b);
}

int mk_send_backup(struct mk_chan *ch, const struct mk_backup *b, struct mk_error *e)
{
    struct mk_buf out;
    mk_buf_init(&out, MK_FRAME_MAX);
    int rc = send_lists(ch, b, &out, e);
    mk_buf_clear(&out);
    for (size_t i = 0; rc == 0 && i < b->n; i++) {
        put_payload(&out, &b->payload[i]);
        if (out.len + 128 < MK_FRAME_MAX && i + 1 < b->n)
            continue;
        rc = mk_buf_ok(&out) ? mk_chan_send(ch, MK_PA_PAYLOAD, 0, mk_buf_span(&out), e)
                             : mk_fail(e, MK_ENOMEM, "backup");
        mk_buf_clear(&out);
    }
    mk_buf_done(&out);
    return rc;
}

static int refuse(struct mk_chan *ch, const char *why, struct mk_error *e)
{
    return mk_chan_send(ch, MK_PA_FILE, 0, mk_str(why[0] ? why : "not opened"), e);
}

static int hand_over(struct mk_chan *ch, const struct mk_file *f, struct mk_error *e)
{
    const uint8_t *key = NULL;
    uint64_t at;
    struct mk_buf b;
    const struct mk_file *in = mk_file_sliced(&at, f), *whole = in ? in : f;
    int fd = mk_file_descriptor(whole);
    if (fd < 0)
        fd = mk_file_ciphered_parts(&key, whole);
    if (fd < 0)
        return refuse(ch, "no descriptor to hand over", e);
    mk_buf_init(&b, MK_CIPHERED_KEY + MK_PA_PART_LEN);
    mk_buf_put(&b, key, key ? MK_CIPHERED_KEY : 0);
    if (in) {
        mk_buf_u64le(&b, at);
        mk_buf_u64le(&b, f->size);
    }
    int rc = mk_buf_ok(&b) ? mk_chan_send_fd(ch, MK_PA_FILE, 0, mk_buf_span(&b), fd, e)
                           : mk_fail(e, MK_ENOMEM, "file");
    if (b.p)
        mk_wipe(b.p, b.len);
    mk_buf_done(&b);
    return rc;
}

int mk_answer_open(struct mk_chan *ch, const struct mk_source *src, uint64_t id, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_file f = { 0 };
    int rc = src->open(&f, src->u, id, &why) == 0 ? hand_over(ch, &f, e) : refuse(ch, why.text, e);
    mk_file_close(&f);
    return rc;
}
