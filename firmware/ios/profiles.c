/*
 * What manages the phone: com.apple.mobile.MCInstall, of which only what reads is asked.
 *
 * A request is a property list {RequestType: WORD}; an answer has Status: Acknowledged, or an
 * ErrorChain. GetProfileList: OrderedIdentifiers, ProfileManifest and ProfileMetadata by
 * identifier; GetCloudConfiguration: CloudConfiguration. Source: danielpaulus/go-ios,
 * ios/mcinstall/mcinstall.go and prepare.go; doronz88/pymobiledevice3, services/mobile_config.py.
 */
#include "firmware/ios/state.h"
#include <libimobiledevice/property_list_service.h>
#include <stdio.h>

#define SERVICE   "com.apple.mobile.MCInstall"
#define PATIENCE  30000 /* ms, for an answer */
#define SAID      "profiles:"
#define CHAIN_KEY "ErrorChain"

static const char *text_of(plist_t dict, const char *key)
{
    plist_t v = plist_dict_get_item(dict, key);
    return v && plist_get_node_type(v) == PLIST_STRING ? plist_get_string_ptr(v, NULL) : NULL;
}

/* The first of the chain's own words, where it has any. */
static const char *error_of(plist_t answer)
{
    plist_t chain = plist_dict_get_item(answer, CHAIN_KEY);
    plist_t first =
        chain && plist_get_node_type(chain) == PLIST_ARRAY ? plist_array_get_item(chain, 0) : NULL;
    const char *text = first && plist_get_node_type(first) == PLIST_DICT
                           ? text_of(first, "USEnglishDescription")
                           : NULL;
    return text ? text : "the phone does not acknowledge it";
}

/* Whether the answer has what was asked for; `why` says what is wrong with it. */
static bool answers(char why[static 200], plist_t answer, const char *key)
{
    if (!answer || plist_get_node_type(answer) != PLIST_DICT) {
        snprintf(why, 200, "no answer that is one");
        return false;
    }
    const char *status = text_of(answer, "Status");
    if (status && strcmp(status, "Acknowledged") == 0 && plist_dict_get_item(answer, key))
        return true;
    snprintf(why, 200, "%.199s", error_of(answer));
    return false;
}

static int ask(struct mk_ios *x, property_list_service_client_t c, const char *request,
               const char *key, struct mk_error *e)
{
    char line[64], why[200] = "";
    plist_t question = plist_new_dict(), answer = NULL;
    plist_dict_set_item(question, "RequestType", plist_new_string(request));
    snprintf(line, sizeof line, SAID "%s", request);
    int rc = mk_say_said(x, line, e);
    if (rc == 0 &&
        property_list_service_send_xml_plist(c, question) == PROPERTY_LIST_SERVICE_E_SUCCESS)
        (void)property_list_service_receive_plist_with_timeout(c, &answer, PATIENCE);
    if (rc == 0)
        rc = answers(why, answer, key) ? mk_iosw_give(x, answer, e) : mk_iosw_ended(x, why, e);
    plist_free(question);
    plist_free(answer);
    return rc;
}

int mk_iosw_profiles(struct mk_ios *x, bool cloud, struct mk_error *e)
{
    lockdownd_service_descriptor_t d = NULL;
    property_list_service_client_t c = NULL;
    char why[200] = "";
    int rc = mk_iosw_start(&d, x, SERVICE, false, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_iosw_ended(x, why, e);
    property_list_service_error_t err = property_list_service_client_new(x->device, d, &c);
    lockdownd_service_descriptor_free(d);
    if (err != PROPERTY_LIST_SERVICE_E_SUCCESS)
        return mk_iosw_ended(x, "the service started and took no connection", e);
    rc = cloud ? ask(x, c, "GetCloudConfiguration", "CloudConfiguration", e)
               : ask(x, c, "GetProfileList", "OrderedIdentifiers", e);
    property_list_service_client_free(c);
    return rc;
}
