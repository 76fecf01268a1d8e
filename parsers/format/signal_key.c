#include "parsers/format/signal_key.h"
#include "parsers/base/buf.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"

#define POOL_LEN 64u
#define ID_LEN   16u
#define KEY_LEN  32u

static bool read_pool(uint8_t out[static POOL_LEN], struct mk_span given)
{
    size_t n = 0;
    for (size_t i = 0; i < given.len; i++) {
        uint8_t c = given.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (uint8_t)(c - 'A' + 'a');
        c = c == '#' ? 'o' : c == '=' ? '0' : c;
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            continue; /* what stands between the groups */
        if (n == POOL_LEN)
            return false;
        out[n++] = c;
    }
    return n == POOL_LEN;
}

/* A UUID with or without its dashes. */
static bool read_id(uint8_t out[static ID_LEN], struct mk_span given)
{
    uint8_t hex[2 * ID_LEN];
    size_t n = 0, len;
    for (size_t i = 0; i < given.len; i++) {
        if (given.p[i] == '-')
            continue;
        if (n == sizeof hex)
            return false;
        hex[n++] = given.p[i];
    }
    return n == sizeof hex && mk_unhex(out, ID_LEN, &len, mk_span(hex, n));
}

static size_t count(const struct mk_context *cx, const char *name)
{
    struct mk_span s;
    size_t n = 0;
    while (mk_secret_at(&s, cx, name, n))
        n++;
    return n;
}

static int hkdf(uint8_t *out, size_t n, struct mk_span key, struct mk_span salt, const char *info,
                struct mk_span more, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 256);
    mk_buf_puts(&b, info);
    mk_buf_put(&b, more.p, more.len);
    int rc = mk_buf_ok(&b) ? mk_hkdf(out, n, key, salt, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "key");
    mk_buf_done(&b);
    return rc;
}

/* The id that message keys depend on: derived from the account's, or given itself. */
static int backup_id(uint8_t out[static ID_LEN], bool *usable, struct mk_span key,
                     const struct mk_context *cx, size_t n, struct mk_error *e)
{
    struct mk_span given = { 0 };
    uint8_t aci[ID_LEN];
    size_t acis = count(cx, "signal-aci");
    if (n >= acis) {
        *usable = mk_secret_at(&given, cx, "signal-backup-id", n - acis) && read_id(out, given);
        return 0;
    }
    *usable = mk_secret_at(&given, cx, "signal-aci", n) && read_id(aci, given);
    return *usable ? hkdf(out, ID_LEN, key, mk_span(NULL, 0),
                          "20241024_SIGNAL_BACKUP_ID:", mk_span(aci, ID_LEN), e)
                   : 0;
}

static int derive(struct mk_signal_key *out, bool *usable, struct mk_span pool, size_t id,
                  struct mk_span token, const struct mk_context *cx, struct mk_error *e)
{
    uint8_t text[POOL_LEN], key[KEY_LEN], bid[ID_LEN], both[2 * KEY_LEN];
    struct mk_span none = { 0 };
    *usable = read_pool(text, pool);
    if (!*usable)
        return 0;
    if (hkdf(key, KEY_LEN, mk_span(text, POOL_LEN), none, "20240801_SIGNAL_BACKUP_KEY", none, e) !=
            0 ||
        backup_id(bid, usable, mk_span(key, KEY_LEN), cx, id, e) != 0)
        return -1;
    if (!*usable)
        return 0;
    if (hkdf(both, sizeof both, mk_span(key, KEY_LEN), token,
             token.len ? "20250708_SIGNAL_BACKUP_ENCRYPT_MESSAGE_BACKUP:"
                       : "20241007_SIGNAL_BACKUP_ENCRYPT_MESSAGE_BACKUP:",
             mk_span(bid, ID_LEN), e) != 0)
        return -1;
    memcpy(out->hmac, both, KEY_LEN);
    memcpy(out->aes, both + KEY_LEN, KEY_LEN);
    mk_wipe(both, sizeof both);
    mk_wipe(key, sizeof key);
    return 0;
}

int mk_signal_key_at(struct mk_signal_key *out, const struct mk_context *cx, size_t n,
                     struct mk_error *e)
{
    size_t pools = count(cx, "signal"), tokens = count(cx, "signal-token") + 1;
    size_t ids = count(cx, "signal-aci") + count(cx, "signal-backup-id"), len = 0;
    struct mk_span pool = { 0 }, given = { 0 };
    uint8_t token[KEY_LEN];
    bool usable = false;
    memset(out, 0, sizeof *out); /* of what makes no sense: a key that fits nothing */
    if (ids == 0 || n / tokens / ids >= pools)
        return 0;
    if (!mk_secret_at(&pool, cx, "signal", n / tokens / ids))
        return 0;
    if (n % tokens && (!mk_secret_at(&given, cx, "signal-token", n % tokens - 1) ||
                       !mk_unhex(token, KEY_LEN, &len, given)))
        return 1;
    if (derive(out, &usable, pool, n / tokens % ids, mk_span(token, len), cx, e) != 0)
        return -1;
    return 1;
}
