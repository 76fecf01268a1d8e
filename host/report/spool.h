#ifndef MK_SPOOL_H
#define MK_SPOOL_H

#include "parsers/record/record.h"

/*
 * Records on their way into a report: kept in a file without a name in the order they came, and
 * sorted by an index in a temporary database, so that memory does not grow with their number.
 * Sections hold what one list of the report shows; messages are apart by conversation as well.
 */
enum mk_section {
    MK_SEC_MESSAGES,
    MK_SEC_CALLS,
    MK_SEC_CONTACTS,
    MK_SEC_PLACES,
    MK_SEC_MEDIA, /* media and attachments */
    MK_SEC_WEB,
    MK_SEC_CALENDAR, /* and notes */
    MK_SEC_DEVICE,   /* accounts, apps, networks, the phone itself */
    MK_SEC_OTHER,
    MK_SEC_ISSUES, /* without a record */
    MK_SECTIONS
};

/* One record in hand: its fields by key, the head's where it has none of its own. Spans live until
 * the next record is loaded into it. */
struct mk_facts {
    enum mk_kind kind;
    bool has_row;
    int64_t row;
    uint32_t head;
    struct mk_span head_fields, fields;
    struct mk_value v[MK_KEY_COUNT];
    uint32_t seen[MK_KEY_COUNT], turn; /* v[k] is of this record when seen[k] == turn */
    struct mk_buf bytes;
};
void mk_facts_init(struct mk_facts *f);
void mk_facts_done(struct mk_facts *f);
/* NULL when it has none. */
const struct mk_value *mk_fact(const struct mk_facts *f, enum mk_key key);
/* Text of that field; empty when there is none. */
struct mk_span mk_fact_text(const struct mk_facts *f, enum mk_key key);
/* "app:file:table:row", what other records call it by. */
bool mk_facts_ref(struct mk_buf *out, const struct mk_facts *f);

/* A conversation as the list of them shows it. */
struct mk_thread {
    struct mk_span app, file, key, title, peer; /* peer: the first other party met */
    int64_t first, last; /* microseconds; first > last: no message has a time */
    uint64_t messages;
    uint64_t about; /* where its conversation record lies; 0: none */
};

struct mk_spool;
/* In `dir`, a descriptor that stays the caller's. */
MK_CHECK int mk_spool_new(struct mk_spool **out, int dir, struct mk_error *e);
void mk_spool_free(struct mk_spool *s);
/* Whole items, heads and records (parsers/record/record.h). */
MK_CHECK int mk_spool_items(struct mk_spool *s, struct mk_span items, struct mk_error *e);
/* Fields that are no record, MK_KIND_NONE, at the end of a section. */
MK_CHECK int mk_spool_note(struct mk_spool *s, enum mk_section section, struct mk_span fields,
                           struct mk_error *e);
/* Once, when all are in. */
MK_CHECK int mk_spool_sort(struct mk_spool *s, struct mk_error *e);

uint64_t mk_spool_count(const struct mk_spool *s, enum mk_kind kind);
uint64_t mk_spool_section(const struct mk_spool *s, enum mk_section section);
/* First and last time of all records of that section; false when none has one. */
bool mk_spool_period(int64_t *first, int64_t *last, const struct mk_spool *s, enum mk_section x);

/* What contacts call that number (E.164) or id: the i-th name, empty behind the last. */
struct mk_span mk_spool_name(const struct mk_spool *s, struct mk_span key, size_t i);

/* What there was too much of, for people; NULL behind the last. */
const char *mk_spool_limit(const struct mk_spool *s, size_t i);

size_t mk_spool_threads(const struct mk_spool *s);
/* In the order of the list: the one that was active last comes first. */
const struct mk_thread *mk_spool_thread(const struct mk_spool *s, size_t i);

/* Records of a section in order of time, those without one last. For messages: of thread `i`.
 * Calls `each` until it fails. */
MK_CHECK int mk_spool_each(struct mk_spool *s, enum mk_section section, size_t i,
                           int (*each)(void *u, struct mk_facts *f, struct mk_error *e), void *u,
                           struct mk_error *e);
/* Attachments and reactions of that record, in the order they came. */
MK_CHECK int mk_spool_children(struct mk_spool *s, struct mk_span ref,
                               int (*each)(void *u, struct mk_facts *f, struct mk_error *e),
                               void *u, struct mk_error *e);
/* Puts reactions that mk_spool_children() never gave among the other records: their message is not
 * there. Once, when all messages are written. */
MK_CHECK int mk_spool_unshown(struct mk_spool *s, struct mk_error *e);
/* The fields of a head, by its number in mk_facts. */
struct mk_span mk_spool_head(const struct mk_spool *s, uint32_t head);
MK_CHECK int mk_spool_load(struct mk_facts *f, struct mk_spool *s, uint64_t at, struct mk_error *e);

#endif
