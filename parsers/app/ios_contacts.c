/*
 * Contacts of an iPhone: AddressBook.sqlitedb.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/addressBook.py (003d1a4f): ABMultiValue.property
 * (3 telephone, 4 e-mail, 5 address, 13 instant message, 22 URL, 23 related name, 46 profile),
 * ABMultiValueEntry with ABMultiValueEntryKey; other properties keep their number. CREATE
 * statements as found in a file of iOS 16 (observed), where DisplayName and CompositeNameFallback
 * of a person with a name are NULL. Addresses and messengers are several rows of
 * ABMultiValueEntry, each a record that names its person: the value they belong to names it.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_field phone[] = {
    { 0, "v.value", mk_text,        .sub = MK_ID },
    { 0, "v.value", mk_phone,       .sub = MK_PHONE },
    { 0, "l.value", mk_apple_label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field email[] = {
    { 0, "v.value", mk_text,        .sub = MK_ID },
    { 0, "l.value", mk_apple_label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field other[] = {
    { 0, "v.property", mk_text,     .sub = MK_TYPE },
    { 0, "v.value", mk_text_some,   .sub = MK_VALUE },
    { 0, "l.value", mk_apple_label, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_part values[] = {
    { "3", MK_PHONES, phone }, { "4", MK_EMAILS, email }, { NULL, MK_OTHER, other }, { 0 },
};
static const struct mk_lookup labels[] = { { "l", "ABMultiValueLabel", "l.rowid", "v.label" }, { 0 } };

static const struct mk_field group[] = {
    { 0, "g.Name",     mk_text_some, .sub = MK_TITLE },
    { 0, "m.group_id", mk_text,      .sub = MK_ID },
    { 0 },
};
static const struct mk_part groups[] = { { NULL, MK_GROUPS, group }, { 0 } };
static const struct mk_lookup titles[] = { { "g", "ABGroup", "g.ROWID", "m.group_id" }, { 0 } };

static const struct mk_gather all[] = {
    { "v", "ABMultiValue",   "v.record_id", "p.ROWID", "v.property", labels, values },
    { "m", "ABGroupMembers", "m.member_id", "p.ROWID", NULL,         titles, groups, .loose = true },
    { 0 },
};
static const struct mk_lookup store[] = { { "s", "ABStore", "s.ROWID", "p.StoreID" }, { 0 } };

static const struct mk_field person[] = {
    { MK_TIME,    "p.CreationDate",     mk_cocoa_s,   .clock = "device" },
    { MK_TIMES,   "p.ModificationDate", mk_cocoa_s,   .sub = MK_MODIFIED },
    { MK_NAME,    "p.DisplayName",      mk_text_some, .optional = true },
    { MK_NAME,    "p.CompositeNameFallback", mk_text_some, .optional = true },
    { MK_NAME,    "p.First",            mk_text_some, .given = "p.Last", .plus = true },
    { MK_NAME,    "p.First",            mk_text_some },
    { MK_NAME,    "p.Last",             mk_text_some },
    { MK_NAME,    "p.Organization",     mk_text_some },
    { MK_ORG,     "p.Organization",     mk_text_some },
    { MK_ROLE,    "p.JobTitle",         mk_text_some },
    { MK_NOTE,    "p.Note",             mk_text_some },
    { MK_ID,      "p.guid",             mk_text_some, .optional = true },
    { MK_ACCOUNT, "s.Name",             mk_text_some, .sub = MK_SERVICE },
    { MK_DATA,    "p.First",            mk_text_some, .name = "given_name" },
    { MK_DATA,    "p.Middle",           mk_text_some, .name = "middle_name" },
    { MK_DATA,    "p.Last",             mk_text_some, .name = "family_name" },
    { MK_DATA,    "p.Prefix",           mk_text_some, .name = "prefix" },
    { MK_DATA,    "p.Suffix",           mk_text_some, .name = "suffix" },
    { MK_DATA,    "p.Nickname",         mk_text_some, .name = "nickname" },
    { MK_DATA,    "p.Department",       mk_text_some, .name = "department" },
    { MK_DATA,    "p.Birthday",         mk_text_some, .name = "birthday" }, /* as stored: cocoa seconds as text */
    { MK_DATA,    "p.PersonLink",       mk_positive,  .name = "linked_as", .optional = true },
    { 0 },
};

/* One piece of a postal address, a messenger's or a network's account. */
static const struct mk_lookup of[] = {
    { "v", "ABMultiValue",         "v.UID",   "e.parent_id" },
    { "k", "ABMultiValueEntryKey", "k.rowid", "e.key" },
    { "l", "ABMultiValueLabel",    "l.rowid", "v.label" },
    { 0 },
};
static const struct mk_name property[] = { { 5, "address" }, { 13, "messenger" }, { 46, "profile" }, { 0 } };
static const struct mk_field piece[] = {
    { MK_PARENT, "v.record_id", mk_integer,     .ref = "ABPerson" },
    { MK_TYPE,   "v.property",  mk_named,       property },
    { MK_LABEL,  "l.value",     mk_apple_label },
    { MK_VALUE,  "e.value",     mk_text_some },
    { MK_DATA,   "k.value",     mk_text,        .name = "part" },
    { MK_DATA,   "e.parent_id", mk_text,        .name = "belongs_to" },
    { 0 },
};
static const struct mk_constant detail[] = { { MK_NAME, "contact_detail" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_contacts = {
    .id = "ios.contacts",
    .title = "Contacts (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/AddressBook/AddressBook.sqlitedb", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "p", "ABPerson", NEEDS("First", "Last"), person, store, all },
        { MK_EVENT, "e", "ABMultiValueEntry", NEEDS("parent_id", "key", "value"), piece, of, .constants = detail, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
