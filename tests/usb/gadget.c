/*
 * Descriptors of a phone, true and false ones. Layouts: USB 2.0, 9.6 (device, configuration,
 * interface, endpoint, string); USB 3.2, 9.6.2 (BOS), 9.6.7 (endpoint companion). The ADB
 * interface: AOSP packages/modules/adb adb.h ADB_CLASS, ADB_SUBCLASS, ADB_PROTOCOL; that of
 * iPhones: usbmuxd src/usb.h INTERFACE_CLASS, INTERFACE_SUBCLASS, INTERFACE_PROTOCOL.
 */
#include "tests/usb/redir.h"
#include <string.h>

enum { CONFIG = 2, STRING = 3, FACE = 4, ENDPOINT = 5, BOS = 15, COMPANION = 48 };
enum { BULK = 2, INTERRUPT = 3 };
#define LO(x) (uint8_t)((x)&255)
#define HI(x) (uint8_t)((x) >> 8)

const char *const gadget_lies[] = {
    "no-endpoints", "two-adb",      "out-only",       "packet-0", "packet-7",  "packet-1024",
    "length-0",     "total-beyond", "interrupt",      "config-0", "no-config", "string-control",
    "string-255",   "no-serial",    "serial-stalled", NULL
};

static bool lies(const struct gadget_options *o, const char *lie)
{
    return o->lie && strcmp(o->lie, lie) == 0;
}

static void add(struct gadget *g, const uint8_t *p, size_t n)
{
    if (n > sizeof g->config - g->config_len)
        die("a configuration of more than %zu bytes", sizeof g->config);
    memcpy(g->config + g->config_len, p, n);
    g->config_len += n;
}

static void face(struct gadget *g, uint8_t endpoints, uint8_t class, uint8_t sub, uint8_t protocol,
                 uint8_t string)
{
    uint8_t number = g->config[4]++;
    add(g, (uint8_t[]){ 9, FACE, number, 0, endpoints, class, sub, protocol, string }, 9);
}

static void endpoint(struct gadget *g, uint8_t address, uint8_t type, uint16_t packet)
{
    uint8_t interval = type == INTERRUPT ? 9 : 0;
    add(g, (uint8_t[]){ 7, ENDPOINT, address, type, LO(packet), HI(packet), interval }, 7);
    if (g->speed == usb_redir_speed_super)
        add(g, (uint8_t[]){ 6, COMPANION, 0, 0, 0, 0 }, 6);
}

/* Media transfer, then a modem of two interfaces: what Samsung's phones show beside ADB. */
static void companions(struct gadget *g)
{
    face(g, 3, 6, 1, 1, 0);
    endpoint(g, 0x81, BULK, g->packet);
    endpoint(g, 0x01, BULK, g->packet);
    endpoint(g, 0x82, INTERRUPT, 28);
    face(g, 1, 2, 2, 1, 0);
    endpoint(g, 0x83, INTERRUPT, 10);
    face(g, 2, 10, 0, 0, 0);
    endpoint(g, 0x84, BULK, g->packet);
    endpoint(g, 0x02, BULK, g->packet);
    g->in = 0x85;
    g->out = 0x03;
}

static void adb(struct gadget *g, const struct gadget_options *o)
{
    uint8_t type = lies(o, "interrupt") ? INTERRUPT : BULK;
    uint16_t packet = lies(o, "packet-0")      ? 0
                      : lies(o, "packet-7")    ? 7
                      : lies(o, "packet-1024") ? 1024
                                               : g->packet;
    bool none = lies(o, "no-endpoints");
    face(g, none ? 0 : 2, 0xff, 0x42, 1, 4);
    if (none)
        return;
    size_t at = g->config_len;
    endpoint(g, lies(o, "out-only") ? 0x02 : g->in, type, packet);
    endpoint(g, g->out, type, packet);
    if (lies(o, "length-0"))
        g->config[at] = 0;
    if (lies(o, "two-adb")) {
        face(g, 2, 0xff, 0x42, 1, 4);
        endpoint(g, 0x8a, BULK, g->packet);
        endpoint(g, 0x0a, BULK, g->packet);
    }
}

/* Pictures, then what usbmuxd talks to. */
static void apple(struct gadget *g)
{
    face(g, 3, 6, 1, 1, 0);
    endpoint(g, 0x81, BULK, g->packet);
    endpoint(g, 0x02, BULK, g->packet);
    endpoint(g, 0x82, INTERRUPT, 28);
    g->in = 0x85;
    g->out = 0x04;
    face(g, 2, 0xff, 0xfe, 2, 4);
    endpoint(g, g->in, BULK, g->packet);
    endpoint(g, g->out, BULK, g->packet);
}

static void config(struct gadget *g, const struct gadget_options *o)
{
    add(g, (uint8_t[]){ 9, CONFIG, 0, 0, 0, lies(o, "config-0") ? 0 : 1, 0, 0x80, 112 },
        9); /* 224 mA, 896 mA at super speed */
    g->in = 0x81;
    g->out = 0x01;
    if (o->composite)
        companions(g);
    o->iphone ? apple(g) : adb(g, o);
    size_t total = g->config_len + (lies(o, "total-beyond") ? 999 : 0);
    g->config[2] = LO(total);
    g->config[3] = HI(total);
}

static void strings(struct gadget *g, const struct gadget_options *o)
{
    static const char control[] = "\x1b[2J\x1b]0;owned\x07\r\nusb:9-9 \"\\\x7f\x9b";
    const char *face = o->iphone ? "Apple USB Multiplexor" : "ADB Interface";
    const char *all[GADGET_STRINGS] = { NULL, o->maker, o->model, o->serial, face };
    for (size_t i = 1; i < GADGET_STRINGS; i++)
        g->strings[i] = lies(o, "string-control") ? control : all[i];
    g->odd_strings = lies(o, "string-255");
    g->no_strings = lies(o, "serial-stalled");
    g->device[14] = 1;
    g->device[15] = 2;
    g->device[16] = lies(o, "no-serial") ? 0 : 3;
}

bool gadget_make(struct gadget *g, const struct gadget_options *o)
{
    const char *const *lie = gadget_lies;
    while (o->lie && *lie && strcmp(*lie, o->lie) != 0)
        lie++;
    if (!*lie)
        return false;
    bool super = o->speed == usb_redir_speed_super;
    *g = (struct gadget){ .speed = o->speed };
    g->packet = super ? 1024 : o->speed == usb_redir_speed_high ? 512 : 64;
    memcpy(g->device,
           (uint8_t[]){ 18, 1, 0, super ? 3 : 2, 0, 0, 0, super ? 9 : 64, LO(o->vendor),
                        HI(o->vendor), LO(o->product), HI(o->product), 0x40, 4 },
           14);
    strings(g, o);
    g->device[17] = lies(o, "no-config") ? 0 : 1;
    config(g, o);
    return true;
}

static int string(uint8_t out[static 256], const struct gadget *g, uint8_t index)
{
    size_t n = 2;
    if (index >= GADGET_STRINGS || (index == 3 && g->no_strings))
        return -1;
    memset(out, 0, 256);
    if (index == 0) {
        out[n] = 9; /* US English */
        out[n + 1] = 4;
        n += 2;
    }
    for (const char *s = g->strings[index]; index && *s && n < 254; n += 2)
        out[n] = (uint8_t)*s++;
    while (index && g->odd_strings && n < 255)
        out[n++] = 'W';
    out[0] = (uint8_t)n;
    out[1] = STRING;
    return (int)n;
}

int gadget_descriptor(uint8_t out[static 256], const struct gadget *g, uint16_t value)
{
    switch (value >> 8) {
    case 1:
        memcpy(out, g->device, sizeof g->device);
        return (int)sizeof g->device;
    case CONFIG:
        memcpy(out, g->config, g->config_len);
        return (value & 255) ? -1 : (int)g->config_len;
    case STRING:
        return string(out, g, LO(value));
    case BOS:
        if (g->speed != usb_redir_speed_super)
            return -1;
        memcpy(out, (uint8_t[]){ 5, BOS, 22, 0, 2, 7,  16, 2, 2,  0,   0,
                                 0, 10,  16, 3, 0, 14, 0,  1, 10, 255, 7 },
               22);
        return 22;
    }
    return -1;
}

/* Reads back what config() wrote, as far as its lengths carry. */
void gadget_endpoints(struct usb_redir_ep_info_header *eps,
                      struct usb_redir_interface_info_header *faces, const struct gadget *g)
{
    uint8_t number = 0;
    memset(eps, 0, sizeof *eps);
    memset(eps->type, usb_redir_type_invalid, sizeof eps->type);
    memset(faces, 0, sizeof *faces);
    eps->type[0] = eps->type[16] = usb_redir_type_control;
    eps->max_packet_size[0] = eps->max_packet_size[16] = 64;
    for (size_t at = 0; at + 7 <= g->config_len && g->config[at]; at += g->config[at]) {
        const uint8_t *d = g->config + at;
        if (d[1] == FACE) {
            uint32_t i = faces->interface_count++;
            faces->interface[i] = number = d[2];
            faces->interface_class[i] = d[5];
            faces->interface_subclass[i] = d[6];
            faces->interface_protocol[i] = d[7];
        } else if (d[1] == ENDPOINT) {
            size_t i = (size_t)((d[2] & 15) | (d[2] & 0x80 ? 16 : 0));
            eps->type[i] = d[3];
            eps->interval[i] = d[6];
            eps->interface[i] = number;
            eps->max_packet_size[i] = (uint16_t)(d[4] | d[5] << 8);
        }
    }
}
