#ifndef MK_SCOPE_H
#define MK_SCOPE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The scope: what of the phone an authority allows. Its member "scope", all members optional but
 * "categories" or "preset"; a member that is not known is refused, since it may be a limit:
 *
 *   "preset"          "suspect" | "victim" | "witness": where the other members start from, below
 *   "categories"      which kinds of things: mk_category
 *   "from", "until"   times: only what is dated inside [from, until)
 *   "margin_hours"    0 to 48: so much wider at both ends, for a phone whose clock was wrong. The
 *                     offset that is measured against a trusted clock of the kit is added
 *   "counterparties"  numbers and addresses: only what was exchanged with one of them
 *   "threads"         ids of conversations of SMS and MMS, as the phone counts them. Together with
 *                     counterparties: what is with one of these or in one of those
 *   "groups"          true: conversations that a counterparty and others are in, too
 *   "exclude"         numbers and addresses of whom nothing is taken; wins over all that is named
 *   "apps"            package names: only what belongs to these
 *   "media"           "all", "metadata" (of pictures, sounds and films only names, sizes, times),
 *                     "none"
 *   "paths"           folders: files only below these; without it /sdcard,
 *                     memory cards, and what other users have; of an iPhone its media, crash
 *                     reports and the documents that apps share
 *   "whole"           names of the ledger ("android.contacts") that are taken as a whole although
 *                     the scope is narrow and they cannot be cut to it
 *   "bugreport"       true: a bug report is made and taken (of a narrow scope only with "whole")
 *   "encrypt_backup"  true: an iPhone that does not encrypt its backups is made to, under a random
 *                     password of the kit's that is taken off again: else it gives no calls, Safari
 *                     history, Health data or passwords. In a scope that is not whole the kit opens
 *                     with it what is in scope and keeps that alone (firmware/acquire/ios_backup.h)
 *   "managed"         true: also where an organisation manages the phone; otherwise such a phone
 *                     stops the run, for what is on it may be the organisation's
 *
 * Presets. What the authority's own members say replaces what the preset says, member by member:
 *   suspect   all categories, media all
 *   victim    device, calls, messages, contacts; media metadata. Needs counterparties, threads or
 *             from: a victim's phone is never searched at large
 *   witness   device, calls, messages; media none. Needs the same
 *
 * How numbers are compared, on the phone in SQL and here in C, both made from one table:
 *   1. The value ends at its first NUL. Out of it are taken: blanks, - ( ) . / + and U+00A0,
 *      U+2011, U+202A, U+202C, U+202D (what address books put in).
 *   2. What is left has to be ASCII digits only.
 *   3. The last MK_SCOPE_DIGITS digits have to be those of the number in the scope; all digits,
 *      where that one has fewer. So 0712345678 and +254712345678 are one, at the price of a number
 *      of another country with the same end.
 * A text (a letter or @ is in it: alphanumeric senders, mail addresses) has to be equal, without
 * regard to the case of ASCII letters.
 */
enum mk_category {
    MK_CAT_DEVICE,
    MK_CAT_MESSAGES,
    MK_CAT_CALLS,
    MK_CAT_CONTACTS,
    MK_CAT_CALENDAR,
    MK_CAT_FILES,
    MK_CAT_APPS,     /* which are installed, and their use */
    MK_CAT_ACTIVITY, /* notifications, recent tasks: what others wrote stands in them */
    MK_CAT_NETWORK,  /* Wi-Fi, Bluetooth */
    MK_CAT_ACCOUNTS,
    MK_CAT_COUNT
};
const char *mk_category_name(enum mk_category c);
/* MK_CAT_COUNT when there is none of that name. */
enum mk_category mk_category_named(const char *name);

enum mk_media { MK_MEDIA_ALL, MK_MEDIA_METADATA, MK_MEDIA_NONE };
const char *mk_media_name(enum mk_media m);

enum mk_preset { MK_PRESET_NONE, MK_PRESET_SUSPECT, MK_PRESET_VICTIM, MK_PRESET_WITNESS };
#define MK_PRESETS 4u
const char *mk_preset_name(enum mk_preset p); /* "" for none */

#define MK_SCOPE_LIST    64u /* entries of any list */
#define MK_SCOPE_PATHS   32u
#define MK_SCOPE_STORAGE "/sdcard" /* the folder, when none is named */
#define MK_SCOPE_DIGITS  9u
#define MK_SCOPE_HOURS   48 /* of margin, at most */
/* An offset of the phone's clock beyond this is no wrong time zone but a clock that was reset; then
 * it says nothing about the days before, and the window is left as it is. */
#define MK_SCOPE_OFFSET_US ((int64_t)26 * 3600 * 1000000)

struct mk_scope_list {
    char *v[MK_SCOPE_LIST];
    size_t n;
};

struct mk_scope {
    enum mk_preset preset;
    bool categories[MK_CAT_COUNT];
    int64_t from_us, until_us; /* as the authority says; INT64_MIN, INT64_MAX when open */
    int64_t margin_us;
    int64_t begin_us, end_us; /* the effective window, on the phone's clock: begin <= t < end */
    struct mk_scope_list counterparties, exclude, apps, paths, whole;
    int64_t threads[MK_SCOPE_LIST];
    size_t nthreads;
    enum mk_media media;
    bool groups, bugreport, managed, encrypt_backup;
    bool everywhere; /* "paths" says nothing: memory cards and other users' storage, too */
};

void mk_scope_done(struct mk_scope *s);

/* What limits it. Narrow: any of the three. */
bool mk_scope_by_time(const struct mk_scope *s);
bool mk_scope_by_people(const struct mk_scope *s); /* counterparties, threads or exclude */
bool mk_scope_by_apps(const struct mk_scope *s);
bool mk_scope_narrow(const struct mk_scope *s);
/* Whether only some folders are in scope (which makes none narrow). */
bool mk_scope_by_folders(const struct mk_scope *s);

/* A category by its name; false for a name that is none. */
bool mk_scope_wants(const struct mk_scope *s, const char *category);
/* Whether what cannot be cut may be taken: in a scope that is not narrow always, else when "whole"
 * names the artefact. */
bool mk_scope_whole(const struct mk_scope *s, const char *artefact);
/* Inside the effective window. */
bool mk_scope_at(const struct mk_scope *s, int64_t us);
/* By "apps": true when that does not limit. */
bool mk_scope_app(const struct mk_scope *s, struct mk_span package);

/*
 * The effective window, from what the phone's clock is ahead of a trusted one (negative: behind):
 * wide enough for a phone whose clock was as wrong then, and for one whose clock was right. Called
 * once a run; false when the offset is beyond MK_SCOPE_OFFSET_US and not used.
 */
bool mk_scope_offset(struct mk_scope *s, int64_t offset_us);

/* ---- people ---- */

enum mk_party {
    MK_PARTY_IN,      /* a counterparty; or anybody, where these do not limit */
    MK_PARTY_OUT,     /* none of the counterparties: perhaps in by its thread */
    MK_PARTY_EXCLUDED /* never in */
};
/* An address, number or name as an app stores it, any bytes. */
enum mk_party mk_scope_party(const struct mk_scope *s, struct mk_span value);
bool mk_scope_thread(const struct mk_scope *s, int64_t id); /* named in "threads" */

/*
 * The same as SQL: true where one of `columns` (NULL-ended) holds one of the list's numbers or
 * texts. A NULL in a column is no match. Holds no double quote, '$', '`' or '\\', so that it can
 * stand between double quotes in a shell's command; nothing but the table above, the list's checked
 * alphabet and the columns, which are the caller's. The list must not be empty.
 *
 * Uses replace(), ifnull(), LIKE, GLOB and COLLATE NOCASE: what Android's checks of selections let
 * through (frameworks/base, SQLiteQueryBuilder.enforceStrictToken and SQLiteTokenizer.isFunction,
 * Android 11 on; TelephonyProvider, SqlQueryChecker, whose newest version refuses substr(),
 * instr() and typeof() to callers like the shell).
 */
void mk_scope_party_sql(struct mk_buf *out, const struct mk_scope_list *list,
                        const char *const *columns);

#endif
