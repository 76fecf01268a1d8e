/*
 * Android contacts: contacts2.db, or replies to content://com.android.contacts. One record per
 * raw contact (what one account knows), with all its rows of `data`.
 *
 * Sources: packages/providers/ContactsProvider, ContactsDatabaseHelper.java, onCreate, and
 * ContactsProvider2.java, sRawContactsProjectionMap, sDataColumns (LineageOS 21, 510dd128);
 * frameworks/base, core/java/android/provider/ContactsContract.java, CommonDataKinds: MIME types,
 * types of numbers (Phone.TYPE_*), what data1 .. data5 hold. The owner's own card is in profile.db,
 * of the same schema (ProfileDatabaseHelper.java). x_times_contacted and its time came when Android
 * 10 made the columns of the old names approximate (LR_*), and later zero.
 */
#include "parsers/engine/conv_android.h"
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

static const struct mk_field group[] = {
    { 0, "g.title", mk_text_some, .sub = MK_TITLE, .optional = true },
    { 0, "d.data1", mk_text,      .sub = MK_ID },
    { 0 },
};
static const struct mk_field photo[] = { /* the picture itself: data15, or a file of that number */
    { MK_PHOTO, "d.data14", mk_text_some, .sub = MK_FILE, .optional = true },
    { MK_PHOTO, "d._id",    mk_text,      .sub = MK_ID },
    { 0 },
};

/* The same parts, whether the type stands in the row or is looked up. */
#define PARTS(any)                                        \
    { ITEM "phone_v2",          MK_PHONES,    phone },    \
    { ITEM "email_v2",          MK_EMAILS,    email },    \
    { ITEM "im",                MK_HANDLES,   handle },   \
    { ITEM "postal-address_v2", MK_ADDRESSES, address },  \
    { ITEM "organization",      0,            org },      \
    { ITEM "note",              0,            note },     \
    { ITEM "group_membership",  MK_GROUPS,    group },    \
    { ITEM "photo",             0,            photo },    \
    { NULL,                     MK_OTHER,     any },      \
    { 0 }

/* Structured names, dates, relations, web sites, and what other apps keep here. */
#define DETAILS                                                            \
    { 0, "d.data1", mk_text,      .sub = MK_VALUE },                       \
    { 0, "d.data2", mk_text_some, .name = "data2", .optional = true },     \
    { 0, "d.data3", mk_text_some, .name = "data3", .optional = true },     \
    { 0, "d.data4", mk_text_some, .name = "data4", .optional = true }

static const struct mk_field other_db[] = {
    { 0, "m.mimetype", mk_text, .sub = MK_TYPE }, DETAILS, { 0 },
};
static const struct mk_field other_reply[] = {
    { 0, "d.mimetype", mk_text, .sub = MK_TYPE }, DETAILS, { 0 },
};
static const struct mk_part parts_db[] = { PARTS(other_db) };
static const struct mk_part parts_reply[] = { PARTS(other_reply) };
static const struct mk_lookup types[] = {
    { "m", "mimetypes", "m._id", "d.mimetype_id" }, { "g", "groups", "g._id", "d.data1" }, { 0 },
};
static const struct mk_lookup groups_reply[] = { { "g", "content://com.android.contacts/groups", "g._id", "d.data1" }, { 0 } };

static const struct mk_gather db[] = { { "d", "data", "d.raw_contact_id", "r._id", "m.mimetype", types, parts_db }, { 0 } };
static const struct mk_gather reply[] = { {
    "d", "content://com.android.contacts/data", "d.raw_contact_id", "r._id", "d.mimetype", groups_reply, parts_reply,
}, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIMES,   "k.contact_last_updated_timestamp", mk_unix_ms, .sub = MK_MODIFIED, .optional = true },
    { MK_TIMES,   "r.x_last_time_contacted", mk_unix_ms, .sub = MK_CONTACTED, .optional = true },
    { MK_TIMES,   "r.last_time_contacted",   mk_unix_ms, .sub = MK_CONTACTED, .optional = true },
    { MK_NAME,    "r.display_name", mk_text_some },
    { MK_ID,      "r.contact_id",   mk_text, .optional = true }, /* of the aggregate over accounts */
    { MK_SELF,    "r._id",          mk_contact_self },
    { MK_DELETED, "r.deleted",      mk_bool, .optional = true },
    { MK_STARRED, "r.starred",      mk_bool, .optional = true },
    { MK_ACCOUNT, "r.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "a.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "r.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_ACCOUNT, "a.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_DATA,    "r.x_times_contacted",   mk_not_zero,  .name = "times_contacted", .optional = true },
    { MK_DATA,    "r.times_contacted",     mk_not_zero,  .name = "times_contacted", .optional = true },
    { MK_DATA,    "r.sourceid",            mk_text_some, .name = "source_id", .optional = true }, /* the account's own key */
    { MK_DATA,    "r.display_name_alt",    mk_text_some, .name = "name_alternative", .optional = true },
    { MK_DATA,    "r.phonetic_name",       mk_text_some, .name = "phonetic_name", .optional = true },
    { MK_DATA,    "r.send_to_voicemail",   mk_not_zero,  .name = "send_to_voicemail", .optional = true },
    { MK_DATA,    "r.custom_ringtone",     mk_text_some, .name = "ringtone", .optional = true },
    { MK_DATA,    "k.lookup",              mk_text_some, .name = "lookup", .optional = true },
    { 0 },
};
static const struct mk_field group_row[] = {
    { MK_TITLE,   "g.title",        mk_text_some },
    { MK_NOTE,    "g.notes",        mk_text_some, .optional = true },
    { MK_DELETED, "g.deleted",      mk_bool,      .optional = true },
    { MK_ACCOUNT, "g.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "a.account_type", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT, "g.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_ACCOUNT, "a.account_name", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_DATA,    "g.system_id",    mk_text_some, .name = "system_id", .optional = true },
    { MK_DATA,    "g.sourceid",     mk_text_some, .name = "source_id", .optional = true },
    { 0 },
};
static const struct mk_field gone[] = { /* that a contact was deleted; of it nothing but its number is left */
    { MK_TIME, "x.contact_deleted_timestamp", mk_unix_ms, .clock = "device" },
    { MK_ID,   "x.contact_id",                mk_text },
    { 0 },
};
static const struct mk_lookup accounts[] = {
    { "a", "accounts", "a._id", "r.account_id" }, { "k", "contacts", "k._id", "r.contact_id" }, { 0 },
};
static const struct mk_lookup owner[] = { { "a", "accounts", "a._id", "g.account_id" }, { 0 } };
static const struct mk_constant a_group[] = { { MK_NAME, "contact_group" }, { 0 } };
static const struct mk_constant deleted[] = { { MK_NAME, "contact_deleted" }, { 0 } };
static const char *const needs[] = { "display_name", NULL };

static const char *const raw_numbers[] = { "contact_id", "deleted", "starred", "times_contacted", "last_time_contacted", NULL };
static const char *const raw_texts[] = { "display_name", "account_type", "account_name", "sourceid", NULL };
static const char *const group_numbers[] = { "deleted", NULL };
static const char *const group_texts[] = { "title", "notes", "account_type", "account_name", "system_id", "sourceid", NULL };
static const char *const data_numbers[] = { "raw_contact_id", NULL };
static const char *const data_texts[] = { "mimetype", "data1", "data2", "data3", "data4", "data5", NULL };

#define AUTHORITY "content://com.android.contacts/"

static const char *const group_needs[] = { "title", "system_id", NULL };
static const char *const gone_needs[] = { "contact_deleted_timestamp", NULL };

const struct mk_app mk_app_android_contacts = {
    .id = "android.contacts",
    .title = "Contacts (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.contacts/databases/contacts2.db", NULL },
    .also = (const char *const[]){ "*/com.android.providers.contacts/databases/profile.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "r", "raw_contacts",           needs, fields, accounts, db },
        { MK_CONTACT, "r", AUTHORITY "raw_contacts", needs, fields, NULL,     reply },
        { MK_EVENT,   "g", "groups",                 group_needs, group_row, owner, .constants = a_group, .optional = true },
        { MK_EVENT,   "g", AUTHORITY "groups",       group_needs, group_row, NULL,  .constants = a_group, .optional = true },
        { MK_EVENT,   "x", "deleted_contacts",       gone_needs, gone, .constants = deleted, .also = true, .optional = true },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { AUTHORITY "raw_contacts", "android.contacts", "contacts", raw_numbers, raw_texts, NULL, 0, "READ_CONTACTS", AUTHORITY "directories", .contact_column = "_id" },
        { AUTHORITY "groups", "android.contacts", "contacts", group_numbers, group_texts, NULL, 0, "READ_CONTACTS", AUTHORITY "directories" },
        { AUTHORITY "data", "android.contacts", "contacts", data_numbers, data_texts, NULL, 0, "READ_CONTACTS", AUTHORITY "directories", .contact_column = "raw_contact_id" },
        { 0 },
    },
    .proven_on = "simulated",
};
