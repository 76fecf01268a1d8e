/*
 * Revocation. KRL, OpenSSH PROTOCOL.krl, all numbers big endian:
 *
 *   uint64 "SSHKRL\n\0"   uint32 version 1   uint64 number   uint64 made at   uint64 flags
 *   string reserved       string comment     then sections: byte type, string content
 *
 *   1 certificates    string authority (empty: any), string reserved, then byte type, string:
 *                     0x20 uint64 serials   0x21 uint64 lowest, uint64 highest
 *                     0x22 uint64 offset, mpint bitmap   0x23 string key ids
 *   2 keys            strings: plain public key blobs
 *   3, 5              strings: SHA-1 or SHA-256 of plain public key blobs
 *   4 signature       string key, string signature; nothing but these behind it. Not checked here:
 *                     who names the file on the command line vouches for it
 */
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/hash.h"
#include <openssl/evp.h>
#include <stdio.h>

#define KRL_MAGIC "SSHKRL\n"

/* A key or an authority, as the three ways a KRL can name it. */
struct prints {
    struct mk_span blob;
    uint8_t sha1[20];
    struct mk_digest sha256;
};

static int prints(struct prints *out, struct mk_span blob, struct mk_error *e)
{
    out->blob = blob;
    if (EVP_Digest(blob.p, blob.len, out->sha1, NULL, EVP_sha1(), NULL) != 1)
        return mk_fail(e, MK_ENOMEM, "sha1");
    return mk_sha256_of(&out->sha256, blob, e);
}

static bool in_strings(struct mk_cursor *c, struct mk_span what)
{
    bool found = false;
    while (mk_cur_left(c))
        found |= mk_span_eq(mk_ssh_string(c), what);
    return found && mk_cur_ok(c);
}

/* Sections 2, 3 and 5. */
static bool names_key(struct mk_span section, unsigned type, const struct prints *p)
{
    struct mk_span what = type == 2   ? p->blob
                          : type == 3 ? mk_span(p->sha1, sizeof p->sha1)
                                      : mk_span(p->sha256.b, sizeof p->sha256.b);
    struct mk_cursor c = mk_cur(section);
    return in_strings(&c, what);
}

static bool in_bitmap(struct mk_cursor *c, uint64_t serial)
{
    uint64_t offset = mk_cur_u64be(c);
    struct mk_span bits = mk_ssh_string(c);
    if (serial < offset || (serial - offset) / 8 >= bits.len)
        return false;
    uint64_t bit = serial - offset;
    return bits.p[bits.len - 1 - bit / 8] >> bit % 8 & 1;
}

/* One part of a certificates section. A serial of zero means: not numbered (PROTOCOL.krl). */
static bool names_cert(struct mk_cursor *c, unsigned type, const struct mk_sshcert *cert)
{
    bool found = false;
    if (type == 0x20) {
        while (mk_cur_left(c))
            found |= mk_cur_u64be(c) == cert->serial;
    } else if (type == 0x21) {
        uint64_t lo = mk_cur_u64be(c), hi = mk_cur_u64be(c);
        found = cert->serial >= lo && cert->serial <= hi;
    } else if (type == 0x22) {
        found = in_bitmap(c, cert->serial);
    } else if (type == 0x23) {
        return in_strings(c, cert->key_id);
    } else {
        mk_cur_refuse(c);
    }
    return found && cert->serial;
}

/* A section about certificates; false with *ok false when it makes no sense. */
static bool certificates(bool *ok, struct mk_span section, const struct mk_sshpub *key)
{
    struct mk_cursor c = mk_cur(section);
    struct mk_span ca = mk_ssh_string(&c);
    bool found = false;
    mk_ssh_string(&c); /* reserved */
    while (mk_cur_left(&c)) {
        unsigned type = mk_cur_u8(&c);
        struct mk_cursor part = mk_cur(mk_ssh_string(&c));
        bool named = mk_cur_ok(&c) && names_cert(&part, type, &key->cert);
        if (!mk_cur_ok(&part) || mk_cur_left(&part))
            mk_cur_refuse(&c);
        found |= named && key->is_cert && (!ca.len || mk_span_eq(ca, key->cert.ca));
    }
    *ok = mk_cur_ok(&c);
    return found;
}

static bool well_formed(struct mk_span section)
{
    struct mk_cursor c = mk_cur(section);
    while (mk_cur_left(&c))
        mk_ssh_string(&c);
    return mk_cur_ok(&c);
}

static int krl(const char **hit, struct mk_cursor *c, const struct mk_sshpub *key,
               struct mk_error *e)
{
    struct prints own, ca = { 0 };
    bool sealed = false;
    if (mk_cur_u32be(c) != 1)
        return mk_fail(e, MK_EFORMAT, "revocation list of an unknown version");
    mk_cur_take(c, 24); /* number, date, flags */
    mk_ssh_string(c);
    mk_ssh_string(c);
    if (prints(&own, mk_buf_span(&key->plain), e) != 0 ||
        (key->is_cert && prints(&ca, key->cert.ca, e) != 0))
        return -1;
    while (mk_cur_left(c)) {
        unsigned type = mk_cur_u8(c);
        struct mk_span section = mk_ssh_string(c);
        bool ok = mk_cur_ok(c) && (!sealed || type == 4);
        if (type == 1) {
            if (ok && certificates(&ok, section, key))
                *hit = "the certificate is revoked";
        } else if (type == 2 || type == 3 || type == 5) {
            ok = ok && well_formed(section);
            if (ok && names_key(section, type, &own))
                *hit = "the key is revoked";
            else if (ok && key->is_cert && names_key(section, type, &ca))
                *hit = "the authority is revoked";
        } else if (type == 4) {
            sealed = true;
            mk_ssh_string(c);
        } else {
            ok = false;
        }
        if (!ok)
            return mk_fail(e, MK_EFORMAT, "revocation list damaged or of an unknown kind at %zu",
                           c->pos);
    }
    return mk_cur_ok(c) ? 0 : mk_fail(e, MK_EFORMAT, "revocation list is cut off");
}

/* One line of a list of public keys: "[options] type base64 comment". */
static int list_line(const char **hit, struct mk_span text, const struct mk_sshpub *key,
                     struct mk_error *e)
{
    struct mk_cursor line = mk_cur(text);
    struct mk_span word, b64;
    struct mk_sshpub other;
    struct mk_buf blob;
    bool bad;
    if (!mk_trust_token(&word, &line, &bad))
        return bad ? mk_fail(e, MK_EFORMAT, "quotes are not closed") : 0;
    if (word.p[0] == '#')
        return 0;
    mk_buf_init(&blob, 1 << 16);
    int rc = mk_trust_token(&b64, &line, &bad) && mk_base64_get(&blob, b64)
                 ? mk_sshpub_parse(&other, mk_buf_span(&blob), e)
                 : mk_fail(e, MK_EFORMAT, "no valid key");
    if (rc == 0) {
        if (mk_span_eq(mk_buf_span(&other.plain), mk_buf_span(&key->plain)))
            *hit = "the key is revoked";
        else if (key->is_cert && mk_span_eq(mk_buf_span(&other.plain), key->cert.ca))
            *hit = "the authority is revoked";
        mk_sshpub_done(&other);
    }
    mk_buf_done(&blob);
    return rc;
}

static int list(const char **hit, struct mk_span file, const struct mk_sshpub *key,
                struct mk_error *e)
{
    char where[60];
    unsigned n = 0;
    for (size_t at = 0; at < file.len;) {
        struct mk_span rest = mk_span_from(file, at);
        const uint8_t *end = memchr(rest.p, '\n', rest.len);
        struct mk_span line = mk_span(rest.p, end ? (size_t)(end - rest.p) : rest.len);
        at += line.len + 1;
        n++;
        if (list_line(hit, line, key, e) != 0) {
            snprintf(where, sizeof where, "revocation list, line %u", n);
            return mk_fail_in(e, where);
        }
    }
    return 0;
}

int mk_trust_revoked(bool *yes, struct mk_buf *why, struct mk_span file,
                     const struct mk_sshpub *key, struct mk_error *e)
{
    const char *hit = NULL;
    struct mk_cursor c = mk_cur(file);
    bool binary = mk_span_eq(mk_cur_take(&c, 8), mk_span(KRL_MAGIC, 8));
    if ((binary ? krl(&hit, &c, key, e) : list(&hit, file, key, e)) != 0)
        return -1;
    *yes = hit != NULL;
    if (hit)
        mk_buf_puts(why, hit);
    return mk_buf_ok(why) ? 0 : mk_fail(e, MK_ENOMEM, "revocation list");
}
