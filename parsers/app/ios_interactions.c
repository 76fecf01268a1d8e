/*
 * With whom apps of an iPhone dealt, and when: interactionC.db (CoreDuet). It holds no contents, and
 * keeps what was deleted from the apps themselves. Contacts here are whom it has met, with counts.
 *
 * Sources: mac4n6/APOLLO, modules/interaction_contact_interactions.txt (bd72546), iOS 9 to 14: columns,
 * directions, and tables between (numbers in their names are of entities, the same there in all
 * these versions); mvt-project/mvt, tests/artifacts (dac4acb): a database of this shape.
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_lookup sender[] = { { "c", "ZCONTACTS", "c.Z_PK", "i.ZSENDER" }, { 0 } };
static const struct mk_lookup recipient[] = { { "c", "ZCONTACTS", "c.Z_PK", "r.Z_2RECIPIENTS" }, { 0 } };
static const struct mk_field to[] = {
    { 0, "c.ZIDENTIFIER",    mk_text_some,  .sub = MK_ID },
    { 0, "r.Z_2RECIPIENTS",  mk_row_number, .sub = MK_ID },
    { 0, "c.ZDISPLAYNAME",   mk_text_some,  .sub = MK_NAME },
    { 0, "c.ZIDENTIFIER",    mk_phone,      .sub = MK_PHONE },
    { 0 },
};
static const struct mk_part tos[] = { { NULL, MK_TO, to }, { 0 } };
static const struct mk_gather recipients[] = {
    { "r", "Z_2INTERACTIONRECIPIENT", "r.Z_3INTERACTIONRECIPIENT", "i.Z_PK", NULL, recipient, tos, .loose = true }, { 0 },
};
static const struct mk_field interaction[] = {
    { MK_DIR,     "i.ZDIRECTION",        mk_named,     dir },
    { MK_TIME,    "i.ZSTARTDATE",        mk_cocoa_s,   .clock = "device" },
    { MK_TIMES,   "i.ZENDDATE",          mk_cocoa_s,   .sub = MK_END },
    { MK_TIMES,   "i.ZCREATIONDATE",     mk_cocoa_s,   .name = "recorded" },
    { MK_CREATOR, "i.ZBUNDLEID",         mk_text_some },
    { MK_FROM,    "c.ZIDENTIFIER",       mk_text_some, .sub = MK_ID },
    { MK_FROM,    "c.ZDISPLAYNAME",      mk_text_some, .sub = MK_NAME },
    { MK_FROM,    "c.ZIDENTIFIER",       mk_phone,     .sub = MK_PHONE },
    { MK_THREAD,  "i.ZDOMAINIDENTIFIER", mk_text_some },
    { MK_TITLE,   "i.ZGROUPNAME",        mk_text_some, .optional = true },
    { MK_URL,     "i.ZCONTENTURL",       mk_text_some, .optional = true },
    { MK_ACCOUNT, "i.ZACCOUNT",          mk_text_some, .sub = MK_ID },
    { MK_DATA,    "i.ZTARGETBUNDLEID",   mk_text_some, .name = "target", .optional = true },
    { MK_DATA,    "i.ZRECIPIENTCOUNT",   mk_not_zero,  .name = "recipients", .optional = true },
    { MK_DATA,    "i.ZISRESPONSE",       mk_not_zero,  .name = "response", .optional = true },
    { MK_DATA,    "i.ZMECHANISM",        mk_integer,   .name = "mechanism", .optional = true },
    { 0 },
};
static const struct mk_constant interactions[] = { { MK_NAME, "interaction" }, { 0 } };

static const struct mk_field contact[] = {
    { MK_NAME,    "c.ZDISPLAYNAME",  mk_text_some },
    { MK_HANDLES, "c.ZIDENTIFIER",   mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "c.ZIDENTIFIER",   mk_phone,     .sub = MK_PHONE },
    { MK_TIMES,   "c.ZCREATIONDATE", mk_cocoa_s,   .name = "recorded", .optional = true },
    { MK_TIMES,   "c.ZFIRSTINCOMINGSENDERDATE",    mk_cocoa_s, .name = "first_from", .optional = true },
    { MK_TIMES,   "c.ZLASTINCOMINGSENDERDATE",     mk_cocoa_s, .name = "last_from",  .optional = true },
    { MK_TIMES,   "c.ZFIRSTOUTGOINGRECIPIENTDATE", mk_cocoa_s, .name = "first_to",   .optional = true },
    { MK_TIMES,   "c.ZLASTOUTGOINGRECIPIENTDATE",  mk_cocoa_s, .name = "last_to",    .optional = true },
    { MK_TIMES,   "c.ZFIRSTINCOMINGRECIPIENTDATE", mk_cocoa_s, .name = "first_with", .optional = true },
    { MK_TIMES,   "c.ZLASTINCOMINGRECIPIENTDATE",  mk_cocoa_s, .name = "last_with",  .optional = true },
    { MK_DATA,    "c.ZPERSONID",     mk_text_some, .name = "person", .optional = true },
    { MK_DATA,    "c.ZCUSTOMIDENTIFIER", mk_text_some, .name = "custom_identifier", .optional = true },
    { MK_DATA,    "c.ZINCOMINGSENDERCOUNT", mk_not_zero, .name = "times_from", .optional = true },
    { MK_DATA,    "c.ZOUTGOINGRECIPIENTCOUNT", mk_not_zero, .name = "times_to", .optional = true },
    { MK_DATA,    "c.ZINCOMINGRECIPIENTCOUNT", mk_not_zero, .name = "times_with", .optional = true },
    { 0 },
};
static const struct mk_lookup shared[] = { { "a", "ZATTACHMENT", "a.Z_PK", "j.Z_1ATTACHMENTS" }, { 0 } };
static const struct mk_field attachment[] = {
    { MK_PARENT, "j.Z_3INTERACTIONS", mk_integer,    .ref = "ZINTERACTIONS" },
    { MK_TEXT,   "a.ZCONTENTTEXT",    mk_text_some },
    { MK_TYPE,   "a.ZUTI",            mk_text_some },
    { MK_URL,    "a.ZCONTENTURL",     mk_text_some },
    { MK_BYTES,  "a.ZSIZEINBYTES",    mk_above_zero, .optional = true },
    { MK_ID,     "a.ZPHOTOLOCALIDENTIFIER", mk_text_some, .optional = true },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_interactions = {
    .id = "ios.interactions",
    .title = "Interactions of apps with people (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/CoreDuet/People/interactionC.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "i", "ZINTERACTIONS", NEEDS("ZBUNDLEID", "ZDIRECTION"), interaction, sender, recipients, interactions },
        { MK_CONTACT, "c", "ZCONTACTS", NEEDS("ZIDENTIFIER"), contact },
        { MK_ATTACHMENT, "j", "Z_1INTERACTIONS", NEEDS("Z_1ATTACHMENTS", "Z_3INTERACTIONS"), attachment, shared, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
