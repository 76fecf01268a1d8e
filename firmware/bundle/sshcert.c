#include "firmware/bundle/sshpub.h"
#include "firmware/bundle/sshwire.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"

#define CERT_USER   1
#define SK_VERIFIED 4 /* PROTOCOL.u2f: the flag of user verification */

/* Pairs of name and data, names ascending and each once (PROTOCOL.certkeys). */
static bool options_well_formed(struct mk_span all)
{
    struct mk_cursor c = mk_cur(all);
    struct mk_span before = { 0 };
    while (mk_cur_left(&c)) {
        struct mk_span name = mk_ssh_string(&c);
        mk_ssh_string(&c);
        if (!mk_cur_ok(&c) || name.len == 0 || mk_span_cmp(before, name) >= 0)
            return false;
        before = name;
    }
    return mk_cur_ok(&c);
}

static bool strings_well_formed(struct mk_span all)
{
    struct mk_cursor c = mk_cur(all);
    while (mk_cur_left(&c))
        mk_ssh_string(&c);
    return mk_cur_ok(&c);
}

int mk_sshcert_parse(struct mk_sshcert *out, struct mk_cursor *c, struct mk_error *e)
{
    out->serial = mk_cur_u64be(c);
    out->type = mk_cur_u32be(c);
    out->key_id = mk_ssh_string(c);
    out->principals = mk_ssh_string(c);
    out->valid_after = mk_cur_u64be(c);
    out->valid_before = mk_cur_u64be(c);
    out->critical = mk_ssh_string(c);
    out->extensions = mk_ssh_string(c);
    mk_ssh_string(c); /* reserved */
    out->ca = mk_ssh_string(c);
    out->covered = mk_span(c->in.p, c->pos);
    out->made = mk_ssh_string(c);
    if (!mk_cur_ok(c) || !strings_well_formed(out->principals) ||
        !options_well_formed(out->critical) || !options_well_formed(out->extensions))
        return mk_fail(e, MK_EFORMAT, "no valid certificate");
    return 0;
}

int mk_sshcert_check(const struct mk_sshcert *cert, struct mk_error *e)
{
    struct mk_sshpub ca;
    struct mk_sk_said said;
    struct mk_cursor c = mk_cur(cert->ca);
    struct mk_span type = mk_ssh_string(&c);
    /* PROTOCOL.certkeys: no chains. Looked at first, or a chain would recurse. */
    if (mk_span_ends(type, mk_str("-cert-v01@openssh.com")))
        return mk_fail(e, MK_EFORMAT, "a certificate signed by a certificate");
    if (mk_sshpub_parse(&ca, cert->ca, e) != 0)
        return mk_fail_in(e, "certificate authority");
    int rc = mk_sshpub_verify(&said, &ca, cert->made, cert->covered, e);
    if (rc != 0)
        mk_fail_in(e, "certificate");
    mk_sshpub_done(&ca);
    return rc;
}

static bool names(struct mk_span principals, const char *principal)
{
    struct mk_cursor c = mk_cur(principals);
    while (mk_cur_left(&c))
        if (mk_span_is(mk_ssh_string(&c), principal))
            return true;
    return false;
}

bool mk_sshcert_has_extension(const struct mk_sshcert *cert, const char *name)
{
    struct mk_cursor c = mk_cur(cert->extensions);
    while (mk_cur_left(&c)) {
        bool same = mk_span_is(mk_ssh_string(&c), name);
        mk_ssh_string(&c);
        if (same)
            return true;
    }
    return false;
}

/* force-command and source-address limit a certificate to logging in: not to signing. */
static bool critical_allow(struct mk_span critical, const struct mk_sk_said *said,
                           struct mk_buf *why)
{
    struct mk_cursor c = mk_cur(critical);
    while (mk_cur_left(&c)) {
        struct mk_span name = mk_ssh_string(&c);
        mk_ssh_string(&c);
        bool verify = mk_span_is(name, "verify-required");
        if (verify && said->hardware && said->flags & SK_VERIFIED)
            continue;
        mk_buf_puts(why, "the certificate's critical option ");
        mk_escape_terminal(why, name);
        mk_buf_puts(why, verify ? " was not met" : " does not allow this");
        return false;
    }
    return true;
}

static void put_time(struct mk_buf *b, uint64_t s)
{
    char text[MK_ISO_MAX];
    if (s > INT64_MAX / MK_US) {
        mk_buf_puts(b, "for ever");
        return;
    }
    size_t n = mk_time_iso(text, (int64_t)s * MK_US, 0);
    mk_buf_put(b, text, n);
}

bool mk_sshcert_allows(const struct mk_sshcert *cert, const char *principal, int64_t at_s,
                       const struct mk_sk_said *said, struct mk_buf *why)
{
    uint64_t at = at_s < 0 ? 0 : (uint64_t)at_s;
    if (cert->type != CERT_USER) {
        mk_buf_puts(why, "the certificate is not a user's");
        return false;
    }
    if (at < cert->valid_after || at >= cert->valid_before) {
        mk_buf_puts(why, "the certificate is valid from ");
        put_time(why, cert->valid_after);
        mk_buf_puts(why, " until ");
        put_time(why, cert->valid_before);
        return false;
    }
    if (!names(cert->principals, principal)) {
        mk_buf_puts(why, "the certificate does not name ");
        mk_escape_terminal(why, mk_str(principal));
        return false;
    }
    return critical_allow(cert->critical, said, why);
}
