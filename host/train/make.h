#ifndef MK_TRAIN_MAKE_H
#define MK_TRAIN_MAKE_H

#include "host/train/train.h"
#include "parsers/base/json.h"
#include <sqlite3.h>
#include <stdio.h>

/* The last moment on the phone, 2025-06-15T12:00:00Z, and the weeks of activity before it. */
#define MK_TRAIN_NOW_MS 1749988800000LL
#define MK_TRAIN_WEEKS  6

/* SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
struct mk_rng {
    uint64_t s;
};
static inline uint64_t mk_rng(struct mk_rng *r)
{
    uint64_t z = (r->s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static inline uint32_t mk_rng_below(struct mk_rng *r, uint32_t n)
{
    return n ? (uint32_t)(mk_rng(r) % n) : 0;
}
/* Each part of an exercise has its own sequence, so that more files do not change the messages. */
static inline struct mk_rng mk_rng_for(uint64_t seed, uint64_t part)
{
    struct mk_rng r = { seed ^ part * 0xd1342543de82ef95u };
    mk_rng(&r);
    return r;
}

struct mk_train {
    const struct mk_train_options *o;
    const char *dir;
    char id[24];
    sqlite3 *db;
    FILE *truth;
    struct mk_buf line; /* of truth */
    struct mk_train_counts n;
};

/* ---- people.c ---- */

struct mk_person {
    const char *name;     /* as the phone's owner saved it */
    const char *number;   /* as the network gives it, E.164 */
    const char *second;   /* another number, in a national form, or NULL */
    const char *relation; /* what the owner's note says */
    const char *org, *email, *email2;
    const char *const *says; /* NULL-ended */
};
/* Person k of any number: the first ones are written out, further ones get made-up names. */
struct mk_person_made {
    struct mk_person p;
    char name[64], number[24];
};
const struct mk_person *mk_train_person(struct mk_person_made *room, uint32_t k);
/* One of the people the owner talks with, near ones more often. */
uint32_t mk_train_anyone(struct mk_rng *r, uint32_t contacts);

/* ---- db.c ---- */

MK_CHECK int mk_train_db_open(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_db_close(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_prepare(sqlite3_stmt **out, struct mk_train *t, const char *sql,
                              struct mk_error *e);
/* Runs it once and clears it for the next row. */
MK_CHECK int mk_train_step(struct mk_train *t, sqlite3_stmt *st, struct mk_error *e);
/* Binds text of given length; NULL `p` binds NULL. */
void mk_train_text(sqlite3_stmt *st, const char *param, struct mk_span s);
void mk_train_str(sqlite3_stmt *st, const char *param, const char *s);
void mk_train_int(sqlite3_stmt *st, const char *param, int64_t v);

/* A moment of waking hours: the i-th of n, in order, over the weeks of activity. */
int64_t mk_train_moment(struct mk_rng *r, uint64_t i, uint64_t n);

/* ---- the parts ---- */

MK_CHECK int mk_train_sms(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_calls(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_contacts(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_storage(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_describe(struct mk_train *t, struct mk_error *e);

/* Whether the provider's rows come out; false also when it is to be empty. */
bool mk_train_is_ok(const struct mk_train *t, const char *uri);
bool mk_train_is_empty(const struct mk_train *t, const char *uri);

/* ---- hostile.c: messages that try to pass for something else ---- */

/* What one message row holds; spans point into `room` or to constants. */
struct mk_sms_row {
    int64_t id, thread, date, type;
    struct mk_span address;
    struct mk_span body;      /* stored; NULL `p`: NULL */
    bool body_is_blob;        /* stored as a blob */
    struct mk_span date_text; /* stored in place of the number, when given */
    struct mk_span type_text;
    struct mk_span comes_out; /* what the phone's tool makes of the body, where that differs */
    bool differs;
};
/* The i-th hostile row, given its place in the result (row index); false behind the last. */
bool mk_train_hostile(struct mk_sms_row *row, struct mk_buf *room, size_t i, int64_t index);

/* ---- truth.c ---- */

MK_CHECK int mk_truth_end(struct mk_train *t, struct mk_json *j, struct mk_error *e);
struct mk_json mk_truth_begin(struct mk_train *t, const char *kind, const char *app,
                              const char *uri, int64_t row);
void mk_truth_time(struct mk_json *j, int64_t ms);
/* {"id", "name", "phone" when it is E.164}, with its key or as an element of a list */
void mk_truth_id(struct mk_json *j, struct mk_span id, const char *name);
void mk_truth_party(struct mk_json *j, const char *key, bool list, struct mk_span id,
                    const char *name);

#endif
