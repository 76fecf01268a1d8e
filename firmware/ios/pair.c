#include "firmware/ios/identity.h"
#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include <stdio.h>
#include <stdlib.h>

#define LABEL    "moka"
#define CUTS_MAX 3 /* connections that end without an answer */

/* ---- the record ---- */

/* libimobiledevice wants NUL-ended texts of its own struct. */
struct given {
    struct lockdownd_pair_record r;
    char *owned[5];
};

static bool give(struct given *g, plist_t record)
{
    static const char *const keys[] = { "DeviceCertificate", "HostCertificate", "RootCertificate",
                                        MK_IDENTITY_HOST, MK_IDENTITY_BUID };
    bool all = true;
    for (size_t i = 0; i < 5; i++) {
        g->owned[i] = mk_identity_text(record, keys[i]);
        all = all && g->owned[i];
    }
    g->r = (struct lockdownd_pair_record){ .device_certificate = g->owned[0],
                                           .host_certificate = g->owned[1],
                                           .root_certificate = g->owned[2],
                                           .host_id = g->owned[3],
                                           .system_buid = g->owned[4] };
    return all;
}

static void given_done(struct given *g)
{
    for (size_t i = 0; i < 5; i++)
        free(g->owned[i]);
}

static int store(struct mk_ios *x, plist_t record, struct mk_error *e)
{
    struct mk_error why = { 0 };
    if (mk_identity_store(x->proxy, record, &why) != 0)
        return mk_say_lost(x, why.text, e);
    return mk_say_text(x, MK_PH_PAIRED, mk_span(NULL, 0), e) ? -1 : mk_chan_flush(x->parent, e);
}

/* A new identity, kept before the phone hears of it. */
static int invent(plist_t *record, struct mk_ios *x, lockdownd_client_t c, struct mk_error *e)
{
    plist_t key = NULL, wifi = NULL;
    struct mk_error why = { 0 };
    char *pem = NULL;
    lockdownd_error_t err = lockdownd_get_value(c, NULL, "DevicePublicKey", &key);
    if (err == LOCKDOWN_E_SUCCESS) {
        plist_t holder = plist_new_dict();
        plist_dict_set_item(holder, "Key", key);
        pem = mk_identity_text(holder, "Key");
        plist_free(holder);
        lockdownd_get_value(c, NULL, "WiFiAddress", &wifi);
    }
    int made = pem ? mk_identity_new(record, mk_str(pem), &why)
                   : mk_fail(&why, MK_EPROTO, "the phone gives no key to pair with: %s",
                             mk_lockdown_word(err));
    free(pem);
    if (made != 0) {
        plist_free(wifi);
        return mk_say_lost(x, why.text, e);
    }
    if (wifi)
        plist_dict_set_item(*record, "WiFiMACAddress", wifi);
    return store(x, *record, e);
}

/* ---- the request ---- */

static lockdownd_error_t ask(plist_t *answer, lockdownd_client_t c, plist_t record)
{
    struct given g = { 0 };
    plist_t options = plist_new_dict();
    *answer = NULL;
    plist_dict_set_item(options, "ExtendedPairingErrors", plist_new_bool(1));
    lockdownd_error_t err = give(&g, record) ? lockdownd_pair_with_options(c, &g.r, options, answer)
                                             : LOCKDOWN_E_INVALID_CONF;
    plist_free(options);
    given_done(&g);
    return err;
}

static int accepted(struct mk_ios *x, plist_t record, plist_t answer, struct mk_error *e)
{
    plist_t bag = answer ? plist_dict_get_item(answer, MK_IDENTITY_ESCROW) : NULL;
    bool given = bag && plist_get_node_type(bag) == PLIST_DATA;
    /* One that gives none has answered all the same. */
    plist_dict_set_item(record, MK_IDENTITY_ESCROW,
                        given ? plist_copy(bag) : plist_new_data("", 0));
    return store(x, record, e);
}

static int refused(struct mk_ios *x, lockdownd_error_t err, struct mk_error *e)
{
    char why[300];
    switch ((int)err) {
    case LOCKDOWN_E_USER_DENIED_PAIRING:
        return mk_say_denied(
            x,
            "somebody touched Don't Trust on the phone. Unplug it, plug it in again, "
            "touch Trust and give the passcode",
            e);
    case LOCKDOWN_E_PAIRING_PROHIBITED_OVER_THIS_CONNECTION:
    case LOCKDOWN_E_MC_PROTECTED:
    case LOCKDOWN_E_MC_CHALLENGE_REQUIRED:
        snprintf(
            why, sizeof why,
            "the phone is managed and may pair with no other computer (%s): whoever manages it "
            "has to allow it",
            mk_lockdown_word(err));
        break;
    default:
        snprintf(why, sizeof why, "the phone does not pair: %s", mk_lockdown_word(err));
        return mk_say_lost(x, why, e);
    }
    return mk_say_denied(x, why, e);
}

/* Whether an answer may be missing because the phone ended its connection. */
static bool cut(lockdownd_error_t err)
{
    return err == LOCKDOWN_E_MUX_ERROR || err == LOCKDOWN_E_PLIST_ERROR ||
           err == LOCKDOWN_E_RECEIVE_TIMEOUT || err == LOCKDOWN_E_UNKNOWN_ERROR;
}

/* A connection that was ended since the last request is made anew, once before each. */
static lockdownd_error_t ask_again(plist_t *answer, struct mk_ios *x, lockdownd_client_t *c,
                                   plist_t record)
{
    lockdownd_error_t err = *c ? ask(answer, *c, record) : LOCKDOWN_E_MUX_ERROR;
    if (x->over || !cut(err))
        return err;
    plist_free(*answer);
    *answer = NULL;
    if (*c)
        lockdownd_client_free(*c);
    *c = NULL;
    err = lockdownd_client_new(x->device, c, LABEL);
    return err == LOCKDOWN_E_SUCCESS ? ask(answer, *c, record) : err;
}

/* One request and what becomes of it: 1: another one; 0: decided, or all is over; -1. */
static int try_once(unsigned *cuts, struct mk_ios *x, lockdownd_client_t *c, plist_t record,
                    struct mk_error *e)
{
    plist_t answer = NULL;
    struct mk_error why = { 0 };
    lockdownd_error_t err = ask_again(&answer, x, c, record);
    int rc = err == LOCKDOWN_E_SUCCESS ? accepted(x, record, answer, e) : 1;
    plist_free(answer);
    if (rc <= 0 || x->over)
        return rc < 0 ? -1 : 0;
    if (err == LOCKDOWN_E_PASSWORD_PROTECTED)
        return mk_iosw_patience(x, MK_WAIT_LOCKED, e);
    if (err == LOCKDOWN_E_PAIRING_DIALOG_RESPONSE_PENDING)
        return mk_iosw_patience(x, MK_WAIT_TRUST, e);
    if (!cut(err) || ++*cuts > CUTS_MAX)
        return refused(x, err, e);
    rc = mk_iosw_there(x, &why, e);
    return rc || x->over || x->cancelled ? rc : mk_say_lost(x, why.text, e);
}

/* Tries until the phone has decided. */
static int insist(struct mk_ios *x, lockdownd_client_t *c, plist_t record, struct mk_error *e)
{
    unsigned cuts = 0;
    int rc;
    do
        rc = try_once(&cuts, x, c, record, e);
    while (rc > 0);
    return rc;
}

/* The parent decides whether the phone is changed. */
static int may_i(struct mk_ios *x, struct mk_span banner, struct mk_error *e)
{
    struct mk_frame f;
    if (mk_say_text(x, MK_PH_PAIR, banner, e) != 0)
        return -1;
    int rc = mk_chan_recv(&f, NULL, x->parent, -1, e);
    if (rc < 0)
        return -1;
    x->may_pair = rc > 0 && f.type == MK_PH_GO;
    x->over = !x->may_pair;
    return 0;
}

int mk_iosw_pair(struct mk_ios *x, struct mk_span banner, struct mk_error *e)
{
    lockdownd_client_t c = NULL;
    plist_t record = NULL;
    struct mk_error why = { 0 };
    int rc = may_i(x, banner, e);
    if (rc != 0 || x->over)
        return rc;
    if (lockdownd_client_new(x->device, &c, LABEL) != LOCKDOWN_E_SUCCESS)
        return mk_say_lost(x, "the phone does not answer", e);
    if (mk_identity_load(&record, x->proxy, &why) != 0)
        rc = mk_say_lost(x, why.text, e);
    else if (!record)
        rc = invent(&record, x, c, e);
    if (rc == 0 && !x->over)
        rc = insist(x, &c, record, e);
    plist_free(record);
    if (c)
        lockdownd_client_free(c);
    return rc;
}

/* ---- and back ---- */

int mk_iosw_unpair(struct mk_ios *x, struct mk_error *e)
{
    plist_t record = NULL;
    struct given g = { 0 };
    struct mk_error why = { 0 };
    if (mk_identity_load(&record, x->proxy, &why) != 0 || !record)
        return mk_say_done(x, MK_PH_OK, 1, record ? why.text : "no pairing record", e);
    bool whole = give(&g, record);
    lockdownd_error_t err = LOCKDOWN_E_INVALID_CONF;
    if (whole && (x->session || mk_iosw_session(x) == LOCKDOWN_E_SUCCESS))
        err = lockdownd_unpair(x->session, &g.r);
    given_done(&g);
    plist_free(record);
    /* One that it does not know it has not to forget. */
    bool gone = err == LOCKDOWN_E_SUCCESS || err == LOCKDOWN_E_INVALID_HOST_ID;
    if (!gone && mk_ios_link_there(&why) != 0)
        return mk_say_lost(x, why.text, e);
    if (!gone)
        return mk_say_done(x, MK_PH_OK, 1, mk_lockdown_word(err), e);
    if (mk_mux_save(x->proxy, mk_span(NULL, 0), &why) != 0)
        return mk_say_done(x, MK_PH_BROKEN, -1, why.text, e);
    if (mk_say_text(x, MK_PH_PAIRED, mk_span(NULL, 0), e) != 0)
        return -1;
    return mk_say_done(x, MK_PH_OK, 0, "", e);
}
