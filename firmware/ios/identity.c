#include "firmware/ios/identity.h"
#include "firmware/ios/certs.h"
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

char *mk_identity_text(plist_t record, const char *key)
{
    plist_t v = record ? plist_dict_get_item(record, key) : NULL;
    char *text = NULL, *data = NULL;
    uint64_t n = 0;
    if (v && plist_get_node_type(v) == PLIST_STRING)
        plist_get_string_val(v, &text);
    if (v && plist_get_node_type(v) == PLIST_DATA) {
        plist_get_data_val(v, &data, &n);
        text = data && n < MK_MUX_MEMORY ? strndup(data, n) : NULL;
        free(data);
    }
    return text;
}

int mk_identity_load(plist_t *out, struct mk_chan *proxy, struct mk_error *e)
{
    struct mk_buf b;
    *out = NULL;
    mk_buf_init(&b, MK_MUX_RECORD_MAX);
    int rc = mk_mux_read(&b, proxy, e);
    if (rc == 0 && b.len) {
        /* plist_from_memory() is another function in each version of the library. */
        if (mk_span_starts(mk_buf_span(&b), mk_str("bplist")))
            plist_from_bin((const char *)b.p, (uint32_t)b.len, out);
        else
            plist_from_xml((const char *)b.p, (uint32_t)b.len, out);
        if (!*out || plist_get_node_type(*out) != PLIST_DICT)
            rc = mk_fail(e, MK_EFORMAT, "the pairing record of this case cannot be read");
    }
    if (b.p)
        OPENSSL_cleanse(b.p, b.len);
    mk_buf_done(&b);
    return rc;
}

int mk_identity_store(struct mk_chan *proxy, plist_t record, struct mk_error *e)
{
    char *bytes = NULL;
    uint32_t n = 0;
    plist_to_bin(record, &bytes, &n);
    int rc = bytes && n <= MK_MUX_RECORD_MAX
                 ? mk_mux_save(proxy, mk_span(bytes, n), e)
                 : mk_fail(e, MK_ELIMIT, "the pairing record is too long: %u bytes", n);
    if (bytes)
        OPENSSL_cleanse(bytes, n);
    free(bytes);
    return rc;
}

/* A random UUID, as RFC 4122 writes them, in capitals. */
static int put_uuid(plist_t record, const char *key, struct mk_error *e)
{
    uint8_t r[16];
    char text[40];
    if (RAND_bytes(r, sizeof r) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    r[6] = (uint8_t)((r[6] & 0x0f) | 0x40);
    r[8] = (uint8_t)((r[8] & 0x3f) | 0x80);
    size_t at = 0;
    for (size_t i = 0; i < sizeof r; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%02X",
                               i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", r[i]);
    plist_dict_set_item(record, key, plist_new_string(text));
    return 0;
}

int mk_identity_new(plist_t *out, struct mk_span device_key, struct mk_error *e)
{
    struct mk_certs c;
    static const char *const keys[] = { "RootPrivateKey", "RootCertificate", "HostPrivateKey",
                                        "HostCertificate", "DeviceCertificate" };
    if (mk_certs_make(&c, device_key, e) != 0)
        return -1;
    plist_t record = plist_new_dict();
    const struct mk_buf *const values[] = { &c.root_key, &c.root, &c.host_key, &c.host, &c.device };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        plist_dict_set_item(record, keys[i],
                            plist_new_data((const char *)values[i]->p, values[i]->len));
    mk_certs_done(&c);
    int rc =
        put_uuid(record, MK_IDENTITY_HOST, e) || put_uuid(record, MK_IDENTITY_BUID, e) ? -1 : 0;
    if (rc != 0) {
        plist_free(record);
        record = NULL;
    }
    *out = record;
    return rc;
}
