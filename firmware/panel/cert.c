#include "firmware/panel/cert.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAYS     800L /* longer ones are refused by some browsers (Apple: 825) */
#define FILE_MAX 16384u

static int fail(struct mk_error *e)
{
    return mk_fail(e, MK_EIO, "the certificate cannot be made");
}

/* ---- making ---- */

static bool add_text(X509 *x, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    bool ok = ext && X509_add_ext(x, ext, -1) == 1;
    X509_EXTENSION_free(ext);
    return ok;
}

static bool name(X509 *x)
{
    X509_NAME *n = X509_get_subject_name(x);
    return X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)"Moka kit", -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(x, n) == 1;
}

static bool serial(X509 *x)
{
    BIGNUM *n = BN_new();
    bool ok = n && BN_rand(n, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
              BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));
    BN_free(n);
    return ok;
}

static bool fill(X509 *x, EVP_PKEY *key, const char *alt)
{
    return X509_set_version(x, X509_VERSION_3) == 1 && serial(x) &&
           X509_gmtime_adj(X509_getm_notBefore(x), -86400L) &&
           X509_gmtime_adj(X509_getm_notAfter(x), DAYS * 86400L) && name(x) &&
           X509_set_pubkey(x, key) == 1 && add_text(x, NID_subject_alt_name, alt) &&
           add_text(x, NID_basic_constraints, "critical,CA:FALSE") &&
           add_text(x, NID_key_usage, "critical,digitalSignature") &&
           add_text(x, NID_ext_key_usage, "serverAuth") && X509_sign(x, key, EVP_sha256()) > 0;
}

static bool from_bio(struct mk_buf *out, BIO *b)
{
    char *p;
    long n = BIO_get_mem_data(b, &p);
    mk_buf_put(out, p, n > 0 ? (size_t)n : 0);
    return n > 0 && mk_buf_ok(out);
}

static int write_pem(struct mk_panel_cert *c, EVP_PKEY *key, X509 *x, struct mk_error *e)
{
    BIO *k = BIO_new(BIO_s_secmem()), *s = BIO_new(BIO_s_mem());
    bool ok = k && s && PEM_write_bio_PrivateKey(k, key, NULL, NULL, 0, NULL, NULL) == 1 &&
              PEM_write_bio_X509(s, x) == 1 && from_bio(&c->key, k) && from_bio(&c->cert, s);
    BIO_free(k);
    BIO_free(s);
    return ok ? 0 : fail(e);
}

static int make(struct mk_panel_cert *c, const char *alt, struct mk_error *e)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    int rc = key && x && fill(x, key, alt) ? write_pem(c, key, x, e) : fail(e);
    X509_free(x);
    EVP_PKEY_free(key);
    return rc;
}

/* ---- keeping ---- */

static int keep(const struct mk_panel_cert *c, const char *file, struct mk_error *e)
{
    char temporary[4096];
    int rc = -1;
    if (snprintf(temporary, sizeof temporary, "%s.new", file) >= (int)sizeof temporary)
        return mk_fail(e, MK_EUSAGE, "--tls: too long");
    unlink(temporary);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, temporary);
    if (write(fd, c->key.p, c->key.len) != (ssize_t)c->key.len ||
        write(fd, c->cert.p, c->cert.len) != (ssize_t)c->cert.len || fsync(fd) != 0)
        mk_fail_errno(e, temporary);
    else
        rc = rename(temporary, file) == 0 ? 0 : mk_fail_errno(e, file);
    close(fd);
    return rc;
}

/* Whether it is a certificate of today for these addresses. */
static bool fits(X509 *x, const char *const *addresses, size_t n)
{
    if (X509_cmp_current_time(X509_get0_notBefore(x)) >= 0 ||
        X509_cmp_current_time(X509_get0_notAfter(x)) <= 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (X509_check_ip_asc(x, addresses[i], 0) != 1)
            return false;
    return true;
}

static bool load(struct mk_panel_cert *c, const char *file, const char *const *addresses, size_t n)
{
    bool ok = false;
    BIO *b = BIO_new_file(file, "r");
    EVP_PKEY *key = b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
    X509 *x = key ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
    struct mk_error ignored;
    if (x && X509_check_private_key(x, key) == 1 && fits(x, addresses, n))
        ok = write_pem(c, key, x, &ignored) == 0;
    X509_free(x);
    EVP_PKEY_free(key);
    BIO_free(b);
    return ok;
}

static int fingerprint(struct mk_panel_cert *c, struct mk_error *e)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    BIO *b = BIO_new_mem_buf(c->cert.p, (int)c->cert.len);
    X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
    bool ok = x && X509_digest(x, EVP_sha256(), digest, &len) == 1 && len == 32;
    for (unsigned i = 0; ok && i < len; i++)
        snprintf(c->fingerprint + i * 3, 4, "%02X%s", digest[i], i + 1 < len ? ":" : "");
    X509_free(x);
    BIO_free(b);
    return ok ? 0 : fail(e);
}

int mk_panel_cert(struct mk_panel_cert *out, const char *file, const char *const *addresses,
                  size_t n, struct mk_error *e)
{
    struct mk_buf alt;
    int rc = 0;
    *out = (struct mk_panel_cert){ 0 };
    mk_buf_init(&out->key, FILE_MAX);
    mk_buf_init(&out->cert, FILE_MAX);
    mk_buf_init(&alt, 1024);
    for (size_t i = 0; i < n; i++)
        mk_buf_printf(&alt, "%sIP:%s", i ? "," : "", addresses[i]);
    if (!load(out, file, addresses, n)) {
        mk_buf_clear(&out->key);
        mk_buf_clear(&out->cert);
        const char *text = mk_buf_cstr(&alt);
        rc = text ? make(out, text, e) : fail(e);
        if (rc == 0)
            rc = keep(out, file, e);
    }
    mk_buf_done(&alt);
    return rc == 0 ? fingerprint(out, e) : rc;
}

void mk_panel_cert_done(struct mk_panel_cert *c)
{
    if (c->key.p)
        OPENSSL_cleanse(c->key.p, c->key.cap);
    mk_buf_done(&c->key);
    mk_buf_done(&c->cert);
}
