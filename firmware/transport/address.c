#include "firmware/transport/address.h"
#include <stdio.h>
#include <stdlib.h>

static bool digits(struct mk_span s, size_t *at)
{
    size_t from = *at;
    while (*at < s.len && s.p[*at] >= '0' && s.p[*at] <= '9')
        ++*at;
    return *at > from && *at - from <= 3;
}

bool mk_address_is_path(struct mk_span s)
{
    size_t at = 0;
    if (s.len >= MK_ADDRESS_PATH_MAX || !digits(s, &at) || at >= s.len || s.p[at] != '-')
        return false;
    do {
        at++; /* the '-', then each '.' */
        if (!digits(s, &at))
            return false;
    } while (at < s.len && s.p[at] == '.');
    return at == s.len;
}

static int bad(const char *words, struct mk_error *e)
{
    return mk_fail(e, MK_EUSAGE,
                   "device \"%s\" is none of usb, usb:PORT (usb:1-2.3), usb:SERIAL, "
                   "tcp:ADDRESS:PORT, iphone, iphone:UDID",
                   words);
}

static int parse_tcp(struct mk_address *out, const char *words, struct mk_error *e)
{
    const char *host = words + 4, *colon = strrchr(host, ':');
    char *end = NULL;
    size_t n = colon ? (size_t)(colon - host) : 0;
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host++;
        n -= 2;
    }
    /* strtoul() would take a sign or space as well */
    unsigned long port = n && colon[1] >= '0' && colon[1] <= '9' ? strtoul(colon + 1, &end, 10) : 0;
    if (n == 0 || n >= sizeof out->host || port == 0 || port > UINT16_MAX || *end)
        return bad(words, e);
    out->kind = MK_ADDRESS_TCP;
    out->port = (uint16_t)port;
    snprintf(out->host, sizeof out->host, "%.*s", (int)n, host);
    return 0;
}

static int parse_usb(struct mk_address *out, const char *words, struct mk_error *e)
{
    struct mk_span name = mk_str(words + 4);
    if (name.len == 0 || name.len >= sizeof out->serial)
        return bad(words, e);
    if (mk_address_is_path(name)) {
        out->kind = MK_ADDRESS_USB_PATH;
        snprintf(out->path, sizeof out->path, "%s", words + 4);
    } else {
        out->kind = MK_ADDRESS_USB_SERIAL;
        snprintf(out->serial, sizeof out->serial, "%s", words + 4);
    }
    return 0;
}

/* What UDIDs are made of; they become part of names and texts. */
static bool is_udid(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
              (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '-'))
            return false;
    return s.len >= 8 && s.len <= 63;
}

static int parse_iphone(struct mk_address *out, const char *words, struct mk_error *e)
{
    const char *rest = words + 6, *at = strchr(rest, '@');
    size_t n = at ? (size_t)(at - rest) : strlen(rest);
    const char *socket = at ? at + 1 : MK_ADDRESS_USBMUXD;
    struct mk_span udid = mk_span(rest + 1, n ? n - 1 : 0);
    if ((n && (rest[0] != ':' || !is_udid(udid))) || !*socket ||
        strlen(socket) >= sizeof out->socket)
        return bad(words, e);
    out->kind = MK_ADDRESS_IPHONE;
    snprintf(out->serial, sizeof out->serial, "%.*s", (int)udid.len, (const char *)udid.p);
    snprintf(out->socket, sizeof out->socket, "%s", socket);
    return 0;
}

int mk_address_parse(struct mk_address *out, const char *words, struct mk_error *e)
{
    *out = (struct mk_address){ .kind = MK_ADDRESS_USB };
    if (strcmp(words, "usb") == 0)
        return 0;
    if (strncmp(words, "usb:", 4) == 0)
        return parse_usb(out, words, e);
    if (strncmp(words, "tcp:", 4) == 0)
        return parse_tcp(out, words, e);
    if (strncmp(words, "iphone", 6) == 0)
        return parse_iphone(out, words, e);
    return bad(words, e);
}
