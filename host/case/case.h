#ifndef MK_CASE_H
#define MK_CASE_H

#include "firmware/bundle/bundle.h"
#include "firmware/parse/parse.h"
#include "parsers/base/error.h"
#include "parsers/base/json.h"
#include "parsers/record/record.h"

/*
 * The case store: what a lab took in. Evidence stays where it is and is never written to; what was
 * read of it, and all that examiners did, lies in one folder:
 *
 *   case.db     records with their words, entities, what bundles say of themselves, the audit log
 *
 * All SQL is in host/case/sql; callers see records as parsers/record/record.h has them, so that
 * another back end can stand behind the same calls. One process writes at a time; others read
 * meanwhile. Memory does not grow with the number of records.
 */
struct mk_case;

/* The folder, which must exist unless `make`; then it and an empty store are made where there is
 * none. who: the examiner, for the audit log. MK_EFORMAT: made by another version, or no store. */
MK_CHECK int mk_case_open(struct mk_case **out, const char *dir, const char *who, bool make,
                          struct mk_error *e);
void mk_case_free(struct mk_case *c);

/* ---- taking in (all or nothing: a transaction) ---- */

struct mk_case_bundle {
    int64_t id;
    char root[MK_SHA256_HEX]; /* see mk_case_begin() */
    char parsers[32];
    const char *path;    /* as the examiner gave it; valid until the next call */
    const char *verdict; /* "INTACT", "TAMPERED", "UNKNOWN", "NONE" */
    bool training;
    uint64_t records, issues, failed;
};

/* root: what the bundle is known by, the SHA-256 of its tagmanifest-sha256.txt; 1 when the same is
 * there already, read by the same readers, and nothing begins; 0 when it does. */
MK_CHECK int mk_case_begin(struct mk_case *c, const struct mk_case_bundle *b, struct mk_error *e);
/* Items of records, whole ones, as the reading workers give them. */
MK_CHECK int mk_case_items(struct mk_case *c, struct mk_span items, struct mk_error *e);
/* A line of what is said of the bundle: kind "finding", "info", "ledger", "acquired", "issue",
 * "failed"; of kind "hit" are those that known.h adds. */
MK_CHECK int mk_case_say(struct mk_case *c, const char *kind, struct mk_span text,
                         struct mk_error *e);
/* All of it is in, durably. */
MK_CHECK int mk_case_end(struct mk_case *c, uint64_t failed, struct mk_error *e);
/* Nothing of it is. */
void mk_case_drop(struct mk_case *c);

/*
 * All of that for one path: verified, parsed by the reading workers, taken in, and the audit log
 * says so. What is not INTACT is taken in as well and stays marked. 1 when it was there already.
 * What it is known by: the SHA-256 of tagmanifest-sha256.txt; of a bundle that was never sealed, of
 * its journal; of what is no bundle, of its path. Of a tampered one its path belongs to it.
 */
struct mk_intake {
    const char *path, *trust, *revoked;
    const struct mk_parse_extra *extra;
};
MK_CHECK int mk_case_import(struct mk_case_bundle *out, struct mk_case *c,
                            const struct mk_intake *in, struct mk_error *e);

/* ---- looking ---- */

MK_CHECK int mk_case_bundles(struct mk_case *c,
                             int (*each)(void *u, const struct mk_case_bundle *b,
                                         struct mk_error *e),
                             void *u, struct mk_error *e);
MK_CHECK int mk_case_said(struct mk_case *c, int64_t bundle,
                          int (*each)(void *u, const char *kind, struct mk_span text,
                                      struct mk_error *e),
                          void *u, struct mk_error *e);

struct mk_case_record {
    int64_t id, bundle;
    struct mk_span items; /* a head and a record (parsers/record/record.h) */
};
typedef int mk_case_record_fn(void *u, const struct mk_case_record *r, struct mk_error *e);

struct mk_search {
    const char *query;         /* words; "a phrase"; begin*; -not; OR between two */
    enum mk_kind kind;         /* MK_KIND_NONE: any */
    int64_t from_us, until_us; /* of the record's time; INT64_MIN: no limit */
    int64_t bundle;            /* 0: any */
    const char *tag;           /* NULL: any */
    enum { MK_STATE_ANY, MK_STATE_LIVE, MK_STATE_DELETED } state;
    bool ranked;    /* see below; else the latest taken in first */
    int64_t before; /* 0, or the last id of the page before; ranked: how many to pass over */
    uint32_t limit; /* at most 1,000 */
};
/* Ranked: those first that hold more of the words, then those where they stand closer together,
 * then the latest; of the MK_CASE_RANKED latest that fit. MK_EUSAGE: nothing to look for. */
#define MK_CASE_RANKED 10000
/* Whether more records than that hold the words, whatever else is asked for. */
MK_CHECK int mk_case_search_wide(bool *out, struct mk_case *c, const char *query,
                                 struct mk_error *e);
MK_CHECK int mk_case_search(struct mk_case *c, const struct mk_search *s, mk_case_record_fn *each,
                            void *u, struct mk_error *e);

/* What is wrong with a query that MK_EUSAGE refuses, and where in it, in bytes: "empty"; "no-word"
 * (the first term of which the index has nothing); "only-without" (the first that is taken away:
 * there is nothing to take it from). false: nothing, but that it is too long. */
struct mk_query_fault {
    const char *code;
    size_t from, to;
};
bool mk_case_query_fault(struct mk_query_fault *out, const char *query);

/* Every record of a bundle (0: of all) and kind (MK_KIND_NONE: of any), as they came. */
MK_CHECK int mk_case_records(struct mk_case *c, int64_t bundle, enum mk_kind kind,
                             mk_case_record_fn *each, void *u, struct mk_error *e);

/* ---- pages ---- */

/* A page of records by time: behind (time, id), so that equal times lose nothing; before
 * `until_us`. The next page begins behind the last record. INT64_MIN, 0 is the beginning. */
struct mk_page {
    int64_t time_us, id, until_us;
    uint32_t limit; /* at most 1,000 */
};
/* Records that have a time, of a bundle (0: all) and kind (MK_KIND_NONE: any). */
MK_CHECK int mk_case_line(struct mk_case *c, const struct mk_page *p, int64_t bundle,
                          enum mk_kind kind, mk_case_record_fn *each, void *u, struct mk_error *e);
/* Those that have none, as they came: behind the id `after`, at most `limit` (1,000). */
MK_CHECK int mk_case_timeless(struct mk_case *c, int64_t bundle, enum mk_kind kind, int64_t after,
                              uint32_t limit, mk_case_record_fn *each, void *u, struct mk_error *e);

struct mk_case_talk {
    int64_t id, bundle;
    const char *app, *key; /* valid until the next call */
    uint64_t messages;
    int64_t first_us, last_us; /* INT64_MIN: none has a time */
    int64_t about;             /* the record that describes it; 0: none does */
};
/* Conversations, the one with the latest message first: those before (last_us, id); INT64_MAX twice
 * for the beginning. app: NULL for any. */
MK_CHECK int mk_case_talks(struct mk_case *c, int64_t bundle, const char *app, int64_t last_us,
                           int64_t id, uint32_t limit,
                           int (*each)(void *u, const struct mk_case_talk *t, struct mk_error *e),
                           void *u, struct mk_error *e);
/* What was said in one: those without a time first, at INT64_MIN. */
MK_CHECK int mk_case_talk(struct mk_case *c, int64_t talk, const struct mk_page *p,
                          mk_case_record_fn *each, void *u, struct mk_error *e);

/* One record: 1, or 0 when there is none of that id. */
MK_CHECK int mk_case_one(struct mk_case *c, int64_t id, mk_case_record_fn *each, void *u,
                         struct mk_error *e);
/* What belongs to it: attachments, reactions. */
MK_CHECK int mk_case_children(struct mk_case *c, int64_t id, mk_case_record_fn *each, void *u,
                              struct mk_error *e);

/* Records in each hour since 1970 UTC, kind by kind, from `from` on and before `until`. */
MK_CHECK int mk_case_activity(struct mk_case *c, int64_t bundle, int64_t from, int64_t until,
                              int (*each)(void *u, enum mk_kind kind, int64_t hour, uint64_t n,
                                          struct mk_error *e),
                              void *u, struct mk_error *e);

/* ---- what examiners add: an entry of the audit log each ---- */

/* A tag of up to 64 bytes. 1 when the record had it already (or, to take it off, did not). */
MK_CHECK int mk_case_tag(struct mk_case *c, int64_t record, const char *name, bool on,
                         struct mk_error *e);
/* A note of up to 64 KiB; it stays. */
MK_CHECK int mk_case_note(struct mk_case *c, int64_t record, struct mk_span text,
                          struct mk_error *e);
MK_CHECK int mk_case_tags(struct mk_case *c,
                          int (*each)(void *u, const char *name, uint64_t n, struct mk_error *e),
                          void *u, struct mk_error *e);
MK_CHECK int mk_case_tagged(struct mk_case *c, const char *name, int64_t after, uint32_t limit,
                            mk_case_record_fn *each, void *u, struct mk_error *e);
MK_CHECK int mk_case_notes(struct mk_case *c, int64_t record,
                           int (*each)(void *u, const char *who, int64_t time_us,
                                       struct mk_span text, struct mk_error *e),
                           void *u, struct mk_error *e);

/* ---- what links phones ---- */

struct mk_case_entity {
    int64_t id;
    const char *kind, *value; /* parsers/match/entity.h; valid until the next call */
    uint64_t bundles, mentions;
    int64_t first_us, last_us; /* of the records' times; INT64_MIN: none has one */
};
/* Entities that stand in at least `bundles` bundles, at most `limit` of them. */
MK_CHECK int mk_case_shared(struct mk_case *c, uint32_t bundles, uint32_t limit,
                            int (*each)(void *u, const struct mk_case_entity *x,
                                        struct mk_error *e),
                            void *u, struct mk_error *e);
/* With whom there was most of messages and calls; mentions: how many records. */
MK_CHECK int mk_case_contacts(struct mk_case *c, int64_t bundle, uint32_t limit,
                              int (*each)(void *u, const struct mk_case_entity *x,
                                          struct mk_error *e),
                              void *u, struct mk_error *e);
/* In which bundles, as what (a record's field), found by which rule, how often. */
MK_CHECK int mk_case_where(struct mk_case *c, int64_t entity,
                           int (*each)(void *u, int64_t bundle, const char *role, const char *rule,
                                       uint64_t n, struct mk_error *e),
                           void *u, struct mk_error *e);

/* ---- the audit log ---- */

/* An act of the examiner; `fields` writes further members of the line. Chained: each line has the
 * SHA-256 of the one before as "prev". */
MK_CHECK int mk_case_act(struct mk_case *c, const char *act,
                         void (*fields)(struct mk_json *j, const void *u), const void *u,
                         struct mk_error *e);
/* Lines in order; 1 when the chain does not hold, and *bad says from which on. */
MK_CHECK int mk_case_audit(struct mk_case *c, int64_t *bad,
                           int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                           struct mk_error *e);

#endif
