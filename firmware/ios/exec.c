#include "firmware/ios/identity.h"
#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include <libimobiledevice/installation_proxy.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GATHER_S 120 /* for crash reports to be moved */

int mk_iosw_ended(struct mk_ios *x, const char *why, struct mk_error *e)
{
    struct mk_error gone = { 0 };
    if (*why && mk_ios_link_stayed(&gone) != 0)
        return mk_say_lost(x, gone.text, e);
    if (x->cancelled)
        return mk_say_done(x, MK_PH_CANCELLED, -1, "", e);
    return mk_say_done(x, MK_PH_OK, *why ? 1 : 0, why, e);
}

int mk_iosw_give(struct mk_ios *x, plist_t p, struct mk_error *e)
{
    char *xml = NULL;
    uint32_t n = 0;
    plist_to_xml(p, &xml, &n);
    if (!xml)
        return mk_iosw_ended(x, "an answer that cannot be written down", e);
    int rc = mk_say_data(x, mk_span(xml, n), e);
    free(xml); /* the library's name for that is another one in each of its versions */
    return rc ? rc : mk_iosw_ended(x, "", e);
}

/* ---- lockdown ---- */

static int lockdown(struct mk_ios *x, const char *domain, struct mk_error *e)
{
    plist_t v = NULL;
    lockdownd_error_t err = LOCKDOWN_E_MUX_ERROR;
    if (x->session)
        err = lockdownd_get_value(x->session, domain, NULL, &v);
    if (err == LOCKDOWN_E_MUX_ERROR || err == LOCKDOWN_E_SSL_ERROR ||
        err == LOCKDOWN_E_PLIST_ERROR) /* it may have ended a session that nobody used */
        if (mk_iosw_session(x) == LOCKDOWN_E_SUCCESS)
            err = lockdownd_get_value(x->session, domain, NULL, &v);
    if (err != LOCKDOWN_E_SUCCESS)
        return mk_iosw_ended(x, mk_lockdown_word(err), e);
    if (!v)
        return mk_iosw_ended(x, "MissingValue", e);
    int rc = mk_iosw_give(x, v, e);
    plist_free(v);
    return rc;
}

/* ---- apps ---- */

static plist_t app_options(void)
{
    static const char *const attributes[] = { "CFBundleIdentifier",   "CFBundleDisplayName",
                                              "CFBundleName",         "CFBundleExecutable",
                                              "CFBundleVersion",      "CFBundleShortVersionString",
                                              "ApplicationType",      "Container",
                                              "GroupContainers",      "Path",
                                              "UIFileSharingEnabled", "StaticDiskUsage",
                                              "DynamicDiskUsage",     "ApplicationDSID",
                                              "iTunesMetadata",       "SignerIdentity" };
    plist_t options = plist_new_dict(), list = plist_new_array();
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        plist_array_append_item(list, plist_new_string(attributes[i]));
    plist_dict_set_item(options, "ApplicationType", plist_new_string("Any"));
    plist_dict_set_item(options, "ReturnAttributes", list);
    return options;
}

static int apps(struct mk_ios *x, struct mk_error *e)
{
    lockdownd_service_descriptor_t d = NULL;
    instproxy_client_t c = NULL;
    plist_t found = NULL;
    char why[200] = "";
    int rc = mk_iosw_start(&d, x, "com.apple.mobile.installation_proxy", false, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_iosw_ended(x, why, e);
    instproxy_error_t err = instproxy_client_new(x->device, d, &c);
    lockdownd_service_descriptor_free(d);
    if (err != INSTPROXY_E_SUCCESS)
        return mk_iosw_ended(x, "the service started and took no connection", e);
    rc = mk_say_said(x, "apps:Browse", e);
    if (rc == 0) {
        plist_t options = app_options();
        err = instproxy_browse(c, options, &found);
        plist_free(options);
        snprintf(why, sizeof why, "installation_proxy failed (%d)", err);
        rc = err == INSTPROXY_E_SUCCESS && found ? mk_iosw_give(x, found, e)
                                                 : mk_iosw_ended(x, why, e);
    }
    plist_free(found);
    instproxy_client_free(c);
    return rc;
}

/* ---- crash-move ---- */

/* The mover sends "ping" and a NUL when all is where it can be read. */
static int wait_ping(struct mk_ios *x, service_client_t c, struct mk_error *e)
{
    char ping[4];
    uint32_t n = 0;
    for (unsigned s = 0; s < GATHER_S; s++) {
        service_error_t err = service_receive_with_timeout(c, ping, sizeof ping, &n, 1000);
        if (n == sizeof ping)
            return mk_iosw_ended(
                x, memcmp(ping, "ping", 4) == 0 ? "" : "an answer that makes no sense", e);
        if (n || (err != SERVICE_E_SUCCESS && err != SERVICE_E_TIMEOUT))
            return mk_iosw_ended(x, "the phone ended the connection", e);
        int stop = mk_iosw_listen(x, 0, e);
        if (stop)
            return stop < 0 ? -1 : mk_iosw_ended(x, "", e);
    }
    return mk_iosw_ended(x, "no answer in time", e);
}

static int crash_move(struct mk_ios *x, struct mk_error *e)
{
    lockdownd_service_descriptor_t d = NULL;
    service_client_t c = NULL;
    char why[200] = "";
    int rc = mk_iosw_start(&d, x, "com.apple.crashreportmover", false, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_iosw_ended(x, why, e);
    rc = mk_say_said(x, "crash:Move", e); /* the connection is the request */
    service_error_t err = rc == 0 ? service_client_new(x->device, d, &c) : SERVICE_E_UNKNOWN_ERROR;
    lockdownd_service_descriptor_free(d);
    if (rc == 0 && err != SERVICE_E_SUCCESS)
        return mk_iosw_ended(x, "the service started and took no connection", e);
    if (rc == 0)
        rc = wait_ping(x, c, e);
    if (c)
        service_client_free(c);
    return rc;
}

/* ---- the word ---- */

static bool domain_ok(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return s.len > 0 && s.len < 200;
}

static int run(struct mk_ios *x, struct mk_span word, struct mk_error *e)
{
    static const char domain_word[] = MK_IOS_LOCKDOWN " ";
    struct mk_span rest = mk_span_from(word, sizeof domain_word - 1);
    char domain[200] = "";
    if (mk_span_is(word, MK_IOS_LOCKDOWN))
        return lockdown(x, NULL, e);
    if (mk_span_starts(word, mk_str(domain_word)) && domain_ok(rest)) {
        memcpy(domain, rest.p, rest.len);
        return lockdown(x, domain, e);
    }
    if (mk_span_is(word, MK_IOS_APPS))
        return apps(x, e);
    if (mk_span_is(word, MK_IOS_PROFILES) || mk_span_is(word, MK_IOS_CLOUD))
        return mk_iosw_profiles(x, mk_span_is(word, MK_IOS_CLOUD), e);
    if (mk_span_is(word, MK_IOS_CRASH_MOVE))
        return crash_move(x, e);
    if (mk_span_is(word, MK_IOS_UNPAIR))
        return mk_iosw_unpair(x, e);
    return mk_say_done(x, MK_PH_REFUSED, -1, "no word for an iPhone", e);
}

int mk_iosw_exec(struct mk_ios *x, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    mk_cur_u8(&c);
    mk_cur_u32le(&c); /* the services have time limits of their own */
    struct mk_span word = mk_cur_text(&c);
    uint8_t role = mk_cur_u8(&c);
    if (!mk_cur_ok(&c) || role != 0) /* MK_ROLE_FILE: answers are looked at elsewhere */
        return mk_fail(e, MK_EPROTO, "damaged EXEC frame");
    return run(x, word, e);
}
