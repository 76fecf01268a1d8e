/*
 * Android contacts: contacts2.db, or replies to content://com.android.contacts. One record per
 * raw contact (what one account knows), with all its rows of `data`.
 *
 * Sources: packages/providers/ContactsProvider, ContactsDatabaseHelper.java, onCreate, and
 * ContactsProvider2.java, sRawContactsProjectionMap, sDataColumns (LineageOS 21, 510dd128);
 * frameworks/base, core/java/android/provider/ContactsContract.java, CommonDataKinds: MIME types,
 * types of numbers (Phone.TYPE_*), what data1 .. data5 hold.
 */
#include "parsers/engine/engine.h"

#define ITEM "vnd.android.cursor.item/"

static const struct mk_name phone_label[] = { /* 0: TYPE_CUSTOM, its name is in data3 */
    { 0, "" }, { 1, "home" }, { 2, "mobile" }, { 3, "work" }, { 4, "fax_work" }, { 5, "fax_home" }, { 6, "pager" },
    { 7, "other" }, { 8, "callback" }, { 9, "car" }, { 10, "company_main" }, { 11, "isdn" }, { 12, "main" },
    { 13, "other_fax" }, { 14, "radio" }, { 15, "telex" }, { 16, "tty_tdd" }, { 17, "work_mobile" },
    { 18, "work_pager" }, { 19, "assistant" }, { 20, "mms" }, { 0 },
};
static const struct mk_name label[] = { /* Email, StructuredPostal, Im, SipAddress */
    { 0, "" }, { 1, "home" }, { 2, "work" }, { 3, "other" }, { 4, "mobile" }, { 0 },
};
static const struct mk_name im[] = {
    { -1, "" }, { 0, "aim" }, { 1, "msn" }, { 2, "yahoo" }, { 3, "skype" }, { 4, "qq" }, { 5, "google_talk" },
    { 6, "icq" }, { 7, "jabber" }, { 8, "netmeeting" }, { 0 },
};

static const struct mk_field phone[] = {
    { 0, "d.data1", mk_text,       .sub = MK_ID },
    { 0, "d.data1", mk_phone,      .sub = MK_PHONE },
    { 0, "d.data4", mk_phone,      .sub = MK_PHONE, .optional = true },
    { 0, "d.data3", mk_text_some,  .sub = MK_LABEL },
    { 0, "d.data2", mk_named_text, phone_label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field email[] = {
    { 0, "d.data1", mk_text,       .sub = MK_ID },
    { 0, "d.data3", mk_text_some,  .sub = MK_LABEL },
    { 0, "d.data2", mk_named_text, label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field address[] = {
    { 0, "d.data1", mk_text,       .sub = MK_TEXT },
    { 0, "d.data3", mk_text_some,  .sub = MK_LABEL },
    { 0, "d.data2", mk_named_text, label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field handle[] = {
    { 0, "d.data1", mk_text,       .sub = MK_ID },
    { 0, "d.data5", mk_named_text, im, .sub = MK_SERVICE, .optional = true },
    { 0 },
};
static const struct mk_field org[] = {
    { MK_ORG,  "d.data1", mk_text_some },
    { MK_ROLE, "d.data4", mk_text_some, .optional = true },
    { 0 },
};
static const struct mk_field note[] = { { MK_NOTE, "d.data1", mk_text_some }, { 0 } };

/* The same parts, whether the type stands in the row or is looked up. */
#define PARTS(any)                                        \
    { ITEM "phone_v2",          MK_PHONES,    phone },    \
    { ITEM "email_v2",          MK_EMAILS,    email },    \
    { ITEM "im",                MK_HANDLES,   handle },   \
    { ITEM "postal-address_v2", MK_ADDRESSES, address },  \
    { ITEM "organization",      0,            org },      \
    { ITEM "note",              0,            note },     \
    { NULL,                     MK_OTHER,     any },      \
    { 0 }

static const struct mk_field other_db[] = {
    { 0, "m.mimetype", mk_text, .sub = MK_TYPE }, { 0, "d.data1", mk_text, .sub = MK_VALUE }, { 0 },
};
static const struct mk_field other_reply[] = {
    { 0, "d.mimetype", mk_text, .sub = MK_TYPE }, { 0, "d.data1", mk_text, .sub = MK_VALUE }, { 0 },
};
static const struct mk_part parts_db[] = { PARTS(other_db) };
static const struct mk_part parts_reply[] = { PARTS(other_reply) };
static const struct mk_lookup types[] = { { "m", "mimetypes", "m._id", "d.mimetype_id" }, { 0 } };

static const struct mk_gather db[] = { { "d", "data", "d.raw_contact_id", "r._id", "m.mimetype", types, parts_db }, { 0 } };
static const struct mk_gather reply[] = { {
    "d", "content://com.android.contacts/data", "d.raw_contact_id", "r._id", "d.mimetype", NULL, parts_reply,
}, { 0 } };

static const struct mk_field fields[] = {
    { MK_NAME,    "r.display_name", mk_text_some },
    { MK_ID,      "r.contact_id",   mk_text, .optional = true }, /* of the aggregate over accounts */
    { MK_DELETED, "r.deleted",      mk_bool, .optional = true },
    { MK_STARRED, "r.starred",      mk_bool, .optional = true },
    { MK_ACCOUNT, "r.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "a.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "r.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_ACCOUNT, "a.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { 0 },
};
static const struct mk_lookup accounts[] = { { "a", "accounts", "a._id", "r.account_id" }, { 0 } };
static const char *const needs[] = { "display_name", NULL };

static const char *const raw_numbers[] = { "contact_id", "deleted", "starred", NULL };
static const char *const raw_texts[] = { "display_name", "account_type", "account_name", NULL };
static const char *const data_numbers[] = { "raw_contact_id", NULL };
static const char *const data_texts[] = { "mimetype", "data1", "data2", "data3", "data4", "data5", NULL };

#define AUTHORITY "content://com.android.contacts/"

const struct mk_app mk_app_android_contacts = {
    .id = "android.contacts",
    .title = "Contacts (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.contacts/databases/contacts2.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "r", "raw_contacts",           needs, fields, accounts, db },
        { MK_CONTACT, "r", AUTHORITY "raw_contacts", needs, fields, NULL,     reply },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { AUTHORITY "raw_contacts", "android.contacts", "contacts", raw_numbers, raw_texts, NULL, 0, "READ_CONTACTS", AUTHORITY "directories" },
        { AUTHORITY "data", "android.contacts", "contacts", data_numbers, data_texts, NULL, 0, "READ_CONTACTS", AUTHORITY "directories" },
        { 0 },
    },
    .proven_on = "simulated",
};
