#include "firmware/token/io.h"
#include "firmware/token/token.h"
#include "parsers/base/json.h"

/* A key that is asked, and what became of it. */
struct asked {
    const struct mk_token_ask *ask;
    fido_dev_t *dev;
    bool late;
    struct mk_buf handle, made; /* made: the key, or the signature */
};

static void refuse(struct mk_json *j, const char *code, const char *text)
{
    mk_json_kv_str(j, "code", code);
    mk_json_kv_text(j, "text", mk_str(text));
}

static const char *code_of(const struct asked *a, int rc)
{
    switch (rc) {
    case FIDO_ERR_NO_CREDENTIALS:
    case FIDO_ERR_INVALID_CREDENTIAL:
        return "other";
    case FIDO_ERR_CREDENTIAL_EXCLUDED:
        return "known";
    case FIDO_ERR_PIN_REQUIRED:
    case FIDO_ERR_PIN_INVALID:
    case FIDO_ERR_PIN_BLOCKED:
    case FIDO_ERR_PIN_AUTH_INVALID:
    case FIDO_ERR_PIN_POLICY_VIOLATION:
        return "pin";
    case FIDO_ERR_TIMEOUT:
    case FIDO_ERR_ACTION_TIMEOUT:
    case FIDO_ERR_USER_ACTION_TIMEOUT:
    case FIDO_ERR_OPERATION_DENIED:
        return "late";
    default:
        return a->late ? "late" : "failed";
    }
}

/* ---- make ---- */

static int describe(fido_cred_t *cred, const struct mk_token_ask *ask, int type)
{
    int rc = fido_cred_set_type(cred, type);
    if (rc == FIDO_OK)
        rc = fido_cred_set_clientdata_hash(cred, ask->hash, sizeof ask->hash);
    if (rc == FIDO_OK)
        rc = fido_cred_set_rp(cred, MK_TOKEN_RP, "Moka");
    if (rc == FIDO_OK)
        rc = fido_cred_set_user(cred, (const unsigned char *)ask->user, strlen(ask->user),
                                ask->user, NULL, NULL);
    for (size_t i = 0; rc == FIDO_OK && i < ask->nhandles; i++)
        rc = fido_cred_exclude(cred, ask->handles[i].b, ask->handles[i].len);
    return rc;
}

static int make_one(struct asked *a, int type, struct mk_error *e)
{
    fido_cred_t *cred = fido_cred_new();
    if (!cred)
        return FIDO_ERR_INTERNAL;
    int rc = describe(cred, a->ask, type);
    if (rc == FIDO_OK)
        rc = fido_dev_make_cred(a->dev, cred, NULL);
    if (rc == FIDO_OK) {
        mk_buf_put(&a->handle, fido_cred_id_ptr(cred), fido_cred_id_len(cred));
        if (mk_token_key(&a->made, type == COSE_EDDSA,
                         mk_span(fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred)), e))
            rc = FIDO_ERR_INTERNAL;
    }
    fido_cred_free(&cred);
    return rc;
}

/* Ed25519 where the key has it: which it says before it wants to be touched. */
static int make(struct asked *a, struct mk_error *e)
{
    int rc = FIDO_ERR_UNSUPPORTED_ALGORITHM;
    if (fido_dev_is_fido2(a->dev))
        rc = make_one(a, COSE_EDDSA, e);
    return rc == FIDO_ERR_UNSUPPORTED_ALGORITHM ? make_one(a, COSE_ES256, e) : rc;
}

/* ---- use ---- */

static int assertion(fido_assert_t *x, const struct asked *a, bool touch)
{
    int rc = fido_assert_set_clientdata_hash(x, a->ask->hash, sizeof a->ask->hash);
    if (rc == FIDO_OK)
        rc = fido_assert_set_rp(x, MK_TOKEN_RP);
    if (rc == FIDO_OK && !touch)
        rc = fido_assert_set_up(x, FIDO_OPT_FALSE);
    for (size_t i = 0; rc == FIDO_OK && i < a->ask->nhandles; i++)
        rc = fido_assert_allow_cred(x, a->ask->handles[i].b, a->ask->handles[i].len);
    return rc == FIDO_OK ? fido_dev_get_assert(a->dev, x, NULL) : rc;
}

static int take(struct asked *a, const fido_assert_t *x, struct mk_error *e)
{
    struct mk_span sig = mk_span(fido_assert_sig_ptr(x, 0), fido_assert_sig_len(x, 0));
    const unsigned char *id = fido_assert_id_ptr(x, 0);
    size_t n = fido_assert_id_len(x, 0);
    if (!n && a->ask->nhandles == 1) { /* CTAP 2.1, 6.2.2: of one it need not say which */
        id = a->ask->handles[0].b;
        n = a->ask->handles[0].len;
    }
    mk_buf_put(&a->handle, id, n);
    /* 64 bytes that are no DER of that length: Ed25519. ES256 begins 30 LENGTH. */
    bool der = sig.len > 2 && sig.p[0] == 0x30 && sig.p[1] == sig.len - 2;
    return mk_token_signature(&a->made, !der, sig, fido_assert_flags(x, 0),
                              fido_assert_sigcount(x, 0), e);
}

static int use(struct asked *a, bool touch, struct mk_error *e)
{
    fido_assert_t *x = fido_assert_new();
    if (!x)
        return FIDO_ERR_INTERNAL;
    int rc = assertion(x, a, touch);
    if (rc == FIDO_OK && touch && (fido_assert_count(x) != 1 || take(a, x, e)))
        rc = FIDO_ERR_INTERNAL;
    fido_assert_free(&x);
    return rc;
}

/* ---- which, and the answer ---- */

/* Of several keys the one that knows a handle, without a touch. */
static bool knows(struct asked *a, const struct mk_token_key *key)
{
    struct mk_error e = { 0 };
    if (mk_token_open(&a->dev, key, &a->late, &e))
        return false;
    int rc = use(a, false, &e);
    mk_token_close(a->dev);
    a->dev = NULL;
    return rc == FIDO_OK;
}

static const char *which(const struct mk_token_key **key, struct asked *a,
                         const struct mk_token_key *keys, size_t n)
{
    if (n == 0)
        return "absent";
    *key = keys;
    if (n == 1)
        return NULL;
    if (a->ask->make)
        return "several";
    for (size_t i = 0; i < n; i++)
        if (knows(a, &keys[i])) {
            *key = &keys[i];
            return NULL;
        }
    return "other";
}

static void put_made(struct mk_json *j, const struct asked *a)
{
    mk_json_key(j, "handle");
    mk_json_hex(j, mk_buf_span(&a->handle));
    mk_json_key(j, a->ask->make ? "key" : "signature");
    mk_json_hex(j, mk_buf_span(&a->made));
}

static void ask_one(struct mk_json *j, struct asked *a, const struct mk_token_key *key)
{
    struct mk_error e = { 0 };
    if (mk_token_open(&a->dev, key, &a->late, &e)) {
        refuse(j, a->late ? "late" : "failed", e.text);
        return;
    }
    int rc = a->ask->make ? make(a, &e) : use(a, true, &e);
    mk_token_close(a->dev);
    if (rc == FIDO_OK && mk_buf_ok(&a->handle) && a->handle.len && mk_buf_ok(&a->made))
        put_made(j, a);
    else
        refuse(j, code_of(a, rc), e.text[0] ? e.text : fido_strerr(rc));
}

void mk_token_answer(struct mk_buf *out, const struct mk_token_ask *ask,
                     const struct mk_token_key *keys, size_t n)
{
    struct asked a = { .ask = ask };
    struct mk_json j = mk_json(out);
    const struct mk_token_key *key = NULL;
    mk_buf_init(&a.handle, MK_TOKEN_HANDLE);
    mk_buf_init(&a.made, 1024);
    mk_json_open(&j, '{');
    fido_init(0);
    const char *not = which(&key, &a, keys, n);
    if (not )
        refuse(&j, not, "");
    else
        ask_one(&j, &a, key);
    mk_json_close(&j, '}');
    mk_buf_done(&a.handle);
    mk_buf_done(&a.made);
}
