/*
 * SIM cards that an iPhone has had: com.apple.commcenter.data.plist, a dictionary by ICCID.
 *
 * Sources: log2timeline/plaso, plist_plugins/ios_siminfo.py (4ea03ef9a): "ts" is Unix time of when the card was used
 * last; keys as observed in a file of iOS 16. A card that was taken out stays. The number is what the card or the network
 * said: it can be missing or wrong.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const sim_columns[] = {
    "@1", "info/mdn", "info/ts", "info/type", "info/cb_ver", "info/eap_aka", "info/label-id", "info/cb_id", "@rest", NULL,
};
static const char *const label_columns[] = { "@1", "text", "ts", "tag", "@rest", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "PersonalWallet", "PersonalitySlots", "unique-sim-label-store", "pw_ver", NULL },
    .tables = (const struct mk_shape_table[]){
        { "sims", "PersonalWallet/*", sim_columns },
        { "labels", "unique-sim-label-store/*", label_columns },
        { "settings", "", .facts = true },
        { 0 },
    },
};

static const struct mk_field sim[] = {
    { MK_TIME,  "s.info/ts",       mk_unix_s,    .clock = "device" },
    { MK_ID,    "s.@1",            mk_text },
    { MK_PHONE, "s.info/mdn",      mk_text_some },
    { MK_TYPE,  "s.info/type",     mk_text_some },
    { MK_DATA,  "s.info/cb_ver",   mk_text_some, .name = "carrier_bundle_version" },
    { MK_DATA,  "s.info/cb_id",    mk_text_some, .name = "carrier_bundle" },
    { MK_DATA,  "s.info/eap_aka",  mk_bool,      .name = "eap_aka" },
    { MK_DATA,  "s.info/label-id", mk_text_some, .name = "label" },
    { MK_DATA,  "s.@rest",         mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field label[] = {
    { MK_TIME, "l.ts",    mk_unix_s,    .clock = "device" },
    { MK_DATA, "l.@1",    mk_text,      .name = "label" },
    { MK_DATA, "l.text",  mk_text_some, .name = "text" },
    { MK_DATA, "l.tag",   mk_text_some, .name = "tag" },
    { MK_DATA, "l.@rest", mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field setting[] = {
    { MK_NAME,  "s.name",  mk_text },
    { MK_VALUE, "s.value", mk_text },
    { MK_TIME,  "s.date",  mk_cocoa_s },
    { 0 },
};
static const struct mk_constant is_sim[] = { { MK_SERVICE, "sim" }, { 0 } }, is_label[] = { { MK_NAME, "sim_label" }, { 0 } };

const struct mk_app mk_app_ios_sim = {
    .id = "ios.sim",
    .title = "SIM cards (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.commcenter.data.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_ACCOUNT, "s", "sims", NULL, sim, .constants = is_sim, .optional = true },
        { MK_EVENT, "l", "labels", NULL, label, .constants = is_label, .optional = true },
        { MK_DEVICE, "s", "settings", NULL, setting },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
