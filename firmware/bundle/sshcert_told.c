#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshpub.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/escape.h"

/* "type base64 [comment]" */
static int read_line(struct mk_sshpub *out, struct mk_span line, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(line);
    struct mk_span type, b64;
    struct mk_buf blob;
    bool bad;
    mk_buf_init(&blob, (size_t)1 << 17);
    int rc = mk_trust_token(&type, &c, &bad) && mk_trust_token(&b64, &c, &bad) &&
                     mk_base64_get(&blob, b64)
                 ? mk_sshpub_parse(out, mk_buf_span(&blob), e)
                 : mk_fail(e, MK_EFORMAT, "not \"TYPE BASE64\", as ssh-keygen writes it");
    mk_buf_done(&blob);
    return rc;
}

static void describe(struct mk_buf *told, const struct mk_sshcert *c)
{
    struct mk_sshpub ca = { 0 };
    mk_buf_puts(told, "certificate ");
    mk_escape_terminal(told, c->key_id);
    mk_buf_printf(told, ", serial %llu, by ", (unsigned long long)c->serial);
    if (mk_sshpub_parse(&ca, c->ca, NULL) != 0)
        return;
    mk_sshpub_fingerprint(told, &ca);
    mk_sshpub_done(&ca);
}

int mk_sshcert_fits(struct mk_buf *told, struct mk_span line, const char *public_key,
                    const char *principal, int64_t at_s, struct mk_error *e)
{
    static const struct mk_sk_said none;
    struct mk_sshpub cert = { 0 }, key = { 0 };
    struct mk_buf why;
    size_t n = 0;
    while (n < line.len && line.p[n] != '\n')
        n++;
    if (read_line(&cert, mk_span(line.p, n), e) != 0)
        return -1;
    if (read_line(&key, mk_str(public_key), e) != 0) {
        mk_sshpub_done(&cert);
        return -1;
    }
    int rc = 0;
    mk_buf_init(&why, 4096);
    if (!cert.is_cert)
        rc = mk_fail(e, MK_EFORMAT, "a public key, and no certificate: ssh-keygen -s makes one");
    else if (!mk_span_eq(mk_buf_span(&cert.plain), mk_buf_span(&key.plain)))
        rc = mk_fail(e, MK_EAUTH, "it is another key's certificate");
    else if (!mk_sshcert_allows(&cert.cert, principal, at_s, &none, &why))
        rc = mk_fail(e, MK_EAUTH, "%s", mk_buf_cstr(&why) ? mk_buf_cstr(&why) : "");
    else
        describe(told, &cert.cert);
    mk_buf_done(&why);
    mk_sshpub_done(&key);
    mk_sshpub_done(&cert);
    return rc == 0 && !mk_buf_ok(told) ? mk_fail(e, MK_ENOMEM, "certificate") : rc;
}
