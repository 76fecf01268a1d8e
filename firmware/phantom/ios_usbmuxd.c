#include "firmware/phantom/ios_usbmuxd.h"
#include "firmware/phantom/ios_message.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

#define HEAD    16u
#define VERSION 1u
#define PLIST   8u
/* As usbmuxd makes one, once for a computer: of the phantom's own. */
#define BUID "30142955-444094379208051516"

void mk_usbmuxd_client_init(struct mk_usbmuxd_client *c)
{
    *c = (struct mk_usbmuxd_client){ 0 };
    mk_buf_init(&c->in, 2 * MK_USBMUXD_MESSAGE);
    mk_buf_init(&c->out, (size_t)16 << 20);
}

void mk_usbmuxd_client_done(struct mk_usbmuxd_client *c)
{
    mk_buf_done(&c->in);
    mk_buf_done(&c->out);
}

void mk_usbmuxd_done(struct mk_usbmuxd *u)
{
    for (size_t i = 0; i < u->n; i++) {
        free(u->records[i].id);
        mk_buf_done(&u->records[i].bytes);
    }
    u->n = 0;
}

/* ---- answers ---- */

/* Takes the message. */
static void say(struct mk_usbmuxd_client *c, uint32_t tag, plist_t message)
{
    char *p = NULL;
    uint32_t n = 0;
    plist_to_xml(message, &p, &n);
    plist_free(message);
    mk_buf_u32le(&c->out, HEAD + n);
    mk_buf_u32le(&c->out, VERSION);
    mk_buf_u32le(&c->out, PLIST);
    mk_buf_u32le(&c->out, tag);
    mk_buf_put(&c->out, p, n);
    free(p);
}

void mk_usbmuxd_result(struct mk_usbmuxd_client *c, uint32_t tag, enum mk_usbmuxd_result r)
{
    plist_t m = plist_new_dict();
    mk_ios_put_text(m, "MessageType", "Result");
    mk_ios_put_uint(m, "Number", r);
    say(c, tag, m);
}

static plist_t attached(const struct mk_usbmuxd *u)
{
    plist_t m = plist_new_dict(), p = plist_new_dict();
    mk_ios_put_text(p, "ConnectionType", "USB");
    mk_ios_put_uint(p, "ConnectionSpeed", 480000000);
    mk_ios_put_uint(p, "DeviceID", u->device);
    mk_ios_put_uint(p, "LocationID", 0x10001);
    mk_ios_put_uint(p, "ProductID", 0x12a8);
    mk_ios_put_text(p, "SerialNumber", u->udid);
    mk_ios_put_text(m, "MessageType", "Attached");
    mk_ios_put_uint(m, "DeviceID", u->device);
    plist_dict_set_item(m, "Properties", p);
    return m;
}

void mk_usbmuxd_tell(struct mk_usbmuxd_client *c, const struct mk_usbmuxd *u, bool paired)
{
    if (u->attached && !paired) {
        say(c, 0, attached(u));
        return;
    }
    plist_t m = plist_new_dict();
    mk_ios_put_text(m, "MessageType", paired ? "Paired" : "Detached");
    mk_ios_put_uint(m, "DeviceID", u->device);
    say(c, 0, m);
}

static void list_devices(struct mk_usbmuxd_client *c, const struct mk_usbmuxd *u)
{
    plist_t m = plist_new_dict(), list = plist_new_array();
    if (u->attached)
        plist_array_append_item(list, attached(u));
    plist_dict_set_item(m, "DeviceList", list);
    say(c, c->tag, m);
}

/* ---- pairing records ---- */

static size_t find(const struct mk_usbmuxd *u, const char *id)
{
    size_t i = 0;
    while (i < u->n && (!id || strcmp(u->records[i].id, id) != 0))
        i++;
    return i;
}

static void read_record(struct mk_usbmuxd_client *c, const struct mk_usbmuxd *u, const char *id)
{
    size_t i = find(u, id);
    if (i == u->n) {
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_BAD_DEVICE);
        return;
    }
    plist_t m = plist_new_dict();
    mk_ios_put_data(m, "PairRecordData", mk_buf_span(&u->records[i].bytes));
    say(c, c->tag, m);
}

static bool save_record(struct mk_usbmuxd *u, const char *id, plist_t data)
{
    uint64_t n = 0;
    size_t i = find(u, id);
    const char *p = plist_get_node_type(data) == PLIST_DATA ? plist_get_data_ptr(data, &n) : NULL;
    if (!id || !p || n > MK_USBMUXD_MESSAGE || i == MK_USBMUXD_RECORDS)
        return false;
    if (i == u->n) {
        u->records[i].id = strdup(id);
        if (!u->records[i].id)
            return false;
        mk_buf_init(&u->records[i].bytes, MK_USBMUXD_MESSAGE);
        u->n++;
    }
    mk_buf_clear(&u->records[i].bytes);
    mk_buf_put(&u->records[i].bytes, p, (size_t)n);
    return mk_buf_ok(&u->records[i].bytes);
}

static void delete_record(struct mk_usbmuxd *u, const char *id)
{
    size_t i = find(u, id);
    if (i == u->n)
        return;
    free(u->records[i].id);
    mk_buf_done(&u->records[i].bytes);
    u->records[i] = u->records[--u->n];
}

/* ---- requests ---- */

/* The port stands in network order, in a number of the host's: htons(port). */
static void connect_to(struct mk_usbmuxd_client *c, const struct mk_usbmuxd *u, plist_t m)
{
    plist_t device = plist_dict_get_item(m, "DeviceID"),
            port = plist_dict_get_item(m, "PortNumber");
    uint64_t d = 0, n = 0;
    if (device && plist_get_node_type(device) == PLIST_UINT)
        plist_get_uint_val(device, &d);
    if (port && plist_get_node_type(port) == PLIST_UINT)
        plist_get_uint_val(port, &n);
    if (!u->attached || d != u->device) {
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_BAD_DEVICE);
        return;
    }
    c->port = (uint16_t)((n & 0xff) << 8 | (n >> 8 & 0xff));
    c->wants = true;
}

static void answer(bool *fresh, struct mk_usbmuxd_client *c, struct mk_usbmuxd *u, plist_t m)
{
    const char *type = mk_ios_text(m, "MessageType"), *id = mk_ios_text(m, "PairRecordID");
    struct mk_span t = mk_str(type);
    if (mk_span_is(t, "ListDevices")) {
        list_devices(c, u);
    } else if (mk_span_is(t, "Listen")) {
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_OK);
        c->listens = true;
        if (u->attached)
            mk_usbmuxd_tell(c, u, false);
    } else if (mk_span_is(t, "ReadBUID")) {
        plist_t a = plist_new_dict();
        mk_ios_put_text(a, "BUID", BUID);
        say(c, c->tag, a);
    } else if (mk_span_is(t, "ReadPairRecord")) {
        read_record(c, u, id);
    } else if (mk_span_is(t, "SavePairRecord")) {
        *fresh = save_record(u, id, plist_dict_get_item(m, "PairRecordData"));
        mk_usbmuxd_result(c, c->tag, *fresh ? MK_USBMUXD_OK : MK_USBMUXD_BAD_COMMAND);
    } else if (mk_span_is(t, "DeletePairRecord")) {
        delete_record(u, id);
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_OK);
    } else if (mk_span_is(t, "Connect")) {
        connect_to(c, u, m);
    } else {
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_BAD_COMMAND);
    }
}

/* 1: a message was answered; 0: there is none yet. */
static int one(bool *fresh, struct mk_usbmuxd_client *c, struct mk_usbmuxd *u, struct mk_error *e)
{
    struct mk_cursor in = mk_cur(mk_buf_span(&c->in));
    uint32_t n = mk_cur_u32le(&in), version = mk_cur_u32le(&in), message = mk_cur_u32le(&in);
    plist_t m = NULL;
    c->tag = mk_cur_u32le(&in);
    if (!mk_cur_ok(&in))
        return 0;
    if (n < HEAD || n > MK_USBMUXD_MESSAGE)
        return mk_fail(e, MK_EPROTO, "usbmuxd: a message of %u bytes", n);
    struct mk_span body = mk_cur_take(&in, n - HEAD);
    if (!mk_cur_ok(&in))
        return 0;
    if (version == VERSION && message == PLIST)
        plist_from_xml((const char *)body.p, (uint32_t)body.len, &m);
    if (version != VERSION)
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_BAD_VERSION);
    else if (plist_get_node_type(m) == PLIST_DICT)
        answer(fresh, c, u, m);
    else
        mk_usbmuxd_result(c, c->tag, MK_USBMUXD_BAD_COMMAND);
    plist_free(m);
    mk_buf_drop(&c->in, n);
    return 1;
}

int mk_usbmuxd_feed(bool *fresh, struct mk_usbmuxd_client *c, struct mk_usbmuxd *u,
                    struct mk_span bytes, struct mk_error *e)
{
    int rc = 1;
    *fresh = false;
    mk_buf_put(&c->in, bytes.p, bytes.len);
    while (rc == 1 && !c->wants) {
        bool saved = false;
        rc = mk_buf_ok(&c->in) ? one(&saved, c, u, e) : mk_fail(e, MK_ELIMIT, "usbmuxd: messages");
        *fresh = *fresh || saved;
    }
    return rc < 0 ? -1 : mk_buf_ok(&c->out) ? 0 : mk_fail(e, MK_ENOMEM, "usbmuxd: answers");
}
