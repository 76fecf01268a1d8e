/* RFC 3161 by OpenSSL's TS_*; the same that `openssl ts` does. */
#include "firmware/bundle/timestamp.h"
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- asking ---- */

static TS_REQ *request(const struct mk_digest *what)
{
    TS_REQ *req = TS_REQ_new();
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *sha256 = X509_ALGOR_new();
    uint8_t bytes[sizeof what->b];
    memcpy(bytes, what->b, sizeof bytes);
    bool ok = req && imprint && sha256 &&
              X509_ALGOR_set0(sha256, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
              TS_MSG_IMPRINT_set_algo(imprint, sha256) == 1 &&
              TS_MSG_IMPRINT_set_msg(imprint, bytes, sizeof bytes) == 1 &&
              TS_REQ_set_version(req, 1) == 1 && TS_REQ_set_msg_imprint(req, imprint) == 1 &&
              TS_REQ_set_cert_req(req, 1) == 1;
    X509_ALGOR_free(sha256);
    TS_MSG_IMPRINT_free(imprint);
    if (ok)
        return req;
    TS_REQ_free(req);
    return NULL;
}

int mk_timestamp_request(struct mk_buf *out, const struct mk_digest *what, struct mk_error *e)
{
    uint8_t *der = NULL;
    TS_REQ *req = request(what);
    int n = req ? i2d_TS_REQ(req, &der) : -1;
    TS_REQ_free(req);
    if (n > 0)
        mk_buf_put(out, der, (size_t)n);
    OPENSSL_free(der);
    return n > 0 && mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "time stamp");
}

/* ---- a token ---- */

struct token {
    PKCS7 *p7;
    TS_TST_INFO *info;
};

static void token_done(struct token *t)
{
    PKCS7_free(t->p7);
    TS_TST_INFO_free(t->info);
}

static int not_one(struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "no time-stamp token (RFC 3161)");
}

/* All of the span, and nothing behind it. */
static int token_read(struct token *t, struct mk_span der, struct mk_error *e)
{
    const uint8_t *p = der.p;
    *t = (struct token){ NULL, NULL };
    if (der.len == 0 || der.len > MK_TIMESTAMP_MAX)
        return not_one(e);
    ERR_clear_error();
    t->p7 = d2i_PKCS7(NULL, &p, (long)der.len);
    if (t->p7 && p == der.p + der.len && PKCS7_type_is_signed(t->p7))
        t->info = PKCS7_to_TS_TST_INFO(t->p7);
    ERR_clear_error();
    if (t->info)
        return 0;
    token_done(t);
    *t = (struct token){ NULL, NULL };
    return not_one(e);
}

static bool is_of(const struct token *t, const struct mk_digest *what)
{
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(t->info);
    const ASN1_OBJECT *kind = NULL;
    X509_ALGOR_get0(&kind, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    const ASN1_OCTET_STRING *msg = TS_MSG_IMPRINT_get_msg(imprint);
    return OBJ_obj2nid(kind) == NID_sha256 && ASN1_STRING_length(msg) == (int)sizeof what->b &&
           memcmp(ASN1_STRING_get0_data(msg), what->b, sizeof what->b) == 0;
}

/* The token of an answer, its own copy; NULL with *status where the authority refused. */
static PKCS7 *granted(struct mk_span answer, long *status)
{
    const uint8_t *p = answer.p;
    TS_RESP *resp = d2i_TS_RESP(NULL, &p, (long)answer.len);
    PKCS7 *out = NULL;
    *status = -1;
    if (resp && p == answer.p + answer.len) {
        *status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp)));
        bool yes = *status == TS_STATUS_GRANTED || *status == TS_STATUS_GRANTED_WITH_MODS;
        if (yes && TS_RESP_get_token(resp))
            out = PKCS7_dup(TS_RESP_get_token(resp));
    }
    TS_RESP_free(resp);
    ERR_clear_error();
    return out;
}

int mk_timestamp_take(struct mk_buf *token, struct mk_span answer, const struct mk_digest *what,
                      struct mk_error *e)
{
    struct token t;
    long status;
    uint8_t *der = NULL;
    if (answer.len > MK_TIMESTAMP_MAX)
        return not_one(e);
    PKCS7 *p7 = granted(answer, &status);
    if (!p7 && status > TS_STATUS_GRANTED_WITH_MODS)
        return mk_fail(e, MK_EREFUSED, "the authority refused: status %ld", status);
    int n = p7 ? i2d_PKCS7(p7, &der) : -1;
    PKCS7_free(p7);
    mk_buf_put(token, n > 0 ? der : answer.p, n > 0 ? (size_t)n : answer.len);
    OPENSSL_free(der);
    if (!mk_buf_ok(token))
        return mk_fail(e, MK_ENOMEM, "time stamp");
    if (token_read(&t, mk_buf_span(token), e) != 0)
        return -1;
    bool yes = is_of(&t, what);
    token_done(&t);
    return yes ? 0 : mk_fail(e, MK_EAUTH, "the time stamp is not of this bundle");
}

/* ---- checking ---- */

/* Seconds since 1970; the fraction (RFC 3161: up to any digits) to microseconds. */
static bool time_of(int64_t *out_us, const ASN1_GENERALIZEDTIME *at)
{
    struct tm tm;
    if (!at || ASN1_TIME_to_tm(at, &tm) != 1)
        return false;
    *out_us = (int64_t)timegm(&tm) * 1000000;
    const uint8_t *text = ASN1_STRING_get0_data(at);
    int n = ASN1_STRING_length(at);
    const uint8_t *dot = memchr(text, '.', (size_t)n);
    int64_t unit = 100000;
    for (const uint8_t *p = dot ? dot + 1 : text + n; p < text + n && unit; p++, unit /= 10) {
        if (*p < '0' || *p > '9')
            break;
        *out_us += (*p - '0') * unit;
    }
    return true;
}

static void name_of(char *out, size_t max, PKCS7 *p7)
{
    STACK_OF(X509) *signers = PKCS7_get0_signers(p7, NULL, 0);
    BIO *text = BIO_new(BIO_s_mem());
    char *p = NULL;
    out[0] = 0;
    if (signers && sk_X509_num(signers) > 0 && text &&
        X509_NAME_print_ex(text, X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                           XN_FLAG_RFC2253 & ~ASN1_STRFLGS_UTF8_CONVERT) >= 0) {
        long n = BIO_get_mem_data(text, &p);
        snprintf(out, max, "%.*s", (int)(n < 200 ? n : 200), p);
        for (char *c = out; *c; c++)
            if (*c < 0x20 || *c > 0x7e)
                *c = '?';
    }
    BIO_free(text);
    sk_X509_free(signers);
    ERR_clear_error();
}

static bool describe(struct mk_timestamp *out, const struct token *t)
{
    BIGNUM *serial = ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(t->info), NULL);
    char *hex = serial ? BN_bn2hex(serial) : NULL;
    *out = (struct mk_timestamp){ .time_us = 0 };
    snprintf(out->serial, sizeof out->serial, "%.79s", hex ? hex : "");
    OPENSSL_free(hex);
    BN_free(serial);
    name_of(out->authority, sizeof out->authority, t->p7);
    return time_of(&out->time_us, TS_TST_INFO_get_time(t->info));
}

/* Certificates as they were at the time that the token gives. */
static X509_STORE *authorities(const char *path, int64_t at_s)
{
    X509_STORE *store = X509_STORE_new();
    if (store && X509_STORE_load_file(store, path) == 1) {
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)at_s);
        return store;
    }
    X509_STORE_free(store);
    return NULL;
}

/* Each takes its argument over. */
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
static void set(TS_VERIFY_CTX *ctx, X509_STORE *store, uint8_t *imprint, long n)
{
    TS_VERIFY_CTX_set0_store(ctx, store);
    TS_VERIFY_CTX_set0_imprint(ctx, imprint, n);
}
#else
static void set(TS_VERIFY_CTX *ctx, X509_STORE *store, uint8_t *imprint, long n)
{
    TS_VERIFY_CTX_set_store(ctx, store);
    TS_VERIFY_CTX_set_imprint(ctx, imprint, n);
}
#endif

static int vouch(const struct token *t, const struct mk_digest *what, const char *tsa, int64_t at_s,
                 struct mk_error *e)
{
    if (access(tsa, R_OK) != 0)
        return mk_fail_errno(e, tsa);
    TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
    X509_STORE *store = authorities(tsa, at_s);
    uint8_t *imprint = OPENSSL_memdup(what->b, sizeof what->b);
    int rc = -1;
    if (!ctx || !imprint) {
        mk_fail(e, MK_ENOMEM, "time stamp");
    } else if (!store) {
        mk_fail(e, MK_EIO, "%.200s: no certificates (PEM)", tsa);
    } else {
        TS_VERIFY_CTX_set_flags(ctx,
                                TS_VFY_VERSION | TS_VFY_SIGNER | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
        set(ctx, store, imprint, sizeof what->b);
        store = NULL;
        imprint = NULL;
        rc = TS_RESP_verify_token(ctx, t->p7) == 1 ? 0 : -1;
        const char *why = ERR_reason_error_string(ERR_peek_last_error());
        if (rc != 0)
            mk_fail(e, MK_EAUTH, "no authority that is trusted vouches for the time stamp: %s",
                    why ? why : "not valid");
    }
    ERR_clear_error();
    X509_STORE_free(store);
    OPENSSL_free(imprint);
    TS_VERIFY_CTX_free(ctx);
    return rc;
}

int mk_timestamp_check(struct mk_timestamp *out, struct mk_span token, const struct mk_digest *what,
                       const char *tsa, struct mk_error *e)
{
    struct token t;
    if (token_read(&t, token, e) != 0)
        return -1;
    int rc = !describe(out, &t) ? not_one(e)
             : !is_of(&t, what) ? mk_fail(e, MK_EAUTH, "the time stamp is not of this bundle")
             : !tsa             ? 0
                                : vouch(&t, what, tsa, out->time_us / 1000000, e);
    out->vouched = rc == 0 && tsa;
    token_done(&t);
    return rc;
}
