/*
 * webview.db of Android apps up to Android 4.3: cookies, form entries and sign-ins of the WebView.
 * The package stands in the path. Passwords, though stored in plain text, are not shown.
 *
 * Sources: frameworks/base, core/java/android/webkit/WebViewDatabaseClassic.java (Android 4.1:
 * tables and columns), CookieManagerClassic.java (expires: milliseconds, -1 for a session's).
 */
#include "parsers/engine/engine.h"

static const struct mk_field cookie[] = {
    { MK_TIMES, "c.expires", mk_expires_ms, .sub = MK_EXPIRES },
    { MK_HOST,  "c.domain",  mk_text },
    { MK_NAME,  "c.name",    mk_text },
    { MK_PATH,  "c.path",    mk_text },
    { MK_VALUE, "c.value",   mk_text_some },
    { MK_DATA,  "c.secure",  mk_bool, .name = "secure" },
    { 0 },
};
static const struct mk_field form[] = {
    { MK_URL,  "u.url",   mk_text },
    { MK_URL,  "f.urlid", mk_dangling, "the row with the address is missing or unusable" },
    { MK_DATA, "f.name",  mk_text, .name = "field" },
    { MK_DATA, "f.value", mk_text, .name = "value" },
    { 0 },
};
static const struct mk_lookup form_of[] = { { "u", "formurl", "u._id", "f.urlid" }, { 0 } };
static const struct mk_constant form_is[] = { { MK_NAME, "form_entry" }, { 0 } };
static const struct mk_field http[] = {
    { MK_SERVICE, "h.realm",    mk_text_some },
    { MK_URL,     "h.host",     mk_text },
    { MK_ID,      "h.username", mk_text_some },
    { 0 },
};
static const struct mk_field login[] = {
    { MK_URL, "p.host",     mk_text },
    { MK_ID,  "p.username", mk_text_some },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_android_webview = {
    .id = "android.webview",
    .title = "WebView (Android up to 4.3)",
    .version = 1,
    .paths = (const char *const[]){ "*/databases/webview.db", NULL },
    .also = (const char *const[]){ "*/webview.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_COOKIE,       "c", "cookies", NEEDS("domain", "name"), cookie, .optional = true },
        { MK_EVENT,        "f", "formdata", NEEDS("urlid", "name"), form, form_of, .constants = form_is, .optional = true },
        { MK_KIND_ACCOUNT, "h", "httpauth", NEEDS("host", "username"), http, .optional = true },
        { MK_KIND_ACCOUNT, "p", "password", NEEDS("host", "username"), login, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
