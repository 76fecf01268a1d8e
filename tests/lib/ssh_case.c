#include "tests/lib/ssh_case.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <unistd.h>

static char dir[64];
bool ssh_stock;

const struct ssh_kind ssh_keys[SSH_KEYS] = {
    { "ed", "ed25519", "256" }, { "p256", "ecdsa", "256" }, { "p384", "ecdsa", "384" },
    { "p521", "ecdsa", "521" }, { "rsa", "rsa", "2048" },   { "rsa3", "rsa", "3072" },
};

const char *ssh_in(const char *name)
{
    return stock_path(dir, name);
}

const char *ssh_in2(const char *name, const char *suffix)
{
    char both[100];
    snprintf(both, sizeof both, "%s%s", name, suffix);
    return ssh_in(both);
}

enum mk_sshsig ssh_check(const struct ssh_ask *a, char why[static 400])
{
    struct mk_buf sig, text;
    struct mk_error e = { 0 };
    enum mk_sshsig out = MK_SIG_BAD;
    mk_buf_init(&sig, 1 << 20);
    mk_buf_init(&text, 399);
    stock_read(&sig, a->sig);
    int rc = mk_sshsig_check(
        &out, &text, mk_buf_span(&sig), mk_str(a->message ? a->message : SSH_MESSAGE),
        a->space ? a->space : MK_SSH_NAMESPACE, a->principal ? a->principal : "kit:K1", a->trust,
        a->revoked, a->at_s ? a->at_s : SSH_NOW, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    snprintf(why, 400, "%s", mk_buf_cstr(&text));
    mk_buf_done(&sig);
    mk_buf_done(&text);
    return out;
}

bool ssh_stock_allows(const struct ssh_ask *a)
{
    char when[40];
    stock_write(ssh_in("asked"), mk_str(a->message ? a->message : SSH_MESSAGE));
    snprintf(when, sizeof when, "-Overify-time=20260101000000Z");
    const char *argv[] = { SSH_KEYGEN,
                           "-Y",
                           "verify",
                           "-f",
                           a->trust,
                           "-I",
                           a->principal ? a->principal : "kit:K1",
                           "-n",
                           a->space ? a->space : MK_SSH_NAMESPACE,
                           "-s",
                           a->sig,
                           when,
                           a->revoked ? "-r" : NULL,
                           a->revoked,
                           NULL };
    return stock_run(NULL, ssh_in("asked"), NULL, argv) == 0;
}

void ssh_sign_stock(const char *key, const char *sig)
{
    stock_write(ssh_in("m"), mk_str(SSH_MESSAGE));
    unlink(ssh_in("m.sig"));
    assert_int_equal(STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-Y", "sign", "-f", key, "-n",
                           MK_SSH_NAMESPACE, ssh_in("m")),
                     0);
    assert_int_equal(rename(ssh_in("m.sig"), sig), 0);
}

const char *ssh_trust(const char *name, const char *principals, const char *options,
                      const char *pub)
{
    struct mk_buf line;
    mk_buf_init(&line, 1 << 16);
    mk_buf_printf(&line, "# who may seal\n\n%s %s ", principals, options);
    stock_read(&line, pub);
    stock_write(ssh_in(name), mk_buf_span(&line));
    mk_buf_done(&line);
    return ssh_in(name);
}

void ssh_certify(const char *ca, const char *key, const char *const extra[])
{
    const char *argv[20] = { SSH_KEYGEN, "-q", "-s", ca, "-I", "kit one", "-z", "77" };
    size_t n = 8;
    while (*extra)
        argv[n++] = *extra++;
    argv[n] = ssh_in2(key, ".pub");
    assert_int_equal(stock_run(NULL, NULL, NULL, argv), 0);
}
const char *ssh_krl(const char *spec, const char *extra)
{
    stock_write(ssh_in("spec"), mk_str(spec));
    unlink(ssh_in("krl"));
    int rc = extra ? STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-k", "-f", ssh_in("krl"), "-s",
                           ssh_in("ca.pub"), ssh_in("spec"), extra)
                   : STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-k", "-f", ssh_in("krl"), "-s",
                           ssh_in("ca.pub"), ssh_in("spec"));
    assert_int_equal(rc, 0);
    return ssh_in("krl");
}

int ssh_setup(void **s)
{
    (void)s;
    stock_dir(dir);
    ssh_stock = stock_have(SSH_KEYGEN);
    for (size_t i = 0; ssh_stock && i < SSH_KEYS; i++) {
        assert_int_equal(STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-t", ssh_keys[i].type, "-b",
                               ssh_keys[i].bits, "-N", "", "-f", ssh_in(ssh_keys[i].name)),
                         0);
        ssh_sign_stock(ssh_in(ssh_keys[i].name), ssh_in2(ssh_keys[i].name, ".sig"));
    }
    if (ssh_stock)
        assert_int_equal(
            STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", ssh_in("ca")), 0);
    return 0;
}

int ssh_teardown(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}
