/*
 * Ed25519 keys of our own. The private key file, OpenSSH PROTOCOL.key, armoured as "OPENSSH PRIVATE
 * KEY":
 *
 *   "openssh-key-v1\0"   string cipher "none"   string kdf "none"   string kdf options ""
 *   uint32 1 (keys)      string public key      string of
 *     uint32 check, uint32 check again, string "ssh-ed25519", string public (32),
 *     string private (32 bytes of seed, 32 of public), string comment, 1 2 3 ... up to 8 bytes
 */
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshpub.h"
#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshwire.h"
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAGIC     "openssh-key-v1" /* with its NUL */
#define LABEL     "OPENSSH PRIVATE KEY"
#define TYPE      "ssh-ed25519"
#define BLOCK     8
#define SECRET    4096 /* room for a key file and all in between: such buffers never move */
#define SIGNATURE 64

struct mk_sshkey {
    EVP_PKEY *pkey;
    struct mk_buf signer; /* what signatures carry: the public key or the certificate */
    struct mk_buf text;   /* "ssh-ed25519 AAAA..." */
};

/* ---- buffers that hold a private key: of fixed size, wiped ---- */

static void secret_init(struct mk_buf *b)
{
    mk_buf_init(b, SECRET);
    b->bad = mk_buf_room(b, SECRET) == NULL;
}

static void secret_done(struct mk_buf *b)
{
    if (b->p)
        OPENSSL_cleanse(b->p, b->cap);
    mk_buf_done(b);
}

static void put_public(struct mk_buf *b, const uint8_t pk[static 32])
{
    mk_ssh_puts(b, TYPE);
    mk_ssh_put(b, mk_span(pk, 32));
}

/* ---- making ---- */

static int generate(uint8_t seed[static 32], uint8_t pk[static 32], uint32_t *check,
                    struct mk_error *e)
{
    size_t n = 32, m = 32;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    bool ok = key && EVP_PKEY_get_raw_private_key(key, seed, &n) == 1 &&
              EVP_PKEY_get_raw_public_key(key, pk, &m) == 1 &&
              RAND_bytes((uint8_t *)check, sizeof *check) == 1;
    EVP_PKEY_free(key);
    return ok ? 0 : mk_fail(e, MK_EIO, "no key could be made");
}

static int private_text(struct mk_buf *out, const uint8_t seed[static 32],
                        const uint8_t pk[static 32], uint32_t check, const char *comment,
                        struct mk_error *e)
{
    struct mk_buf in, blob;
    secret_init(&in);
    secret_init(&blob);
    mk_buf_u32be(&in, check);
    mk_buf_u32be(&in, check);
    put_public(&in, pk);
    mk_buf_u32be(&in, 64);
    mk_buf_put(&in, seed, 32);
    mk_buf_put(&in, pk, 32);
    mk_ssh_puts(&in, comment);
    for (uint8_t pad = 1; in.len % BLOCK && mk_buf_ok(&in); pad++)
        mk_buf_u8(&in, pad);
    mk_buf_put(&blob, MAGIC, sizeof MAGIC);
    mk_ssh_puts(&blob, "none");
    mk_ssh_puts(&blob, "none");
    mk_ssh_puts(&blob, "");
    mk_buf_u32be(&blob, 1);
    mk_buf_u32be(&blob, 4 + sizeof TYPE - 1 + 4 + 32);
    put_public(&blob, pk);
    mk_ssh_put(&blob, mk_buf_span(&in));
    mk_ssh_armour(out, LABEL, mk_buf_span(&blob));
    bool ok = mk_buf_ok(&in) && mk_buf_ok(&blob) && mk_buf_ok(out);
    secret_done(&in);
    secret_done(&blob);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "private key");
}

static int public_text(struct mk_buf *out, const uint8_t pk[static 32], struct mk_error *e)
{
    struct mk_buf blob;
    mk_buf_init(&blob, 200);
    put_public(&blob, pk);
    mk_buf_puts(out, TYPE " ");
    mk_base64_put(out, mk_buf_span(&blob), 0);
    bool ok = mk_buf_ok(&blob) && mk_buf_ok(out);
    mk_buf_done(&blob);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "public key");
}

/* A new file, whole and durable, or none. Never over an existing one. */
static int create(const char *path, mode_t mode, struct mk_span s, struct mk_error *e)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return mk_fail_errno(e, path);
    int rc = mk_disk_write_all(mk_disk_real(), fd, s, e);
    if (rc == 0 && fsync(fd) != 0)
        rc = mk_fail_errno(e, path);
    if (close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, path);
    if (rc != 0)
        unlink(path);
    return rc;
}

static bool beside(char out[static PATH_MAX], const char *path, const char *suffix)
{
    int n = snprintf(out, PATH_MAX, "%s%s", path, suffix);
    return n > 0 && n < PATH_MAX;
}

int mk_sshkey_make(const char *path, const char *comment, struct mk_error *e)
{
    uint8_t seed[32], pk[32];
    uint32_t check;
    struct mk_buf secret, pub;
    char pub_path[PATH_MAX];
    int rc = -1;
    if (strpbrk(comment, "\r\n") || strlen(comment) > 1000 || !beside(pub_path, path, ".pub"))
        return mk_fail(e, MK_EUSAGE, "comment or path of the key");
    secret_init(&secret);
    mk_buf_init(&pub, SECRET);
    if (generate(seed, pk, &check, e) != 0 ||
        private_text(&secret, seed, pk, check, comment, e) != 0 || public_text(&pub, pk, e) != 0)
        goto out;
    mk_buf_printf(&pub, "%s%s\n", *comment ? " " : "", comment);
    if (!mk_buf_ok(&pub)) {
        mk_fail(e, MK_ENOMEM, "public key");
        goto out;
    }
    if (create(path, 0600, mk_buf_span(&secret), e) != 0)
        goto out;
    rc = create(pub_path, 0644, mk_buf_span(&pub), e);
    if (rc != 0)
        unlink(path);
out:
    OPENSSL_cleanse(seed, sizeof seed);
    secret_done(&secret);
    mk_buf_done(&pub);
    return rc;
}

/* ---- loading ---- */

static int other_kind(const char *path, struct mk_error *e)
{
    return mk_fail(e, MK_EAUTH, "%s: not an unencrypted Ed25519 key", path);
}

static int take_seed(struct mk_sshkey *k, const uint8_t seed[static 32], uint8_t derived[static 32],
                     struct mk_error *e)
{
    size_t n = 32;
    k->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    if (!k->pkey || EVP_PKEY_get_raw_public_key(k->pkey, derived, &n) != 1)
        return mk_fail(e, MK_ENOMEM, "private key");
    mk_buf_clear(&k->signer);
    put_public(&k->signer, derived);
    return mk_buf_ok(&k->signer) ? 0 : mk_fail(e, MK_ENOMEM, "private key");
}

/* The inner string: the key itself. */
static int inner(struct mk_sshkey *k, struct mk_span s, struct mk_span pub, const char *path,
                 struct mk_error *e)
{
    struct mk_cursor c = mk_cur(s);
    uint32_t a = mk_cur_u32be(&c), b = mk_cur_u32be(&c);
    struct mk_span type = mk_ssh_string(&c);
    if (mk_cur_ok(&c) && a == b && !mk_span_is(type, TYPE))
        return other_kind(path, e);
    struct mk_span pk = mk_ssh_string(&c), both = mk_ssh_string(&c);
    mk_ssh_string(&c); /* comment */
    for (uint8_t pad = 1; mk_cur_left(&c); pad++)
        if (mk_cur_u8(&c) != pad)
            mk_cur_refuse(&c);
    if (!mk_cur_ok(&c) || a != b || pk.len != 32 || both.len != 64 || s.len % BLOCK)
        return mk_fail(e, MK_EFORMAT, "%s: damaged private key", path);
    uint8_t derived[32];
    if (take_seed(k, both.p, derived, e) != 0)
        return -1;
    /* The four copies of the public key have to be one: signing with another one leaks the key. */
    if (!mk_span_eq(mk_buf_span(&k->signer), pub) || memcmp(pk.p, derived, 32) != 0 ||
        memcmp(both.p + 32, derived, 32) != 0)
        return mk_fail(e, MK_EFORMAT, "%s: the public key does not fit", path);
    return public_text(&k->text, derived, e);
}

static int outer(struct mk_sshkey *k, struct mk_span blob, const char *path, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(blob);
    struct mk_span magic = mk_cur_take(&c, sizeof MAGIC);
    struct mk_span cipher = mk_ssh_string(&c), kdf = mk_ssh_string(&c);
    mk_ssh_string(&c);
    uint32_t n = mk_cur_u32be(&c);
    struct mk_span pub = mk_ssh_string(&c), in = mk_ssh_string(&c);
    if (!mk_span_eq(magic, mk_span(MAGIC, sizeof MAGIC)))
        return other_kind(path, e);
    if (!mk_cur_ok(&c) || n != 1)
        return mk_fail(e, MK_EFORMAT, "%s: damaged private key", path);
    if (!mk_span_is(cipher, "none") || !mk_span_is(kdf, "none"))
        return other_kind(path, e);
    return inner(k, in, pub, path, e);
}

/* The base64 between the armour's lines; ssh-keygen takes any line length. */
static struct mk_span between(struct mk_span text)
{
    static const char head[] = "-----BEGIN " LABEL "-----\n", tail[] = "-----END " LABEL "-----";
    while (text.len && (text.p[text.len - 1] == '\n' || text.p[text.len - 1] == '\r'))
        text.len--;
    if (text.len < sizeof head + sizeof tail - 2 || !mk_span_starts(text, mk_str(head)) ||
        !mk_span_ends(text, mk_str(tail)))
        return (struct mk_span){ 0 };
    return mk_span(text.p + sizeof head - 1, text.len - (sizeof head + sizeof tail - 2));
}

/* A certificate beside the key takes the place of the public key, if it is of this key. */
static int certificate(struct mk_sshkey *k, const char *path, struct mk_error *e)
{
    struct mk_buf file, blob;
    struct mk_sshpub cert;
    char cert_path[PATH_MAX];
    if (!beside(cert_path, path, "-cert.pub"))
        return mk_fail(e, MK_EUSAGE, "%s: too long", path);
    if (access(cert_path, F_OK) != 0)
        return 0;
    mk_buf_init(&file, 1 << 16);
    mk_buf_init(&blob, 1 << 16);
    int rc = mk_ssh_read_file(&file, cert_path, e);
    const char *at = rc == 0 ? memchr(file.p, ' ', file.len) : NULL;
    size_t from = at ? (size_t)(at - (const char *)file.p) + 1 : file.len, to = from;
    while (to < file.len && file.p[to] != ' ' && file.p[to] != '\n')
        to++;
    if (rc == 0 && !mk_base64_get(&blob, mk_span_from(mk_span(file.p, to), from)))
        rc = mk_fail(e, MK_EFORMAT, "%s: no certificate", cert_path);
    if (rc == 0 && (rc = mk_sshpub_parse(&cert, mk_buf_span(&blob), e)) == 0) {
        if (!cert.is_cert || !mk_span_eq(mk_buf_span(&cert.plain), mk_buf_span(&k->signer)))
            rc = mk_fail(e, MK_EFORMAT, "%s: certificate of another key", cert_path);
        mk_sshpub_done(&cert);
    }
    if (rc == 0) {
        mk_buf_clear(&k->signer);
        mk_buf_put(&k->signer, blob.p, blob.len);
        rc = mk_buf_ok(&k->signer) ? 0 : mk_fail(e, MK_ENOMEM, "certificate");
    }
    mk_buf_done(&file);
    mk_buf_done(&blob);
    return rc;
}

static int load(struct mk_sshkey *k, const char *path, struct mk_error *e)
{
    struct mk_buf file, blob;
    secret_init(&file);
    secret_init(&blob);
    int rc = mk_ssh_read_file(&file, path, e);
    if (rc != 0 && e && e->code == MK_ELIMIT)
        rc = other_kind(path, e);
    struct mk_span text = between(mk_buf_span(&file));
    if (rc == 0 && !text.p)
        rc = other_kind(path, e);
    if (rc == 0 && !mk_base64_get(&blob, text))
        rc = blob.bad ? mk_fail(e, MK_ENOMEM, "%s", path)
                      : mk_fail(e, MK_EFORMAT, "%s: damaged private key", path);
    if (rc == 0)
        rc = outer(k, mk_buf_span(&blob), path, e);
    if (rc == 0)
        rc = certificate(k, path, e);
    secret_done(&file);
    secret_done(&blob);
    return rc;
}

/* Of a seed, or when that is NULL of the file. */
static int new_key(struct mk_sshkey **out, const uint8_t *seed, const char *path,
                   struct mk_error *e)
{
    uint8_t derived[32];
    struct mk_sshkey *k = calloc(1, sizeof *k);
    if (!k)
        return mk_fail(e, MK_ENOMEM, "private key");
    mk_buf_init(&k->signer, 1 << 16);
    mk_buf_init(&k->text, 1024);
    int rc = !seed ? load(k, path, e)
             : take_seed(k, seed, derived, e) || public_text(&k->text, derived, e) ||
                     certificate(k, path, e)
                 ? -1
                 : 0;
    if (rc == 0 && !mk_buf_cstr(&k->text))
        rc = mk_fail(e, MK_ENOMEM, "private key");
    if (rc != 0) {
        mk_sshkey_free(k);
        return -1;
    }
    *out = k;
    return 0;
}

int mk_sshkey_load(struct mk_sshkey **out, const char *path, struct mk_error *e)
{
    return new_key(out, NULL, path, e);
}

int mk_sshkey_of_seed(struct mk_sshkey **out, const uint8_t seed[static MK_SSHKEY_SEED],
                      const char *path, struct mk_error *e)
{
    return new_key(out, seed, path, e);
}

void mk_sshkey_free(struct mk_sshkey *k)
{
    if (!k)
        return;
    EVP_PKEY_free(k->pkey);
    mk_buf_done(&k->signer);
    mk_buf_done(&k->text);
    free(k);
}

const char *mk_sshkey_public(const struct mk_sshkey *k)
{
    return (const char *)k->text.p; /* NUL-ended since it was loaded */
}

int mk_sshkey_seed(uint8_t out[static MK_SSHKEY_SEED], const struct mk_sshkey *k,
                   struct mk_error *e)
{
    size_t n = MK_SSHKEY_SEED;
    bool got = EVP_PKEY_get_raw_private_key(k->pkey, out, &n) == 1 && n == MK_SSHKEY_SEED;
    return got ? 0 : mk_fail(e, MK_ENOMEM, "private key");
}

/* ---- signing ---- */

static int sign(uint8_t out[static SIGNATURE], const struct mk_sshkey *k, struct mk_span message,
                struct mk_error *e)
{
    size_t n = SIGNATURE;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->pkey) == 1 &&
              EVP_DigestSign(ctx, out, &n, message.p, message.len) == 1 && n == SIGNATURE;
    EVP_MD_CTX_free(ctx);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "signature");
}

int mk_sshkey_sign(struct mk_buf *out, const struct mk_sshkey *k, const char *name_space,
                   struct mk_span message, struct mk_error *e)
{
    uint8_t raw[SIGNATURE];
    struct mk_buf text, made, blob;
    mk_buf_init(&text, 4096);
    mk_buf_init(&made, 200);
    mk_buf_init(&blob, MK_SSHSIG_MAX);
    int rc = mk_sshsig_message(&text, name_space, "sha512", message, e);
    if (rc == 0)
        rc = sign(raw, k, mk_buf_span(&text), e);
    if (rc == 0) {
        mk_ssh_puts(&made, TYPE);
        mk_ssh_put(&made, mk_span(raw, sizeof raw));
        mk_buf_puts(&blob, MK_SSHSIG_MAGIC);
        mk_buf_u32be(&blob, 1);
        mk_ssh_put(&blob, mk_buf_span(&k->signer));
        mk_ssh_puts(&blob, name_space);
        mk_ssh_puts(&blob, "");
        mk_ssh_puts(&blob, "sha512");
        mk_ssh_put(&blob, mk_buf_span(&made));
        mk_ssh_armour(out, MK_SSHSIG_LABEL, mk_buf_span(&blob));
        if (!mk_buf_ok(&made) || !mk_buf_ok(&blob) || !mk_buf_ok(out))
            rc = mk_fail(e, MK_ENOMEM, "signature");
    }
    mk_buf_done(&text);
    mk_buf_done(&made);
    mk_buf_done(&blob);
    return rc;
}
