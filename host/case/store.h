#ifndef MK_STORE_H
#define MK_STORE_H

#include "host/case/case.h"
#include "parsers/match/entity.h"
#include <sqlite3.h>

/* Private to host/case: the store in SQLite. */

enum mk_sql {
#define SQL(name, text) MK_SQL_##name,
#include "case_sql.h"
#undef SQL
    MK_SQL_COUNT
};

struct mk_case {
    sqlite3 *db;
    sqlite3_stmt *st[MK_SQL_COUNT];
    char who[128];
    bool open;           /* a bundle is being taken in */
    int64_t bundle;      /* that one */
    int64_t first, last; /* its records, 0: none yet */
    uint64_t records, issues, said;
    struct mk_buf heads; /* struct mk_case_head[], by number of the workers' head */
    struct mk_buf text;  /* of the record in hand, for the index */
    struct mk_buf scratch;
    int64_t talk; /* the last one, which the next record is often of */
    struct mk_buf talk_key;
    struct mk_slot *slots; /* entities met lately (mention.c) */
};

/* A statement by its name in host/case/sql, ready to be bound; kept. NULL: `e` says why. */
sqlite3_stmt *mk_sql(struct mk_case *c, enum mk_sql which, struct mk_error *e);
/* Runs one that gives no row; resets it. */
MK_CHECK int mk_sql_run(struct mk_case *c, sqlite3_stmt *st, struct mk_error *e);
/* The wall clock, in UTC. */
int64_t mk_case_now_us(void);
/* A text, script or pragma. */
MK_CHECK int mk_sql_exec(struct mk_case *c, const char *text, struct mk_error *e);
const char *mk_sql_text(enum mk_sql which);
int mk_sql_fail(struct mk_case *c, struct mk_error *e);
void mk_sql_bind(sqlite3_stmt *st, int i, struct mk_span text);
struct mk_span mk_sql_span(sqlite3_stmt *st, int i);

/* Binds a limit, or NULL where it is `none`. */
void mk_sql_limit(sqlite3_stmt *st, int i, int64_t v, int64_t none);
/* NULL is INT64_MIN. */
int64_t mk_sql_time(sqlite3_stmt *st, int i);
/* Steps through a statement, whose row's work is `row`; resets it. */
MK_CHECK int mk_sql_rows(struct mk_case *c, sqlite3_stmt *st,
                         int (*row)(void *u, sqlite3_stmt *st, struct mk_error *e), void *u,
                         struct mk_error *e);
/* The same of rows that are records: id, bundle, kind, head's fields, row, own fields. */
MK_CHECK int mk_sql_records(struct mk_case *c, sqlite3_stmt *st, mk_case_record_fn *each, void *u,
                            struct mk_error *e);

/* What an examiner typed, as FTS5 understands it; empty when there is no word in it. */
MK_CHECK int mk_query(struct mk_buf *out, const char *typed, struct mk_error *e);

/* The terms that are looked for, without what is to be left out; prefix: what begins with it. */
MK_CHECK int mk_query_terms(const char *typed,
                            int (*each)(void *u, struct mk_span term, bool prefix,
                                        struct mk_error *e),
                            void *u, struct mk_error *e);
/* What a database still holds as a row, in its pages or in its log. */
bool mk_is_live(struct mk_span state);
/* Whether a field's texts are in the index. */
bool mk_is_indexed(enum mk_key key);

/* One record of the bundle that is being taken in (take.c). */
MK_CHECK int mk_take_head(struct mk_case *c, const struct mk_item *i, struct mk_error *e);
MK_CHECK int mk_take_record(struct mk_case *c, const struct mk_item *i, struct mk_error *e);
/* Who and what it names (mention.c). */
MK_CHECK int mk_take_mentions(struct mk_case *c, int64_t record, enum mk_kind kind,
                              struct mk_span fields, struct mk_error *e);
/* What an entity is called, on a contact card or by an app (called.c). */
MK_CHECK int mk_take_called(struct mk_case *c, int64_t entity, struct mk_span name, bool card,
                            struct mk_error *e);
/* The pairs that merge.h's rules find, now that all of the bundle is there. */
MK_CHECK int mk_take_hints(struct mk_case *c, struct mk_error *e);
/* What of it a map or a gallery shows (places.c). time_us: INT64_MIN for none. */
MK_CHECK int mk_take_views(struct mk_case *c, int64_t record, enum mk_kind kind,
                           struct mk_span head, struct mk_span own, int64_t time_us,
                           struct mk_error *e);
/* The ids of a bundle's records (0: of all). */
MK_CHECK int mk_sql_range(int64_t *first, int64_t *last, struct mk_case *c, int64_t bundle,
                          struct mk_error *e);
/* Whether an examiner joined it with others. */
MK_CHECK int mk_sql_joined(bool *joined, struct mk_case *c, int64_t entity, struct mk_error *e);
/* A talk out of a row: id, bundle, app, key, messages, first, last, about. */
struct mk_case_talk mk_sql_talk(sqlite3_stmt *st);
/* An entity: id, kind, value, bundles, mentions, first, last. */
struct mk_case_entity mk_sql_entity(sqlite3_stmt *st);
/* Nothing is remembered of the bundle before. */
void mk_take_forget(struct mk_case *c);

#endif
