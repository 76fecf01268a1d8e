#include "firmware/phantom/ios_stream.h"
#include "firmware/phantom/tick.h"
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* What TLS wants to send goes out. */
static int flush(struct mk_ios_stream *s, struct mk_error *e)
{
    char *p;
    BIO *out = SSL_get_wbio(s->ssl);
    long n = BIO_get_mem_data(out, &p);
    if (n > 0 && mk_ios_raw_write(s, mk_span(p, (size_t)n), e))
        return -1;
    return BIO_reset(out) == 1 ? 0 : mk_fail(e, MK_EIO, "TLS: memory");
}

/* What TLS waits for comes in. */
static int fill(struct mk_ios_stream *s, struct mk_error *e)
{
    uint8_t room[16384];
    size_t got;
    if (mk_ios_raw_read(&got, s, room, sizeof room, e))
        return -1;
    return BIO_write(SSL_get_rbio(s->ssl), room, (int)got) == (int)got
               ? 0
               : mk_fail(e, MK_ENOMEM, "TLS: memory");
}

/* After a call of OpenSSL that gave `rc`: 0 when it is to be tried again. */
static int go_on(struct mk_ios_stream *s, int rc, struct mk_error *e)
{
    int why = SSL_get_error(s->ssl, rc);
    if (flush(s, e))
        return -1;
    if (why == SSL_ERROR_WANT_READ)
        return fill(s, e);
    if (why == SSL_ERROR_ZERO_RETURN)
        return mk_fail(e, MK_ECLOSED, "the host ended TLS");
    unsigned long code = ERR_get_error();
    const char *text = code ? ERR_reason_error_string(code) : NULL;
    return mk_fail(e, MK_EPROTO, "TLS: %s", text ? text : "broken off");
}

int mk_ios_read(struct mk_ios_stream *s, void *out, size_t n, struct mk_error *e)
{
    uint8_t *p = out;
    while (n) {
        size_t got = 0;
        if (!s->ssl) {
            if (mk_ios_raw_read(&got, s, p, n, e))
                return -1;
        } else {
            int rc = SSL_read_ex(s->ssl, p, n, &got);
            if (rc != 1 && go_on(s, rc, e))
                return -1;
        }
        p += got;
        n -= got;
    }
    return 0;
}

int mk_ios_write(struct mk_ios_stream *s, struct mk_span bytes, struct mk_error *e)
{
    if (!s->ssl)
        return mk_ios_raw_write(s, bytes, e);
    while (bytes.len) {
        size_t some = bytes.len < 262144 ? bytes.len : 262144, done = 0;
        int rc = SSL_write_ex(s->ssl, bytes.p, some, &done);
        if (rc != 1 ? go_on(s, rc, e) : flush(s, e))
            return -1;
        bytes = mk_span_from(bytes, done);
    }
    return 0;
}

bool mk_ios_came(struct mk_ios_stream *s, int ms)
{
    struct pollfd p = { s->fd, POLLIN, 0 };
    return s->left.len ||
           (s->ssl && (SSL_has_pending(s->ssl) || BIO_pending(SSL_get_rbio(s->ssl)))) ||
           mk_tick_wait(&p, 1, ms) > 0;
}

/* ---- who is there ---- */

static X509 *certificate(const char *pem)
{
    BIO *b = BIO_new_mem_buf(pem, -1);
    X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
    BIO_free(b);
    return x;
}

static bool same(X509 *shown, const char *pem)
{
    X509 *x = certificate(pem);
    bool is = x && shown && X509_cmp(shown, x) == 0;
    X509_free(x);
    return is;
}

/* The chain is not looked at: what counts is that it is the very certificate. libimobiledevice
 * shows its root certificate (src/idevice.c), iTunes the host's. */
static int any_chain(int good, X509_STORE_CTX *c)
{
    (void)good;
    (void)c;
    return 1;
}

static int check_host(struct mk_ios_stream *s, const struct mk_ios_pair *pair, struct mk_error *e)
{
    X509 *shown = SSL_get1_peer_certificate(s->ssl);
    bool known = same(shown, pair->root_cert) || same(shown, pair->host_cert);
    X509_free(shown);
    return known ? 0 : mk_fail(e, MK_EAUTH, "TLS: the host shows a certificate of nobody");
}

/* Certificates that libimobiledevice makes may be signed over SHA-1: security level 0. */
static SSL_CTX *context(const struct mk_ios_phone *p, const struct mk_ios_pair *pair)
{
    SSL_CTX *c = SSL_CTX_new(TLS_server_method());
    X509 *own = certificate(pair->device_cert);
    if (c)
        SSL_CTX_set_security_level(c, 0);
    if (!c || !own || SSL_CTX_use_certificate(c, own) != 1 ||
        SSL_CTX_use_PrivateKey(c, p->key) != 1) {
        SSL_CTX_free(c);
        c = NULL;
    } else {
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, any_chain);
        SSL_CTX_set_options(c, SSL_OP_IGNORE_UNEXPECTED_EOF);
    }
    X509_free(own);
    return c;
}

int mk_ios_tls_begin(struct mk_ios_stream *s, const struct mk_ios_pair *pair, struct mk_error *e)
{
    SSL_CTX *c = context(s->phone, pair);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    s->ssl = c ? SSL_new(c) : NULL;
    SSL_CTX_free(c);
    if (!s->ssl || !in || !out) {
        BIO_free(in);
        BIO_free(out);
        return mk_fail(e, MK_ENOMEM, "TLS does not start");
    }
    BIO_set_mem_eof_return(in, -1); /* empty: to be tried again */
    SSL_set_bio(s->ssl, in, out);
    SSL_set_accept_state(s->ssl);
    for (int rc; (rc = SSL_do_handshake(s->ssl)) != 1;)
        if (go_on(s, rc, e))
            return -1;
    return flush(s, e) ? -1 : check_host(s, pair, e);
}

int mk_ios_tls_end(struct mk_ios_stream *s, struct mk_error *e)
{
    char *p;
    uint8_t none;
    size_t got;
    while (!(SSL_get_shutdown(s->ssl) & SSL_RECEIVED_SHUTDOWN)) {
        int rc = SSL_read_ex(s->ssl, &none, 1, &got);
        if (rc != 1 && !(SSL_get_shutdown(s->ssl) & SSL_RECEIVED_SHUTDOWN) && go_on(s, rc, e))
            return -1;
    }
    long n = BIO_get_mem_data(SSL_get_rbio(s->ssl), &p);
    mk_buf_put(&s->left, p, n > 0 ? (size_t)n : 0);
    SSL_free(s->ssl);
    s->ssl = NULL;
    return mk_buf_ok(&s->left) ? 0 : mk_fail(e, MK_ENOMEM, "TLS: memory");
}
