#include "firmware/worker/mux.h"
#include "parsers/base/cursor.h"
#include <stdio.h>
#include <unistd.h>

#define PATIENCE_MS 15000 /* with the proxy, which has less with usbmuxd */

static int failed(struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint32_t code = mk_cur_u32le(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || code == MK_OK || code > MK_EABSENT)
        return mk_fail(e, MK_EPROTO, "mux proxy: damaged answer");
    return mk_fail(e, (enum mk_code)code, "%.*s", (int)(why.len < 300 ? why.len : 300),
                   (const char *)why.p);
}

/* Sends a request and takes its answer, which has to be of the type `wanted`. */
static int ask(struct mk_frame *answer, int *fd, struct mk_chan *proxy, uint16_t type,
               struct mk_span body, uint16_t wanted, struct mk_error *e)
{
    if (mk_chan_send(proxy, type, 0, body, e) != 0)
        return mk_fail_in(e, "mux proxy");
    int rc = mk_chan_recv(answer, fd, proxy, PATIENCE_MS, e);
    if (rc == 0)
        return mk_fail(e, MK_ECLOSED, "the mux proxy has gone");
    if (rc < 0)
        return mk_fail_in(e, "mux proxy");
    if (answer->type == wanted)
        return 0;
    return answer->type == MK_MUX_FAILED
               ? failed(answer->body, e)
               : mk_fail(e, MK_EPROTO, "mux proxy: frame %u does not belong here", answer->type);
}

static void read_device(struct mk_mux_device *d, struct mk_cursor *c)
{
    *d = (struct mk_mux_device){ .id = mk_cur_u32le(c) };
    d->product = mk_cur_u32le(c);
    d->location = mk_cur_u32le(c);
    struct mk_span udid = mk_cur_text(c);
    if (udid.len == 0 || udid.len >= sizeof d->udid)
        mk_cur_refuse(c);
    else
        memcpy(d->udid, udid.p, udid.len);
}

int mk_mux_find(struct mk_mux_device *out, struct mk_chan *proxy, struct mk_error *e)
{
    struct mk_frame f;
    if (ask(&f, NULL, proxy, MK_MUX_FIND, mk_span(NULL, 0), MK_MUX_DEVICE, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(f.body);
    read_device(out, &c);
    return mk_cur_ok(&c) ? 0 : mk_fail(e, MK_EPROTO, "mux proxy: damaged device");
}

int mk_mux_list(struct mk_mux_device *out, size_t max, size_t *n, struct mk_chan *proxy,
                struct mk_error *e)
{
    struct mk_frame f;
    if (ask(&f, NULL, proxy, MK_MUX_LIST, mk_span(NULL, 0), MK_MUX_DEVICES, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(f.body);
    size_t count = mk_cur_count(&c, mk_cur_u32le(&c), 16);
    *n = 0;
    for (size_t i = 0; i < count && *n < max && mk_cur_ok(&c); i++)
        read_device(&out[(*n)++], &c);
    return mk_cur_ok(&c) ? 0 : mk_fail(e, MK_EPROTO, "mux proxy: damaged list of devices");
}

int mk_mux_connect(int *fd, struct mk_chan *proxy, uint16_t port, struct mk_error *e)
{
    struct mk_frame f;
    const uint8_t body[] = { (uint8_t)port, (uint8_t)(port >> 8) };
    int passed = -1;
    int rc =
        ask(&f, &passed, proxy, MK_MUX_CONNECT, mk_span(body, sizeof body), MK_MUX_CONNECTED, e);
    if (rc == 0 && passed < 0)
        rc = mk_fail(e, MK_EPROTO, "mux proxy: a connection without its descriptor");
    if (rc != 0 && passed >= 0)
        close(passed);
    *fd = rc == 0 ? passed : -1;
    return rc;
}

int mk_mux_read(struct mk_buf *out, struct mk_chan *proxy, struct mk_error *e)
{
    struct mk_frame f;
    if (ask(&f, NULL, proxy, MK_MUX_READ, mk_span(NULL, 0), MK_MUX_RECORD, e) != 0)
        return -1;
    mk_buf_put(out, f.body.p, f.body.len);
    mk_chan_wipe(proxy);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "pairing record");
}

int mk_mux_save(struct mk_chan *proxy, struct mk_span record, struct mk_error *e)
{
    struct mk_frame f;
    int rc = ask(&f, NULL, proxy, MK_MUX_SAVE, record, MK_MUX_SAVED, e);
    mk_chan_wipe(proxy);
    return rc;
}
