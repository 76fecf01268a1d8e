/*
 * SIM cards that the phone has seen: telephony.db, siminfo, or replies to content://telephony/
 * siminfo. Messages and calls name a card by the number of its row (sub_id, subscription_id).
 *
 * Sources: packages/providers/TelephonyProvider, TelephonyProvider.java,
 * getStringForSimInfoTableCreation (LineageOS 21, b87ec340); frameworks/base, core/java/android/
 * provider/Telephony.java, class SimInfo. A card that was taken out keeps its row, with slot -1. The
 * number is what the card, the network or the owner said: it can be missing or wrong.
 */
#include "parsers/engine/engine.h"

static const struct mk_name type[] = { { 0, "sim" }, { 1, "remote_sim" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_ID,           "s.icc_id",       mk_text_some },
    { MK_SUBSCRIPTION, "s._id",          mk_text },
    { MK_NAME,         "s.display_name", mk_text_some },
    { MK_PHONE,        "s.number",       mk_text_some },
    { MK_COUNTRY,      "s.iso_country_code", mk_text_some, .optional = true },
    { MK_MCC,          "s.mcc_string",   mk_text_some, .optional = true },
    { MK_MCC,          "s.mcc",          mk_not_zero,  .optional = true },
    { MK_MNC,          "s.mnc_string",   mk_text_some, .optional = true },
    { MK_MNC,          "s.mnc",          mk_integer,   .optional = true },
    { MK_TYPE,         "s.subscription_type", mk_named, type, .optional = true },
    { MK_DATA,         "s.sim_id",       mk_integer,   .name = "slot" },
    { MK_DATA,         "s.carrier_name", mk_text_some, .name = "carrier", .optional = true },
    { MK_DATA,         "s.imsi",         mk_text_some, .name = "imsi", .optional = true },
    { MK_DATA,         "s.card_id",      mk_text_some, .name = "card", .optional = true }, /* of an eSIM its EID */
    { MK_DATA,         "s.is_embedded",  mk_bool,      .name = "embedded", .optional = true },
    { MK_DATA,         "s.carrier_id",   mk_positive,  .name = "carrier_id", .optional = true },
    { MK_DATA,         "s.phone_number_source_carrier", mk_text_some, .name = "number_by_carrier", .optional = true },
    { MK_DATA,         "s.phone_number_source_ims", mk_text_some, .name = "number_by_ims", .optional = true },
    { 0 },
};

static const char *const needs[] = { "icc_id", NULL };
static const struct mk_constant sim[] = { { MK_SERVICE, "sim" }, { 0 } };
static const char *const numbers[] = { "sim_id", "mcc", "mnc", "is_embedded", "carrier_id", "subscription_type", NULL };
static const char *const texts[] = {
    "icc_id", "display_name", "number", "carrier_name", "imsi", "card_id", "iso_country_code", "mcc_string", "mnc_string", NULL,
};

const struct mk_app mk_app_android_sim = {
    .id = "android.sim",
    .title = "SIM cards (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.telephony/databases/telephony.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_ACCOUNT, "s", "siminfo",                     needs, fields, .constants = sim },
        { MK_KIND_ACCOUNT, "s", "content://telephony/siminfo", needs, fields, .constants = sim },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://telephony/siminfo", "android.sim", "device", numbers, texts, NULL, 0, NULL, NULL, .phone_wide = true },
        { 0 },
    },
    .proven_on = "simulated",
};
