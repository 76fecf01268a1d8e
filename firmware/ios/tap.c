#include "firmware/ios/tap.h"
#include <dlfcn.h>
#include <libimobiledevice/property_list_service.h>
#include <libimobiledevice/service.h>
#include <plist/plist.h>
#include <stdio.h>

#define SAID_MAX 1024

static mk_ios_said *said;
static void *said_u;
static property_list_service_error_t (*forward)(property_list_service_client_t, plist_t);
static service_error_t (*receive)(service_client_t, char *, uint32_t, uint32_t *);

void mk_ios_tap_init(void)
{
    void *f = dlsym(RTLD_NEXT, "property_list_service_send_xml_plist");
    memcpy(&forward, &f, sizeof forward); /* ISO C casts no object to a function */
    f = dlsym(RTLD_NEXT, "service_receive");
    memcpy(&receive, &f, sizeof receive);
}

/* Where it fails, the library leaves *received as it was, and its AFC goes by that alone: an answer
 * that says it has 2^40 bytes kept it busy for minutes (libimobiledevice 1.3.0, src/service.c,
 * service_receive_with_timeout(); src/afc.c, afc_receive_data()). */
service_error_t service_receive(service_client_t client, char *data, uint32_t size,
                                uint32_t *received)
{
    if (received)
        *received = 0;
    return receive ? receive(client, data, size, received) : SERVICE_E_UNKNOWN_ERROR;
}

void mk_ios_tap(mk_ios_said *to, void *u)
{
    said = to;
    said_u = u;
}

static const char *text_of(plist_t dict, const char *key)
{
    plist_t v = plist_dict_get_item(dict, key);
    return v && plist_get_node_type(v) == PLIST_STRING ? plist_get_string_ptr(v, NULL) : NULL;
}

static int tell(plist_t p)
{
    static const char *const more[] = { "Domain", "Key", "Service" };
    char line[SAID_MAX];
    const char *request = p && plist_get_node_type(p) == PLIST_DICT ? text_of(p, "Request") : NULL;
    if (!request || !said)
        return 0;
    size_t n = (size_t)snprintf(line, sizeof line, "lockdown:%s", request);
    for (size_t i = 0; i < sizeof more / sizeof *more && n < sizeof line; i++) {
        const char *v = text_of(p, more[i]);
        if (v)
            n += (size_t)snprintf(line + n, sizeof line - n, " %s", v);
    }
    return said(said_u, line);
}

property_list_service_error_t
property_list_service_send_xml_plist(property_list_service_client_t client, plist_t plist)
{
    if (!forward)
        return PROPERTY_LIST_SERVICE_E_UNKNOWN_ERROR;
    return tell(plist) == 0 ? forward(client, plist) : PROPERTY_LIST_SERVICE_E_MUX_ERROR;
}
