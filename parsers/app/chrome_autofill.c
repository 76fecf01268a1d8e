/*
 * Web Data of Chrome and its kin: what was typed into forms, addresses and cards kept for filling
 * them in. Card numbers are encrypted and are not read.
 *
 * Sources: Chromium, components/autofill/core/browser/webdata: autofill_table.cc and its successors
 * addresses/address_autofill_table.cc, payments/payments_autofill_table.cc, autocomplete/
 * autocomplete_table.cc; types of tokens: components/autofill/core/browser/field_types.h. Times are
 * time_t.
 */
#include "parsers/engine/engine.h"

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

static const struct mk_field typed[] = {
    { MK_TIME,  "a.date_last_used", mk_unix_s, .clock = "device" },
    { MK_TIMES, "a.date_created",   mk_unix_s, .sub = MK_START },
    { MK_DATA,  "a.name",           mk_text,    .name = "field" },
    { MK_DATA,  "a.value",          mk_text,    .name = "value" },
    { MK_DATA,  "a.count",          mk_integer, .name = "times_used" },
    { 0 },
};
static const struct mk_field old_typed[] = { /* before version 35 times stood in a table of their own */
    { MK_TIME, "t.date_created", mk_unix_s, .clock = "device" },
    { MK_DATA, "a.name",         mk_text,    .name = "field" },
    { MK_DATA, "a.value",        mk_text,    .name = "value" },
    { MK_DATA, "a.count",        mk_integer, .name = "times_used" },
    { 0 },
};
static const struct mk_lookup old_times[] = { { "t", "autofill_dates", "t.pair_id", "a.pair_id", .many = true }, { 0 } };
static const struct mk_constant form[] = { { MK_NAME, "form_entry" }, { 0 } };

static const struct mk_field profile[] = {
    { MK_TIME,  "p.use_date",       mk_unix_s, .clock = "device", .optional = true },
    { MK_TIMES, "p.date_modified",  mk_unix_s, .sub = MK_MODIFIED },
    { MK_NAME,  "n.full_name",      mk_text_some, .optional = true },
    { MK_ORG,   "p.company_name",   mk_text_some, .optional = true },
    { MK_DATA,  "p.street_address", mk_text_some, .name = "street", .optional = true },
    { MK_DATA,  "p.city",           mk_text_some, .name = "city", .optional = true },
    { MK_DATA,  "p.state",          mk_text_some, .name = "state", .optional = true },
    { MK_DATA,  "p.zipcode",        mk_text_some, .name = "postal_code", .optional = true },
    { MK_DATA,  "p.country_code",   mk_text_some, .name = "country", .optional = true },
    { MK_DATA,  "p.use_count",      mk_integer,   .name = "times_used", .optional = true },
    { 0 },
};
static const struct mk_lookup profile_name[] = { { "n", "autofill_profile_names", "n.guid", "p.guid", .many = true }, { 0 } };
static const struct mk_field name_row[] = {
    { 0, "x.full_name",   mk_text_some, .sub = MK_NAME, .optional = true },
    { 0, "x.first_name",  mk_text_some, .name = "first" },
    { 0, "x.middle_name", mk_text_some, .name = "middle" },
    { 0, "x.last_name",   mk_text_some, .name = "last" },
    { 0 },
};
static const struct mk_field email_row[] = { { 0, "x.email", mk_text_some, .sub = MK_ID }, { 0 } };
static const struct mk_field phone_row[] = {
    { 0, "x.number", mk_text_some, .sub = MK_ID }, { 0, "x.number", mk_phone, .sub = MK_PHONE }, { 0 },
};
static const struct mk_part name_parts[] = { { NULL, MK_OTHER, name_row }, { 0 } };
static const struct mk_part email_parts[] = { { NULL, MK_EMAILS, email_row }, { 0 } };
static const struct mk_part phone_parts[] = { { NULL, MK_PHONES, phone_row }, { 0 } };
static const struct mk_gather profile_rows[] = {
    { "x", "autofill_profile_names",  "x.guid", "p.guid", "x.guid", NULL, name_parts },
    { "x", "autofill_profile_emails", "x.guid", "p.guid", "x.guid", NULL, email_parts },
    { "x", "autofill_profile_phones", "x.guid", "p.guid", "x.guid", NULL, phone_parts },
    { 0 },
};

static const struct mk_field address[] = {
    { MK_TIME,  "a.use_date",      mk_unix_s,    .clock = "device" },
    { MK_TIMES, "a.date_modified", mk_unix_s,    .sub = MK_MODIFIED, .optional = true },
    { MK_LABEL, "a.label",         mk_text_some, .optional = true },
    { MK_DATA,  "a.use_count",     mk_integer,   .name = "times_used", .optional = true },
    { 0 },
};
static const struct mk_field token_name[] = { { MK_NAME, "t.value", mk_text_some }, { 0 } };
static const struct mk_field token_org[] = { { MK_ORG, "t.value", mk_text_some }, { 0 } };
static const struct mk_field token_email[] = { { 0, "t.value", mk_text_some, .sub = MK_ID }, { 0 } };
static const struct mk_field token_phone[] = {
    { 0, "t.value", mk_text_some, .sub = MK_ID }, { 0, "t.value", mk_phone, .sub = MK_PHONE }, { 0 },
};
static const struct mk_name token[] = {
    { 3, "name_first" }, { 4, "name_middle" }, { 5, "name_last" }, { 7, "name_full" }, { 9, "email" }, { 14, "phone" },
    { 30, "address_line1" }, { 31, "address_line2" }, { 33, "city" }, { 34, "state" }, { 35, "postal_code" },
    { 36, "country" }, { 60, "company" }, { 77, "street_address" }, { 79, "sorting_code" }, { 81, "dependent_locality" },
    { 83, "address_line3" }, { 103, "street_name" }, { 104, "house_number" }, { 105, "subpremise" },
    { 107, "name_last_first" }, { 108, "name_last_conjunction" }, { 109, "name_last_second" }, { 110, "name_prefix" },
    { 111, "premise_name" }, { 112, "dependent_street_name" }, { 116, "floor" }, { 0 },
};
static const struct mk_field token_other[] = {
    { 0, "t.type", mk_named, token, .sub = MK_TYPE }, { 0, "t.value", mk_text_some, .sub = MK_VALUE }, { 0 },
};
static const struct mk_part tokens[] = {
    { "7", MK_KEY_NONE, token_name }, { "60", MK_KEY_NONE, token_org }, { "9", MK_EMAILS, token_email },
    { "14", MK_PHONES, token_phone }, { NULL, MK_OTHER, token_other }, { 0 },
};
#define TOKENS(table) (const struct mk_gather[]){ { "t", table, "t.guid", "a.guid", "t.type", NULL, tokens, .loose = true }, { 0 } }

static const struct mk_field card[] = {
    { MK_TIME,      "c.use_date",              mk_unix_s,    .clock = "device", .optional = true },
    { MK_TIMES,     "c.date_modified",         mk_unix_s,    .sub = MK_MODIFIED },
    { MK_ENCRYPTED, "c.card_number_encrypted", mk_some },
    { MK_DATA,      "c.name_on_card",          mk_text_some, .name = "holder" },
    { MK_DATA,      "c.expiration_month",      mk_not_zero,  .name = "expires_month" },
    { MK_DATA,      "c.expiration_year",       mk_not_zero,  .name = "expires_year" },
    { MK_DATA,      "c.nickname",              mk_text_some, .name = "nickname", .optional = true },
    { MK_DATA,      "c.use_count",             mk_integer,   .name = "times_used", .optional = true },
    { 0 },
};
static const struct mk_constant card_is[] = { { MK_NAME, "payment_card" }, { 0 } };

const struct mk_app mk_app_chrome_autofill = {
    .id = "chrome.autofill",
    .title = "Form entries (Chrome and its kin)",
    .version = 1,
    .paths = (const char *const[]){ "*/Web Data", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT,   "a", "autofill", NEEDS("name", "value", "date_last_used"), typed, .constants = form },
        { MK_EVENT,   "a", "autofill", NEEDS("name", "value", "pair_id"), old_typed, old_times, .constants = form },
        { MK_EVENT,   "c", "credit_cards", NEEDS("name_on_card"), card, .constants = card_is, .also = true, .optional = true },
        { MK_CONTACT, "p", "autofill_profiles", NEEDS("guid"), profile, profile_name, profile_rows, .optional = true },
        { MK_CONTACT, "a", "addresses", NEEDS("guid"), address, NULL, TOKENS("address_type_tokens"), .also = true, .optional = true },
        { MK_CONTACT, "a", "local_addresses", NEEDS("guid"), address, NULL, TOKENS("local_addresses_type_tokens"), .also = true, .optional = true },
        { MK_CONTACT, "a", "contact_info", NEEDS("guid"), address, NULL, TOKENS("contact_info_type_tokens"), .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
