/* What QEMU's usb-redir asks of the device (usb-redir-protocol.md of usbredir, version 0.7). */
#include "tests/usb/redir.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- the phone's stream ---- */

void cable_hang_up(struct cable *c)
{
    if (c->stream >= 0)
        close(c->stream);
    c->stream = -1;
    bulk_reset(&c->bulk);
}

static void call_socket(struct cable *c)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    if (strlen(c->path) >= sizeof a.sun_path)
        die("%s: too long", c->path);
    memcpy(a.sun_path, c->path, strlen(c->path));
    c->stream = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->stream < 0 || connect(c->stream, (struct sockaddr *)&a, sizeof a))
        die("%s: %s", c->path, strerror(errno));
    fcntl(c->stream, F_SETFL, O_NONBLOCK);
}

static void call(struct cable *c)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(c->port) };
    int one = 1;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->stream < 0 || connect(c->stream, (struct sockaddr *)&a, sizeof a))
        die("port %u: %s", c->port, strerror(errno));
    setsockopt(c->stream, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->stream, F_SETFL, O_NONBLOCK);
}

/* ---- the cable ---- */

void cable_plug(struct cable *c)
{
    const uint8_t *d = c->gadget.device;
    struct usb_redir_ep_info_header eps;
    struct usb_redir_interface_info_header faces;
    struct usb_redir_device_connect_header connect = {
        .speed = c->gadget.speed,
        .vendor_id = (uint16_t)(d[8] | d[9] << 8),
        .product_id = (uint16_t)(d[10] | d[11] << 8),
        .device_version_bcd = (uint16_t)(d[12] | d[13] << 8),
    };
    gadget_endpoints(&eps, &faces, &c->gadget);
    usbredirparser_send_ep_info(c->parser, &eps);
    usbredirparser_send_interface_info(c->parser, &faces);
    usbredirparser_send_device_connect(c->parser, &connect);
    c->plugged = true;
    c->back_ms = -1;
    c->configuration = 1;
    say("plugged");
}

void cable_unplug(struct cable *c, int back_ms)
{
    usbredirparser_send_device_disconnect(c->parser);
    cable_hang_up(c);
    c->plugged = false;
    c->back_ms = back_ms < 0 ? -1 : now_ms() + back_ms;
    say("unplugged");
}

/* ---- what usb-redir asks ---- */

static void log_line(void *u, int level, const char *text)
{
    (void)u;
    if (level <= usbredirparser_warning)
        say("usbredir: %s", text);
}

static int get(void *u, uint8_t *p, int n)
{
    ssize_t got = read(((struct cable *)u)->qemu, p, (size_t)n);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    return got ? (int)got : -1;
}

static int put(void *u, uint8_t *p, int n)
{
    ssize_t went = send(((struct cable *)u)->qemu, p, (size_t)n, MSG_NOSIGNAL);
    if (went < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    return (int)went;
}

static void hello(void *u, struct usb_redir_hello_header *h)
{
    struct cable *c = u;
    say("hello from %.64s", h->version);
    c->helloed = true;
    cable_plug(c);
}

static void reset(void *u)
{
    say("bus reset");
    cable_hang_up(u);
}

static void configuration(struct cable *c, uint64_t id)
{
    struct usb_redir_configuration_status_header s = { usb_redir_success, c->configuration };
    usbredirparser_send_configuration_status(c->parser, id, &s);
}

static void set_configuration(void *u, uint64_t id, struct usb_redir_set_configuration_header *h)
{
    struct cable *c = u;
    say("configuration %u", h->configuration);
    c->configuration = h->configuration;
    configuration(c, id);
}

static void get_configuration(void *u, uint64_t id)
{
    configuration(u, id);
}

static void set_setting(void *u, uint64_t id, struct usb_redir_set_alt_setting_header *h)
{
    struct usb_redir_alt_setting_status_header s = { h->alt ? usb_redir_stall : usb_redir_success,
                                                     h->interface, h->alt };
    usbredirparser_send_alt_setting_status(((struct cable *)u)->parser, id, &s);
}

static void get_setting(void *u, uint64_t id, struct usb_redir_get_alt_setting_header *h)
{
    struct usb_redir_alt_setting_status_header s = { usb_redir_success, h->interface, 0 };
    usbredirparser_send_alt_setting_status(((struct cable *)u)->parser, id, &s);
}

/* The standard requests (USB 2.0, 9.4); all others are stalled. */
static int request(struct cable *c, uint8_t out[static 256],
                   const struct usb_redir_control_packet_header *h)
{
    if (h->requesttype == 0x80 && h->request == 6)
        return gadget_descriptor(out, &c->gadget, h->value);
    if ((h->requesttype & 0xe0) == 0x80 && h->request == 0) { /* GET_STATUS */
        out[0] = (uint8_t)((h->requesttype & 31) == 0);       /* of a device: has its own power */
        out[1] = 0;
        return 2;
    }
    if (h->requesttype == 2 && h->request == 1) { /* CLEAR_FEATURE(ENDPOINT_HALT) */
        say("halt cleared on %02x", h->index);
        if (h->index == c->gadget.in)
            c->bulk.stalled = false;
        return 0;
    }
    /* SET_SEL, SET_ISOCH_DELAY and U1/U2 of super speed */
    return h->requesttype == 0 && (h->request == 48 || h->request == 49 || h->request == 3) ? 0
                                                                                            : -1;
}

static void control(void *u, uint64_t id, struct usb_redir_control_packet_header *h, uint8_t *data,
                    int len)
{
    struct cable *c = u;
    uint8_t out[256];
    struct usb_redir_control_packet_header r = *h;
    int n = request(c, out, h);
    bool in = h->endpoint & 0x80;
    (void)len;
    r.status = n < 0 ? usb_redir_stall : usb_redir_success;
    r.length = n < 0 ? 0 : !in || n > h->length ? h->length : (uint16_t)n;
    usbredirparser_send_control_packet(c->parser, id, &r, in ? out : NULL, in ? r.length : 0);
    usbredirparser_free_packet_data(c->parser, data);
}

static void bulk(void *u, uint64_t id, struct usb_redir_bulk_packet_header *h, uint8_t *data, int n)
{
    struct cable *c = u;
    if (c->stream < 0 && !c->bulk.flood && h->endpoint == c->gadget.out)
        c->path ? call_socket(c) : call(c);
    bulk_asked(&c->bulk, id, h, data, (size_t)n);
    usbredirparser_free_packet_data(c->parser, data);
}

static void cancel(void *u, uint64_t id)
{
    bulk_cancelled(&((struct cable *)u)->bulk, id);
}

static void gone(void *u)
{
    (void)u;
}

static void filter(void *u, struct usbredirfilter_rule *rules, int n)
{
    (void)u;
    (void)n;
    free(rules);
}

void cable_meet(struct cable *c)
{
    static const int caps_of_a_host[] = { usb_redir_cap_connect_device_version,
                                          usb_redir_cap_filter,
                                          usb_redir_cap_device_disconnect_ack,
                                          usb_redir_cap_ep_info_max_packet_size,
                                          usb_redir_cap_64bits_ids,
                                          usb_redir_cap_32bits_bulk_length };
    uint32_t caps[USB_REDIR_CAPS_SIZE] = { 0 };
    struct usbredirparser *p = usbredirparser_create();
    if (!p)
        die("out of memory");
    p->priv = c;
    p->log_func = log_line;
    p->read_func = get;
    p->write_func = put;
    p->hello_func = hello;
    p->reset_func = reset;
    p->set_configuration_func = set_configuration;
    p->get_configuration_func = get_configuration;
    p->set_alt_setting_func = set_setting;
    p->get_alt_setting_func = get_setting;
    p->control_packet_func = control;
    p->bulk_packet_func = bulk;
    p->cancel_data_packet_func = cancel;
    p->device_disconnect_ack_func = gone;
    p->filter_reject_func = gone;
    p->filter_filter_func = filter;
    for (size_t i = 0; i < sizeof caps_of_a_host / sizeof *caps_of_a_host; i++)
        usbredirparser_caps_set_cap(caps, caps_of_a_host[i]);
    usbredirparser_init(p, "moka redir", caps, USB_REDIR_CAPS_SIZE, usbredirparser_fl_usb_host);
    c->parser = c->bulk.parser = p;
}
