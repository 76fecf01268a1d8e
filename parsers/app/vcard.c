/*
 * Contacts, and events, that were exported or sent as vCard and iCalendar files.
 *
 * Sources: parsers/format/vcard.h says which specifications. A card's own names of things
 * (X-ABLabel) are Apple's.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/vcard.h"

static const struct mk_field contact[] = {
    { MK_NAME,  "c.name",     mk_text_some },
    { MK_ORG,   "c.org",      mk_text_some },
    { MK_ROLE,  "c.role",     mk_text_some },
    { MK_NOTE,  "c.note",     mk_text_some },
    { MK_TIMES, "c.revised",  mk_instant,   .sub = MK_MODIFIED },
    { MK_PARENT, "c.agent_of", mk_not_zero, .ref = "cards" },
    { MK_DATA,  "c.family",   mk_text_some, .name = "family" },
    { MK_DATA,  "c.given",    mk_text_some, .name = "given" },
    { MK_DATA,  "c.additional", mk_text_some, .name = "additional" },
    { MK_DATA,  "c.prefix",   mk_text_some, .name = "prefix" },
    { MK_DATA,  "c.suffix",   mk_text_some, .name = "suffix" },
    { MK_DATA,  "c.nickname", mk_text_some, .name = "nickname" },
    { MK_DATA,  "c.birthday", mk_text_some, .name = "birthday" },
    { MK_DATA,  "c.anniversary", mk_text_some, .name = "anniversary" },
    { MK_DATA,  "c.gender",   mk_text_some, .name = "gender" },
    { MK_DATA,  "c.kind",     mk_text_some, .name = "kind" },
    { MK_DATA,  "c.uid",      mk_text_some, .name = "uid" },
    { MK_DATA,  "c.revised_raw", mk_text_some, .name = "revised" },
    { MK_DATA,  "c.version",  mk_text_some, .name = "version" },
    { 0 },
};
static const struct mk_field phone[] = {
    { 0, "p.value", mk_text,      .sub = MK_ID },
    { 0, "p.value", mk_phone,     .sub = MK_PHONE },
    { 0, "p.label", mk_text_some, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field email[] = {
    { 0, "p.value", mk_text,      .sub = MK_ID },
    { 0, "p.label", mk_text_some, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field address[] = {
    { 0, "p.value", mk_text,      .sub = MK_TEXT },
    { 0, "p.label", mk_text_some, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field handle[] = {
    { 0, "p.value",   mk_text,      .sub = MK_ID },
    { 0, "p.service", mk_text_some, .sub = MK_SERVICE },
    { 0, "p.label",   mk_text_some, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_field other[] = {
    { 0, "p.name",  mk_text,      .sub = MK_TYPE },
    { 0, "p.value", mk_text,      .sub = MK_VALUE },
    { 0, "p.bytes", mk_integer,   .sub = MK_BYTES },
    { 0, "p.label", mk_text_some, .sub = MK_LABEL },
    { 0 },
};
static const struct mk_part parts[] = {
    { "phone", MK_PHONES, phone }, { "email", MK_EMAILS, email }, { "address", MK_ADDRESSES, address },
    { "handle", MK_HANDLES, handle }, { NULL, MK_OTHER, other }, { 0 },
};
static const struct mk_gather properties[] = { { "p", "properties", "p.card", "c.card", "p.part", NULL, parts }, { 0 } };

static const struct mk_field event[] = {
    { MK_TIME,  "e.start",       mk_instant },
    { MK_TIME_RAW, "e.start_raw", mk_text_some },
    { MK_TIME_UNIT, "e.start_raw", mk_fixed, "icalendar" },
    { MK_START, "e.start_raw",   mk_text_some },
    { MK_END,   "e.end_raw",     mk_text_some },
    { MK_TIMES, "e.end",         mk_instant, .sub = MK_END },
    { MK_ZONE,  "e.zone",        mk_text_some },
    { MK_ZONE_ORIGIN, "e.zone_origin", mk_text_some },
    { MK_TITLE, "e.title",       mk_text_some },
    { MK_TEXT,  "e.text",        mk_text_some },
    { MK_PLACE, "e.place",       mk_text_some },
    { MK_STATUS, "e.status",     mk_text_some },
    { MK_TYPE,  "e.type",        mk_text },
    { MK_DATA,  "e.organizer",   mk_text_some, .name = "organizer" },
    { MK_DATA,  "e.attendees",   mk_text_some, .name = "attendees" },
    { MK_DATA,  "e.rule",        mk_text_some, .name = "repeats" },
    { MK_DATA,  "e.uid",         mk_text_some, .name = "uid" },
    { 0 },
};

const struct mk_app mk_app_vcard = {
    .id = "vcard",
    .title = "vCard and iCalendar files",
    .version = 1,
    .paths = (const char *const[]){ "*.vcf", "*.vcard", "*.ics", "*.vcs", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONTACT,  "c", "cards", NULL, contact, NULL, properties },
        { MK_CALENDAR, "e", "events", NULL, event },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_vcard,
    .many = true,
};
