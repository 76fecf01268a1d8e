#include "firmware/ios/certs.h"
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

#define BITS    2048
#define YEARS_S ((long)10 * 365 * 24 * 60 * 60)
#define PEM_MAX ((size_t)16 << 10)

static void all_of(struct mk_buf *out[5], struct mk_certs *c)
{
    out[0] = &c->root_key;
    out[1] = &c->root;
    out[2] = &c->host_key;
    out[3] = &c->host;
    out[4] = &c->device;
}

void mk_certs_done(struct mk_certs *c)
{
    struct mk_buf *all[5];
    all_of(all, c);
    for (size_t i = 0; i < 5; i++) {
        if (all[i]->p)
            OPENSSL_cleanse(all[i]->p, all[i]->len);
        mk_buf_done(all[i]);
    }
}

static bool extend(X509 *x, int what, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, NULL, x, NULL, NULL, 0);
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, &ctx, what, value);
    bool ok = ext && X509_add_ext(x, ext, -1) == 1;
    X509_EXTENSION_free(ext);
    return ok;
}

enum owner { ROOT, HOST, DEVICE };

/* A certificate of `key`, signed by the root's; NULL without memory. */
static X509 *certify(EVP_PKEY *key, EVP_PKEY *root, enum owner who)
{
    X509 *x = X509_new();
    time_t now = time(NULL);
    bool ok =
        x && X509_set_version(x, 2) && ASN1_INTEGER_set(X509_get_serialNumber(x), 0) &&
        ASN1_TIME_set(X509_getm_notBefore(x), now) &&
        ASN1_TIME_set(X509_getm_notAfter(x), now + YEARS_S) && X509_set_pubkey(x, key) &&
        extend(x, NID_basic_constraints, who == ROOT ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (ok && who == DEVICE)
        ok = extend(x, NID_subject_key_identifier, "hash");
    if (ok && who != ROOT)
        ok = extend(x, NID_key_usage, "critical,digitalSignature,keyEncipherment");
    if (ok && X509_sign(x, root, EVP_sha256()) > 0)
        return x;
    X509_free(x);
    return NULL;
}

static bool take(struct mk_buf *out, BIO *mem, int written)
{
    char *p;
    long n = BIO_get_mem_data(mem, &p);
    if (written == 1 && n > 0)
        mk_buf_put(out, p, (size_t)n);
    BIO_free(mem);
    return written == 1 && n > 0 && mk_buf_ok(out);
}

static bool put_key(struct mk_buf *out, EVP_PKEY *key)
{
    BIO *mem = BIO_new(BIO_s_secmem());
    return mem && take(out, mem, PEM_write_bio_PrivateKey(mem, key, NULL, NULL, 0, NULL, NULL));
}

static bool put_cert(struct mk_buf *out, EVP_PKEY *key, EVP_PKEY *root, enum owner who)
{
    X509 *x = certify(key, root, who);
    BIO *mem = x ? BIO_new(BIO_s_mem()) : NULL;
    bool ok = mem && take(out, mem, PEM_write_bio_X509(mem, x));
    X509_free(x);
    return ok;
}

/* The phone's: hostile. */
static EVP_PKEY *read_device_key(struct mk_span pem)
{
    EVP_PKEY *key = NULL;
    const unsigned char *p = pem.p;
    size_t n = pem.len;
    OSSL_DECODER_CTX *d =
        OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", NULL, "RSA", EVP_PKEY_PUBLIC_KEY, NULL, NULL);
    if (!d || pem.len == 0 || pem.len > PEM_MAX || OSSL_DECODER_from_data(d, &p, &n) != 1) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    OSSL_DECODER_CTX_free(d);
    return key;
}

int mk_certs_make(struct mk_certs *out, struct mk_span device_key, struct mk_error *e)
{
    struct mk_buf *all[5];
    EVP_PKEY *device = read_device_key(device_key), *root = NULL, *host = NULL;
    int rc = -1;
    all_of(all, out);
    for (size_t i = 0; i < 5; i++)
        mk_buf_init(all[i], PEM_MAX);
    if (!device) {
        mk_fail(e, MK_EFORMAT, "the phone's public key is none");
        goto out;
    }
    root = EVP_RSA_gen(BITS);
    host = EVP_RSA_gen(BITS);
    if (!root || !host || !put_key(&out->root_key, root) || !put_key(&out->host_key, host) ||
        !put_cert(&out->root, root, root, ROOT) || !put_cert(&out->host, host, root, HOST) ||
        !put_cert(&out->device, device, root, DEVICE)) {
        mk_fail(e, MK_ENOMEM, "keys for this phone");
        goto out;
    }
    rc = 0;
out:
    if (rc != 0)
        mk_certs_done(out);
    EVP_PKEY_free(device);
    EVP_PKEY_free(root);
    EVP_PKEY_free(host);
    return rc;
}
