#include "firmware/ios/identity.h"
#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include "firmware/ios/tap.h"
#include <stdio.h>
#include <stdlib.h>

#define LABEL      "moka"
#define BANNER_MAX ((size_t)64 << 10)
#define PROTOCOL   2 /* of lockdownd */

void mk_iosw_leave(struct mk_ios *x)
{
    for (size_t i = 0; i < MK_IOS_PLACES; i++)
        mk_iosw_files_close(&x->files[i]);
    if (x->session)
        lockdownd_client_free(x->session);
    x->session = NULL;
    if (x->device)
        idevice_free(x->device);
    x->device = NULL;
}

/* Through the library's handshake: only there it learns the phone's version, without which it
 * would speak TLS 1.0. Its own pairing does not happen: see run.c, what may go out. */
lockdownd_error_t mk_iosw_session(struct mk_ios *x)
{
    if (x->session) {
        x->hush = true; /* freeing it would stop a session that is no more */
        lockdownd_client_free(x->session);
        x->hush = false;
        x->session = NULL;
    }
    return lockdownd_client_new_with_handshake(x->device, &x->session, LABEL);
}

/* All that lockdownd tells, as a banner; `values` NULL when it tells nothing. */
static lockdownd_error_t ask_values(struct mk_ios *x, lockdownd_client_t c, struct mk_buf *banner)
{
    plist_t values = NULL;
    lockdownd_error_t err = lockdownd_get_value(c, NULL, NULL, &values);
    if (err == LOCKDOWN_E_SUCCESS && values && plist_get_node_type(values) == PLIST_DICT) {
        char *udid = mk_identity_text(values, "UniqueDeviceID");
        if (udid)
            snprintf(x->udid, sizeof x->udid, "%s", udid);
        free(udid);
    }
    mk_iosw_banner(banner, err == LOCKDOWN_E_SUCCESS ? values : NULL);
    plist_free(values);
    return err;
}

/* What it tells anybody. */
static lockdownd_error_t look(struct mk_ios *x, struct mk_buf *banner)
{
    lockdownd_client_t c = NULL;
    lockdownd_error_t err = lockdownd_client_new(x->device, &c, LABEL);
    if (err != LOCKDOWN_E_SUCCESS)
        return err;
    err = lockdownd_query_type(c, NULL);
    if (err == LOCKDOWN_E_SUCCESS)
        err = ask_values(x, c, banner);
    lockdownd_client_free(c);
    return err;
}

static int lost(struct mk_ios *x, const char *what, lockdownd_error_t err, struct mk_error *e)
{
    char why[300];
    struct mk_error gone = { 0 };
    if (x->over)
        return 0;
    if (mk_ios_link_there(&gone) != 0)
        return mk_say_lost(x, gone.text, e);
    snprintf(why, sizeof why, "%s: %s", what, mk_lockdown_word(err));
    return mk_say_lost(x, why, e);
}

/* A session, whatever it takes: 0 and x->session, or x->over. */
static int open_session(struct mk_ios *x, struct mk_span banner, struct mk_error *e)
{
    plist_t record = NULL;
    struct mk_error why = { 0 };
    if (mk_identity_load(&record, x->proxy, &why) != 0)
        return mk_say_lost(x, why.text, e);
    /* Without a bag the run was cut before the phone's answer was kept: it may have said yes, and
     * its services that want the bag would stay shut. It is asked again, as the same computer. */
    bool known = record && plist_dict_get_item(record, MK_IDENTITY_ESCROW);
    plist_free(record);
    for (;;) {
        if (!known && mk_iosw_pair(x, banner, e) != 0)
            return -1;
        if (x->over)
            return 0;
        known = true;
        lockdownd_error_t err = mk_iosw_session(x);
        if (err == LOCKDOWN_E_SUCCESS)
            return mk_say_wait(x, MK_WAIT_OVER, "", e);
        if (err == LOCKDOWN_E_PASSWORD_PROTECTED) {
            int go = mk_iosw_patience(x, MK_WAIT_LOCKED, e);
            if (go <= 0)
                return go;
        } else if (err != LOCKDOWN_E_INVALID_HOST_ID || x->may_pair)
            return lost(x, "the phone gives no session", err, e);
        else
            known = false; /* it has forgotten this case, or never knew it */
    }
}

static int tell_phone(struct mk_ios *x, struct mk_span banner, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 2 * BANNER_MAX);
    mk_buf_text(&b, banner);
    mk_buf_u32le(&b, 0);
    mk_buf_text(&b, mk_str("lockdown,afc,crashreportcopymobile,house_arrest,installation_proxy,"
                           "mobilebackup2"));
    mk_buf_u32le(&b, PROTOCOL);
    mk_buf_u32le(&b, MK_FRAME_MAX);
    int rc = mk_buf_ok(&b) ? mk_chan_send(x->parent, MK_PH_PHONE, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "greeting");
    mk_buf_done(&b);
    return rc ? rc : mk_chan_flush(x->parent, e);
}

static int meet(struct mk_ios *x, struct mk_buf *banner, struct mk_error *e)
{
    if (idevice_new_with_options(&x->device, NULL, IDEVICE_LOOKUP_USBMUX) != IDEVICE_E_SUCCESS)
        return mk_say_lost(x, mk_ios_link_error()->text, e);
    lockdownd_error_t err = look(x, banner);
    if (err != LOCKDOWN_E_SUCCESS)
        return lost(x, "the phone does not tell what it is", err, e);
    if (open_session(x, mk_buf_span(banner), e) != 0)
        return -1;
    if (x->over)
        return 0;
    mk_buf_clear(banner);
    err = ask_values(x, x->session, banner);
    if (err != LOCKDOWN_E_SUCCESS)
        return lost(x, "the phone does not tell what it is", err, e);
    return tell_phone(x, mk_buf_span(banner), e);
}

int mk_iosw_meet(struct mk_ios *x, struct mk_error *e)
{
    struct mk_buf banner;
    mk_buf_init(&banner, BANNER_MAX);
    int rc = meet(x, &banner, e);
    mk_buf_done(&banner);
    return rc;
}
