/*
 * Contacts of WhatsApp for iOS: ContactsV2.sqlite, a copy of the phone's address book with what
 * WhatsApp knows of each number; and LID.sqlite, which numbers stand behind hidden addresses.
 *
 * Sources: CREATE statements of ContactsV2.sqlite in public images of iOS 15 and 16 (abrignoni/iLEAPP,
 * admin/test/cases, whatsAppContacts); meaning of the columns: scripts/artifacts/whatsApp.py
 * (423798fa); ZWAPHONENUMBERLIDPAIR, which some versions keep in ChatStorage.sqlite, where it is
 * looked up, and that some versions store texts as bytes: mvt-project/mvt, whatsapp.py,
 * whatsapp_contacts.py and its test backup (dac4acb). ZABOUTTIMESTAMP: when the
 * "about" text was set.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_field contact[] = {
    { MK_NAME,    "w.ZFULLNAME",         mk_text_bytes },
    { MK_HANDLES, "w.ZWHATSAPPID",       mk_text_bytes,  .sub = MK_ID },
    { MK_HANDLES, "w.ZWHATSAPPID",       mk_fixed,       "whatsapp", .sub = MK_SERVICE },
    { MK_PHONES,  "w.ZPHONENUMBER",      mk_text_bytes,  .sub = MK_ID },
    { MK_PHONES,  "w.ZPHONENUMBER",      mk_phone_bytes, .sub = MK_PHONE },
    { MK_PHONES,  "w.ZWHATSAPPID",       mk_jid_phone_bytes, .sub = MK_PHONE },
    { MK_PHONES,  "w.ZPHONENUMBERLABEL", mk_apple_label, .sub = MK_LABEL, .optional = true },
    { MK_NOTE,    "w.ZNOTES",            mk_text_bytes,  .optional = true },
    { MK_TIMES,   "w.ZABOUTTIMESTAMP",   mk_cocoa_s,     .name = "status", .optional = true },
    { MK_TIMES,   "w.ZDISAPPEARINGMODETIMESTAMP", mk_cocoa_s, .name = "timer_set", .optional = true },
    { MK_TIMES,   "w.ZLASTUPDATED",      mk_cocoa_s,     .sub = MK_MODIFIED, .optional = true },
    { MK_DATA,    "w.ZABOUTTEXT",        mk_text_bytes,  .name = "status", .optional = true },
    { MK_DATA,    "w.ZGIVENNAME",        mk_text_bytes,  .name = "given_name", .optional = true },
    { MK_DATA,    "w.ZLASTNAME",         mk_text_bytes,  .name = "family_name", .optional = true },
    { MK_DATA,    "w.ZUSERNAME",         mk_text_bytes,  .name = "username", .optional = true },
    { MK_DATA,    "w.ZBUSINESSNAME",     mk_text_bytes,  .name = "business_name", .optional = true },
    { MK_DATA,    "w.ZLID",              mk_text_bytes,  .name = "lid", .optional = true },
    { MK_DATA,    "w.ZIDENTIFIER",       mk_text_bytes,  .name = "identifier", .optional = true },
    { MK_DATA,    "w.ZPHONESTATUS",      mk_integer,     .name = "phone_status", .optional = true },
    { MK_DATA,    "w.ZDISAPPEARINGMODEDURATION", mk_real_above_zero, .name = "timer_s", .optional = true },
    { 0 },
};
static const struct mk_field pair[] = {
    { MK_TIME,    "p.ZTIMESTAMP",   mk_cocoa_s,   .optional = true },
    { MK_HANDLES, "p.ZLID",         mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "p.ZLID",         mk_fixed,     "whatsapp", .sub = MK_SERVICE },
    { MK_PHONES,  "p.ZPHONENUMBER", mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "p.ZPHONENUMBER", mk_phone,     .sub = MK_PHONE },
    { MK_PHONES,  "p.ZPHONENUMBER", mk_jid_phone, .sub = MK_PHONE },
    { 0 },
};
#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_whatsapp_ios_contacts = {
    .id = "whatsapp.ios_contacts",
    .title = "WhatsApp contacts (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/AppGroup/*/ContactsV2.sqlite", "*/AppGroup/*/LID.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "w", "ZWAADDRESSBOOKCONTACT", NEEDS("ZWHATSAPPID", "ZFULLNAME"), contact },
        { MK_CONTACT, "p", "ZWAPHONENUMBERLIDPAIR", NEEDS("ZLID", "ZPHONENUMBER"), pair },
        { 0 },
    },
    .proven_on = "public-sample",
};
