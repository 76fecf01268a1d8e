#include "firmware/phantom/ios_lockdown.h"
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

static int find(const struct mk_ios_phone *p, const char *host_id, const char *buid)
{
    for (int i = 0; host_id && *host_id && i < (int)MK_IOS_PAIRS; i++)
        if (!strcmp(p->pairs[i].host_id, host_id) && (!buid || !strcmp(p->pairs[i].buid, buid)))
            return i;
    return -1;
}

int mk_ios_pair_find(struct mk_ios_phone *p, const char *host_id, const char *buid)
{
    mk_ios_lock(p);
    int i = find(p, host_id, buid);
    mk_ios_unlock(p);
    return i;
}

/* A certificate comes as bytes, a PEM text. */
static bool copy_cert(char out[static MK_IOS_CERT_MAX], plist_t record, const char *key)
{
    uint64_t n = 0;
    plist_t v = plist_dict_get_item(record, key);
    const char *p = v && plist_get_node_type(v) == PLIST_DATA ? plist_get_data_ptr(v, &n) : NULL;
    if (!p || !n || n >= MK_IOS_CERT_MAX || memchr(p, 0, n))
        return false;
    memcpy(out, p, n);
    out[n] = 0;
    return true;
}

static bool copy_text(char out[static 80], plist_t record, const char *key)
{
    const char *s = mk_ios_text(record, key);
    if (!s || !*s || strlen(s) >= 80)
        return false;
    memcpy(out, s, strlen(s) + 1);
    return true;
}

/* Whether the host made its certificate for the phone's key. */
static bool for_us(const struct mk_ios_phone *p, const char *pem)
{
    BIO *b = BIO_new_mem_buf(pem, -1);
    X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
    bool is = x && EVP_PKEY_eq(X509_get0_pubkey(x), p->key) == 1;
    X509_free(x);
    BIO_free(b);
    return is;
}

static const char *read_record(struct mk_ios_pair *out, const struct mk_ios_phone *p,
                               plist_t record)
{
    *out = (struct mk_ios_pair){ 0 };
    if (!record || plist_get_node_type(record) != PLIST_DICT)
        return "MissingPairRecord";
    if (!copy_text(out->host_id, record, "HostID"))
        return "MissingHostID";
    if (!copy_text(out->buid, record, "SystemBUID") ||
        !copy_cert(out->device_cert, record, "DeviceCertificate") ||
        !copy_cert(out->host_cert, record, "HostCertificate") ||
        !copy_cert(out->root_cert, record, "RootCertificate") || !for_us(p, out->device_cert) ||
        RAND_bytes(out->escrow, sizeof out->escrow) != 1)
        return "InvalidPairRecord";
    return NULL;
}

/* What the screen says to "Trust this computer?". */
static const char *ask_owner(struct mk_ios_phone *p)
{
    if (mk_ios_screen(p) != MK_PHONE_UNLOCKED)
        return "PasswordProtected";
    if (p->pending_left && !p->finger) {
        p->pending_left--;
        return "PairingDialogResponsePending";
    }
    p->pending_left = p->how.pending;
    p->finger = false;
    return p->how.deny ? "UserDeniedPairing" : NULL;
}

/* Keeps it, in place of the host's former one, or of the oldest. */
static void keep(struct mk_ios_phone *p, const struct mk_ios_pair *pair)
{
    int at = find(p, pair->host_id, NULL);
    for (int i = 0; at < 0 && i < (int)MK_IOS_PAIRS; i++)
        at = *p->pairs[i].host_id ? -1 : i;
    if (at < 0) {
        memmove(p->pairs, p->pairs + 1, sizeof p->pairs - sizeof *p->pairs);
        at = MK_IOS_PAIRS - 1;
    }
    p->pairs[at] = *pair;
}

const char *mk_ios_pair(uint8_t escrow[static MK_IOS_ESCROW], struct mk_ios_phone *p,
                        plist_t record)
{
    struct mk_ios_pair pair;
    const char *why = read_record(&pair, p, record);
    if (why)
        return why;
    mk_ios_lock(p);
    int known = find(p, pair.host_id, pair.buid);
    why = known < 0 ? ask_owner(p) : NULL;
    if (!why)
        keep(p, &pair);
    mk_ios_unlock(p);
    memcpy(escrow, pair.escrow, MK_IOS_ESCROW);
    return why;
}

const char *mk_ios_pair_validate(struct mk_ios_phone *p, plist_t record)
{
    const char *id = mk_ios_text(record, "HostID");
    if (!id)
        return "MissingHostID";
    return mk_ios_pair_find(p, id, NULL) < 0 ? "InvalidHostID" : NULL;
}

const char *mk_ios_unpair(struct mk_ios_phone *p, plist_t record)
{
    const char *id = mk_ios_text(record, "HostID");
    if (!id)
        return "MissingHostID";
    mk_ios_lock(p);
    int i = find(p, id, NULL);
    if (i >= 0)
        p->pairs[i] = (struct mk_ios_pair){ 0 };
    mk_ios_unlock(p);
    return i < 0 ? "InvalidHostID" : NULL;
}
