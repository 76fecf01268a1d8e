#include "firmware/ios/state.h"

/* "device::ProductType=iPhone12,1;ProductVersion=15.7.1;..." out of lockdownd's values. */

static const struct {
    const char *key, *as;
} keys[] = {
    { "ProductType", NULL },       { "ProductVersion", NULL },
    { "BuildVersion", NULL },      { "DeviceName", NULL },
    { "UniqueDeviceID", NULL },    { "SerialNumber", NULL },
    { "DeviceClass", NULL },       { "ProductName", NULL },
    { "PasswordProtected", NULL }, { "MokaPhantom", "ro.moka.phantom" },
};

/* Of a text or a yes and no; ';', '=' and '%' would make others of it. */
static void put_text(struct mk_buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == ';' || *s == '=' || *s == '%')
            mk_buf_printf(out, "%%%02X", (unsigned)(uint8_t)*s);
        else
            mk_buf_u8(out, (uint8_t)*s);
    }
}

static void put(struct mk_buf *out, const char *key, plist_t v)
{
    uint8_t yes = 0;
    if (plist_get_node_type(v) == PLIST_STRING) {
        const char *s = plist_get_string_ptr(v, NULL);
        mk_buf_printf(out, "%s=", key);
        put_text(out, s ? s : "");
        mk_buf_u8(out, ';');
    } else if (plist_get_node_type(v) == PLIST_BOOLEAN) {
        plist_get_bool_val(v, &yes);
        mk_buf_printf(out, "%s=%s;", key, yes ? "true" : "false");
    }
}

void mk_iosw_banner(struct mk_buf *out, plist_t values)
{
    mk_buf_puts(out, "device::");
    for (size_t i = 0; values && i < sizeof keys / sizeof *keys; i++) {
        plist_t v = plist_dict_get_item(values, keys[i].key);
        if (v)
            put(out, keys[i].as ? keys[i].as : keys[i].key, v);
    }
}
