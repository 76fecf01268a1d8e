#include "firmware/ios/proxy.h"
#include "firmware/ios/muxd.h"
#include "parsers/base/cursor.h"
#include <unistd.h>

/* ---- the one phone ---- */

static int several(const struct mk_mux_device *d, size_t n, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 200);
    for (size_t i = 0; i < n && b.len + MK_MUX_UDID_MAX + 12 < b.max; i++)
        mk_buf_printf(&b, "%siphone:%s", i ? ", " : "", d[i].udid);
    mk_fail(e, MK_EREFUSED, "%zu iPhones are connected: name one (%s)", n,
            mk_buf_ok(&b) && b.len ? mk_buf_cstr(&b) : "iphone:UDID");
    mk_buf_done(&b);
    return -1;
}

static int find(struct mk_mux_device *out, struct mk_proxy *p, struct mk_error *e)
{
    struct mk_mux_device all[MK_MUXD_MOST];
    size_t n;
    if (mk_proxy_devices(all, &n, p, e) != 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (p->udid[0] ? strcmp(all[i].udid, p->udid) == 0 : n == 1) {
            *out = all[i];
            memcpy(p->udid, all[i].udid, sizeof p->udid);
            return 0;
        }
    if (!p->udid[0] && n > 1)
        return several(all, n, e);
    if (p->udid[0] && n)
        return mk_fail(e, MK_EABSENT, "the iPhone %s is not connected (there is %s)", p->udid,
                       all[0].udid);
    return mk_fail(e, MK_EABSENT, "no iPhone is connected by cable");
}

/* ---- requests ---- */

static int answer(struct mk_proxy *p, uint16_t type, const struct mk_buf *b, struct mk_error *e)
{
    if (!mk_buf_ok(b))
        return mk_fail(e, MK_ENOMEM, "answer to the phone worker");
    return mk_chan_send(p->asker, type, 0, mk_buf_span(b), e);
}

static int failed(struct mk_proxy *p, const struct mk_error *why, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    mk_buf_u32le(&b, why->code);
    mk_buf_text(&b, mk_str(why->text));
    int rc = answer(p, MK_MUX_FAILED, &b, e);
    mk_buf_done(&b);
    return rc;
}

static void put_device(struct mk_buf *b, const struct mk_mux_device *d)
{
    mk_buf_u32le(b, d->id);
    mk_buf_u32le(b, d->product);
    mk_buf_u32le(b, d->location);
    mk_buf_text(b, mk_str(d->udid));
}

static int on_find(struct mk_proxy *p, struct mk_error *e)
{
    struct mk_mux_device d;
    struct mk_error why = { 0 };
    struct mk_buf b;
    if (find(&d, p, &why) != 0)
        return failed(p, &why, e);
    mk_buf_init(&b, 1024);
    put_device(&b, &d);
    int rc = answer(p, MK_MUX_DEVICE, &b, e);
    mk_buf_done(&b);
    return rc;
}

static int on_list(struct mk_proxy *p, struct mk_error *e)
{
    struct mk_mux_device all[MK_MUXD_MOST];
    struct mk_error why = { 0 };
    struct mk_buf b;
    size_t n;
    if (mk_proxy_devices(all, &n, p, &why) != 0)
        return failed(p, &why, e);
    mk_buf_init(&b, 16384);
    mk_buf_u32le(&b, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        put_device(&b, &all[i]);
    int rc = answer(p, MK_MUX_DEVICES, &b, e);
    mk_buf_done(&b);
    return rc;
}

static int on_connect(struct mk_proxy *p, uint16_t port, struct mk_error *e)
{
    struct mk_mux_device d;
    struct mk_error why = { 0 };
    int fd;
    if (find(&d, p, &why) != 0 || mk_proxy_dial(&fd, p, d.id, port, &why) != 0)
        return failed(p, &why, e);
    int rc = mk_chan_send_fd(p->asker, MK_MUX_CONNECTED, 0, mk_span(NULL, 0), fd, e);
    close(fd);
    return rc;
}

static int on_read(struct mk_proxy *p, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span(p->record, MK_MUX_MEMORY));
    struct mk_span record = mk_cur_text(&c);
    int rc = mk_chan_send(p->asker, MK_MUX_RECORD, 0, record, e);
    if (rc == 0)
        rc = mk_chan_flush(p->asker, e);
    mk_chan_wipe(p->asker); /* it has keys in it */
    return rc;
}

static int on_save(struct mk_proxy *p, struct mk_span record, struct mk_error *e)
{
    if (record.len > MK_MUX_RECORD_MAX)
        return mk_fail(e, MK_EPROTO, "a pairing record that is too long");
    memset(p->record, 0, MK_MUX_MEMORY);
    if (record.len)
        memcpy(p->record + 4, record.p, record.len);
    for (unsigned i = 0; i < 4; i++)
        p->record[i] = (uint8_t)(record.len >> 8 * i);
    mk_chan_wipe(p->asker);
    return mk_chan_send(p->asker, MK_MUX_SAVED, 0, mk_span(NULL, 0), e);
}

static int on_frame(struct mk_proxy *p, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    bool whole = f->type == MK_MUX_SAVE || f->body.len == (f->type == MK_MUX_CONNECT ? 2 : 0);
    if (p->lists && f->type == MK_MUX_LIST && whole)
        return on_list(p, e);
    if (!p->lists && whole)
        switch (f->type) {
        case MK_MUX_FIND:
            return on_find(p, e);
        case MK_MUX_CONNECT:
            return on_connect(p, mk_cur_u16le(&c), e);
        case MK_MUX_READ:
            return on_read(p, e);
        case MK_MUX_SAVE:
            return on_save(p, f->body, e);
        }
    return mk_fail(e, MK_EPROTO, "the phone worker asks for what there is not: frame %u", f->type);
}

int mk_proxy_turn(struct mk_proxy *p, struct mk_error *e)
{
    struct mk_frame f;
    int rc = mk_chan_recv(&f, NULL, p->asker, -1, e);
    if (rc <= 0)
        return rc;
    if (on_frame(p, &f, e) != 0 || mk_chan_flush(p->asker, e) != 0)
        return -1;
    return 1;
}
