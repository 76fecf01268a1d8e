/*
 * Notes of an iPhone: NoteStore.sqlite of iOS 9 and later.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/notes.py (003d1a4f): ZICNOTEDATA, which column of
 * ZICCLOUDSYNCINGOBJECT holds what (all kinds of objects share that table, and numbers behind a
 * name change with versions); ZDATA is a gzipped protobuf, its text field 2.3.2; the CREATE
 * statements of iOS 17 (observed). The ZDATA of a locked note is encrypted: that shows as an issue,
 * since the text is there and cannot be read. Formatting and drawings stay in the protobuf. Partners:
 * the same file, notesParticipants (423798fa), and a file of iOS 17 (observed).
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_column.h"
#include "parsers/format/proto.h"

#define NOTE(o)                                                                         \
    { MK_TIME,      o ".ZCREATIONDATE3",     mk_cocoa_s,   .clock = "device", .optional = true }, \
    { MK_TIME,      o ".ZCREATIONDATE1",     mk_cocoa_s,   .clock = "device", .optional = true }, \
    { MK_TIMES,     o ".ZMODIFICATIONDATE1", mk_cocoa_s,   .sub = MK_MODIFIED, .optional = true }, \
    { MK_TIMES,     o ".ZLASTOPENEDDATE",    mk_cocoa_s,   .sub = MK_ACCESSED, .optional = true }, \
    { MK_TITLE,     o ".ZTITLE1",            mk_text_some },                            \
    { MK_ID,        o ".ZIDENTIFIER",        mk_text_some },                            \
    { MK_FOLDER,    "f.ZTITLE2",             mk_text_some },                            \
    { MK_ACCOUNT,   "a.ZNAME",               mk_text_some, .sub = MK_SERVICE, .optional = true }, \
    { MK_ACCOUNT,   "b.ZNAME",               mk_text_some, .sub = MK_SERVICE, .optional = true }, \
    { MK_ENCRYPTED, o ".ZISPASSWORDPROTECTED", mk_bool,    .optional = true },          \
    { MK_DELETED,   o ".ZMARKEDFORDELETION", mk_bool,      .optional = true },          \
    { MK_DATA,      o ".ZSNIPPET",           mk_text_some, .name = "snippet", .optional = true }, \
    { MK_DATA,      o ".ZPASSWORDHINT",      mk_text_some, .name = "password_hint", .optional = true }, \
    { MK_DATA,      o ".ZISPINNED",          mk_bool,      .name = "pinned", .optional = true }, \
    { MK_DATA,      o ".ZHASCHECKLIST",      mk_bool,      .name = "checklist", .optional = true }

#define OF(o)                                                                \
    { "f", "ZICCLOUDSYNCINGOBJECT", "f.Z_PK", o ".ZFOLDER" },                \
    { "a", "ZICCLOUDSYNCINGOBJECT", "a.Z_PK", o ".ZACCOUNT7" },              \
    { "b", "ZICCLOUDSYNCINGOBJECT", "b.Z_PK", o ".ZACCOUNT4" }

static const struct mk_lookup lookups[] = {
    { "o", "ZICCLOUDSYNCINGOBJECT", "o.Z_PK", "d.ZNOTE" },
    OF("o"),
    { "p", NULL, NULL, "d.ZDATA", &mk_decoder_proto_gzip },
    { 0 },
};
static const struct mk_field note[] = { NOTE("o"), { MK_TEXT, "p.2.3.2:text", mk_text }, { 0 } };

/* A note whose contents are not there: not yet fetched, or deleted. */
static const struct mk_field bare[] = { NOTE("n"), { 0 } };
static const struct mk_lookup of_bare[] = {
    { "d", "ZICNOTEDATA", "d.ZNOTE", "n.Z_PK", .many = true }, OF("n"), { 0 },
};
static const struct mk_when is_bare[] = {
    { "n.ZTITLE1", MK_IF_SOME }, { "d.ZNOTE", MK_IF_NONE }, { 0 },
};

static const struct mk_lookup of_attachment[] = {
    { "m", "ZICCLOUDSYNCINGOBJECT", "m.Z_PK",  "t.ZMEDIA" },
    { "d", "ZICNOTEDATA",           "d.ZNOTE", "t.ZNOTE", .many = true },
    { 0 },
};
static const struct mk_field attachment[] = {
    { MK_TIME,   "t.ZCREATIONDATE",     mk_cocoa_s,    .clock = "device", .optional = true },
    { MK_TIMES,  "t.ZMODIFICATIONDATE", mk_cocoa_s,    .sub = MK_MODIFIED, .optional = true },
    { MK_PARENT, "d.Z_PK",              mk_integer,    .ref = "ZICNOTEDATA" },
    { MK_TYPE,   "t.ZTYPEUTI",          mk_text_some },
    { MK_NAME,   "m.ZFILENAME",         mk_text_some,  .optional = true },
    { MK_NAME,   "t.ZTITLE",            mk_text_some,  .optional = true },
    { MK_BYTES,  "t.ZFILESIZE",         mk_above_zero, .optional = true },
    { MK_URL,    "t.ZURLSTRING",        mk_text_some,  .optional = true },
    { MK_TEXT,   "t.ZSUMMARY",          mk_text_some,  .optional = true },
    { MK_ID,     "m.ZIDENTIFIER",       mk_text_some,  .optional = true }, /* the folder its file lies in */
    { MK_ID,     "t.ZIDENTIFIER",       mk_text_some },
    { MK_DELETED, "t.ZMARKEDFORDELETION", mk_bool,     .optional = true },
    { MK_DATA,   "t.ZOCRSUMMARY",       mk_text_some,  .name = "text_in_picture", .optional = true },
    { MK_DATA,   "t.ZHANDWRITINGSUMMARY", mk_text_some, .name = "handwriting", .optional = true },
    { 0 },
};
static const struct mk_when is_attachment[] = { { "t.ZTYPEUTI", MK_IF_SOME }, { "t.ZNOTE", MK_IF_SOME }, { 0 } };

/* Notes that are shared (iOS 17), and with whom: a keyed archive of CloudKit, which notes have too. */
static const struct mk_name right[] = { { 1, "none" }, { 2, "read" }, { 3, "write" }, { 0 } };
static const struct mk_lookup of_share[] = {
    { "d", "ZICNOTEDATA", "d.ZNOTE", "s.ZROOTOBJECT", .many = true },
    { "x", NULL, NULL, "s.ZSERVERSHAREDATA", &mk_decoder_plist },
    { 0 },
};
static const struct mk_field share[] = {
    { MK_TIME,   "s.ZCREATIONDATE",     mk_cocoa_s,   .clock = "device" },
    { MK_TIMES,  "s.ZRECEIVEDDATE",     mk_cocoa_s,   .sub = MK_RECEIVED },
    { MK_TIMES,  "s.ZMODIFICATIONDATE", mk_cocoa_s,   .sub = MK_MODIFIED },
    { MK_PARENT, "d.Z_PK",              mk_integer,   .ref = "ZICNOTEDATA" },
    { MK_TITLE,  "s.ZTITLE",            mk_text_some },
    { MK_TEXT,   "s.ZSNIPPET",          mk_text_some, .optional = true },
    { MK_URL,    "s.ZSHAREURL",         mk_text_some },
    { MK_DATA,   "x.PublicPermission",  mk_named_some, right, .name = "anybody_may" },
    { 0 },
};
static const struct mk_constant shared[] = { { MK_NAME, "note_shared" }, { 0 } };

#define WITH(from) { "x", NULL, NULL, from ".ZSERVERSHAREDATA", &mk_decoder_plist, .each = "LastFetchedParticipants" }
#define LOOKUP     "x.UserIdentity/LookupInfo/"
#define COMPONENTS "x.UserIdentity/NameComponents/NS.nameComponentsPrivate/"
static const struct mk_lookup with[] = { WITH("s"), { 0 } };
static const struct mk_lookup note_with[] = { WITH("n"), { "d", "ZICNOTEDATA", "d.ZNOTE", "n.Z_PK", .many = true }, { 0 } };
static const struct mk_name role[] = { { 1, "owner" }, { 2, "invited" }, { 0 } }; /* of others the sources differ */
static const struct mk_name accepted[] = { { 1, "pending" }, { 2, "accepted" }, { 3, "removed" }, { 0 } };
static const int64_t one[] = { 1, MK_CODES_END };
#define PARTICIPANT                                                                     \
    { MK_PEER,   LOOKUP "EmailAddress",   mk_text_some,  .sub = MK_ID },                \
    { MK_PEER,   LOOKUP "PhoneNumber",    mk_text_some,  .sub = MK_ID },                \
    { MK_PEER,   "x.ParticipantID",       mk_text_some,  .sub = MK_ID },                \
    { MK_PEER,   LOOKUP "PhoneNumber",    mk_phone,      .sub = MK_PHONE },             \
    { MK_PEER,   "x.IsCurrentUser",       mk_is,         one, .sub = MK_SELF },         \
    { MK_ROLE,   "x.Type",                mk_named_some, role },                        \
    { MK_STATUS, "x.AcceptanceStatus",    mk_named,      accepted },                    \
    { MK_DATA,   "x.Type",                mk_integer,    .name = "type" },               \
    { MK_DATA,   "x.Permission",          mk_named,      right, .name = "permission" }, \
    { MK_DATA,   COMPONENTS "NS.givenName",  mk_text_some, .name = "given_name" },      \
    { MK_DATA,   COMPONENTS "NS.familyName", mk_text_some, .name = "family_name" },     \
    { MK_DATA,   LOOKUP "PhoneNumber",    mk_text_some,  .name = "number" },            \
    { MK_DATA,   "x.ParticipantID",       mk_text_some,  .name = "participant" }
static const struct mk_field participant[] = {
    { MK_TIME,   "s.ZCREATIONDATE", mk_cocoa_s,   .clock = "device" }, /* of the share */
    { MK_PARENT, "s.Z_PK",          mk_integer,   .ref = "ZICINVITATION" },
    { MK_TITLE,  "s.ZTITLE",        mk_text_some },
    PARTICIPANT,
    { 0 },
};
static const struct mk_field note_participant[] = {
    { MK_PARENT, "d.Z_PK", mk_integer, .ref = "ZICNOTEDATA" }, { MK_TITLE, "n.ZTITLE1", mk_text_some }, PARTICIPANT, { 0 },
};
static const struct mk_constant participants[] = { { MK_NAME, "note_participant" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_notes = {
    .id = "ios.notes",
    .title = "Notes (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/NoteStore.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_NOTE, "d", "ZICNOTEDATA", NEEDS("ZNOTE", "ZDATA"), note, lookups },
        { MK_KIND_NOTE, "n", "ZICCLOUDSYNCINGOBJECT", NEEDS("ZTITLE1"), bare, of_bare,
          .when = is_bare, .also = true, .extra = true, .optional = true },
        { MK_ATTACHMENT, "t", "ZICCLOUDSYNCINGOBJECT", NEEDS("ZTYPEUTI", "ZNOTE"), attachment, of_attachment,
          .when = is_attachment, .extra = true, .optional = true },
        { MK_EVENT, "s", "ZICINVITATION", NEEDS("ZSHAREURL"), share, of_share, .constants = shared, .optional = true },
        { MK_EVENT, "s", "ZICINVITATION", NEEDS("ZSERVERSHAREDATA"), participant, with,
          .constants = participants, .also = true, .extra = true, .optional = true },
        { MK_EVENT, "n", "ZICCLOUDSYNCINGOBJECT", NEEDS("ZSERVERSHAREDATA"), note_participant, note_with,
          .constants = participants, .also = true, .extra = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
