#include "host/export/uco.h"
#include "parsers/base/time.h"
#include <openssl/evp.h>
#include <string.h>

/* Nodes of the graph and their values. */

void mk_uco_iri(char out[static MK_UCO_IRI], const char *what, struct mk_span a, struct mk_span b)
{
    /* a name space of our own, made once at random */
    static const uint8_t space[16] = { 0x5b, 0x1e, 0x0a, 0x57, 0x6c, 0x34, 0x4f, 0x0d,
                                       0x9a, 0x41, 0x2f, 0x83, 0xd1, 0x70, 0xee, 0x26 };
    uint8_t d[EVP_MAX_MD_SIZE] = { 0 };
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c && EVP_DigestInit_ex(c, EVP_sha1(), NULL) == 1 &&
              EVP_DigestUpdate(c, space, sizeof space) == 1 &&
              EVP_DigestUpdate(c, what, strlen(what) + 1) == 1 &&
              EVP_DigestUpdate(c, a.p, a.len) == 1 && EVP_DigestUpdate(c, "", 1) == 1 &&
              EVP_DigestUpdate(c, b.p, b.len) == 1 && EVP_DigestFinal_ex(c, d, NULL) == 1;
    EVP_MD_CTX_free(c);
    if (!ok) {
        out[0] = 0; /* mk_uco_open() then spoils the output */
        return;
    }
    d[6] = (uint8_t)((d[6] & 0x0f) | 0x50);
    d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
    size_t n = (size_t)snprintf(out, MK_UCO_IRI, "urn:uuid:");
    for (size_t i = 0; i < 16; i++)
        n += (size_t)snprintf(out + n, MK_UCO_IRI - n, "%s%02x",
                              i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", d[i]);
}

static void begin(struct mk_json *j, const char *iri, const char *type)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "@id", iri);
    if (type)
        mk_json_kv_str(j, "@type", type);
    j->b->bad |= !*iri;
}

struct mk_json mk_uco_open(struct mk_buf *out, const char *iri, const char *type)
{
    mk_buf_puts(out, ",\n");
    struct mk_json j = mk_json(out);
    begin(&j, iri, type);
    return j;
}

void mk_uco_inner(struct mk_json *j, const char *key, const char *iri, const char *type)
{
    mk_json_key(j, key);
    begin(j, iri, type);
}

void mk_uco_link(struct mk_json *j, const char *key, const char *iri)
{
    mk_uco_inner(j, key, iri, NULL);
    mk_json_close(j, '}');
}

void mk_uco_text(struct mk_json *j, const char *key, struct mk_span text)
{
    if (text.len)
        mk_json_kv_text(j, key, text);
}

void mk_uco_typed(struct mk_json *j, const char *key, const char *type, const char *value)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "@type", type);
    mk_json_kv_str(j, "@value", value);
    mk_json_close(j, '}');
}

void mk_uco_time(struct mk_json *j, const char *key, int64_t us, int digits)
{
    char iso[MK_ISO_MAX];
    if (!mk_time_in_range(us))
        return;
    iso[mk_time_iso(iso, us, digits)] = 0;
    mk_uco_typed(j, key, "xsd:dateTime", iso);
}

/* xsd:decimal has no exponent. */
void mk_uco_decimal(struct mk_json *j, const char *key, double v)
{
    char s[400];
    size_t n = (size_t)snprintf(s, sizeof s, "%.12f", v);
    while (n > 2 && s[n - 1] == '0' && s[n - 2] != '.')
        s[--n] = 0;
    mk_uco_typed(j, key, "xsd:decimal", s);
}

void mk_uco_hash(struct mk_json *j, struct mk_span hex)
{
    char iri[MK_UCO_IRI], text[MK_SHA256_HEX];
    struct mk_digest d;
    if (!mk_digest_parse(&d, hex))
        return;
    mk_digest_hex(text, &d);
    mk_uco_iri(iri, "hash", mk_str(text), mk_str(""));
    mk_uco_inner(j, "uco-observable:hash", iri, "uco-types:Hash");
    mk_json_kv_str(j, "uco-types:hashMethod", "SHA256");
    mk_uco_typed(j, "uco-types:hashValue", "xsd:hexBinary", text);
    mk_json_close(j, '}');
}

void mk_uco_relation(struct mk_buf *out, const char *from, const char *kind, const char *to,
                     const struct mk_value *time)
{
    char iri[MK_UCO_IRI];
    mk_uco_iri(iri, kind, mk_str(from), mk_str(to));
    struct mk_json j = mk_uco_open(out, iri, "uco-core:Relationship");
    mk_uco_link(&j, "uco-core:source", from);
    mk_uco_link(&j, "uco-core:target", to);
    mk_json_kv_str(&j, "uco-core:kindOfRelationship", kind);
    mk_json_kv_bool(&j, "uco-core:isDirectional", true);
    if (time)
        mk_uco_time(&j, "uco-core:startTime", time->i, time->digits);
    mk_json_close(&j, '}');
}
