/*
 * Contacts of WhatsApp and WhatsApp Business for Android: wa.db.
 *
 * Sources: CREATE statement of wa_contacts as in the tests of frozenspider/chat-history-manager-rs,
 * whatsapp_android; which names there are: sepinf-inc/IPED, WAContactsExtractorAndroid.java (198e63).
 * display_name comes from the phone's own address book, wa_name is what people call themselves.
 */
#include "parsers/engine/engine.h"

static const struct mk_field contact[] = {
    { MK_NAME,    "w.display_name",     mk_text_some },
    { MK_NAME,    "w.wa_name",          mk_text_some },
    { MK_HANDLES, "w.jid",              mk_text_some,   .sub = MK_ID },
    { MK_HANDLES, "w.jid",              mk_fixed,       "whatsapp", .sub = MK_SERVICE },
    { MK_PHONES,  "w.number",           mk_text_some,   .sub = MK_ID },
    { MK_PHONES,  "w.number",           mk_phone,       .sub = MK_PHONE },
    { MK_PHONES,  "w.jid",              mk_jid_phone,   .sub = MK_PHONE },
    { MK_ORG,     "w.company",          mk_text_some,   .optional = true },
    { MK_ROLE,    "w.title",            mk_text_some,   .optional = true },
    { MK_STARRED, "w.is_starred",       mk_bool,        .optional = true },
    { MK_TIMES,   "w.status_timestamp", mk_unix_ms_set, .name = "status", .optional = true },
    { MK_DATA,    "w.wa_name",          mk_text_some,   .name = "own_name" },
    { MK_DATA,    "w.given_name",       mk_text_some,   .name = "given_name" },
    { MK_DATA,    "w.family_name",      mk_text_some,   .name = "family_name" },
    { MK_DATA,    "w.nickname",         mk_text_some,   .name = "nickname", .optional = true },
    { MK_DATA,    "w.status",           mk_text_some,   .name = "status" },
    { MK_DATA,    "w.is_whatsapp_user", mk_bool,        .name = "user" },
    { 0 },
};
static const char *const needs[] = { "jid", NULL };

static const struct mk_field verified[] = {
    { MK_NAME,    "v.verified_name", mk_text_some },
    { MK_HANDLES, "v.jid",           mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "v.jid",           mk_fixed,     "whatsapp", .sub = MK_SERVICE },
    { MK_PHONES,  "v.jid",           mk_jid_phone, .sub = MK_PHONE },
    { 0 },
};

const struct mk_app mk_app_whatsapp_contacts = {
    .id = "whatsapp.contacts",
    .title = "WhatsApp contacts (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.whatsapp/databases/wa.db", "*/com.whatsapp.w4b/databases/wa.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "w", "wa_contacts", needs, contact },
        { MK_CONTACT, "v", "wa_vnames",   needs, verified, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
