#ifndef MK_VIEWER_DESK_H
#define MK_VIEWER_DESK_H

#include "host/case/case.h"
#include "host/case/merge.h"
#include "host/viewer/viewer.h"
#include "parsers/base/zone.h"
#include <jansson.h>

/*
 * The desk: has the case open and answers words. Private to host/viewer and its tests.
 */
struct mk_kept;  /* bundles that are open for reading (evidence.c) */
struct mk_inner; /* what lies in their containers (inner.c) */

struct mk_desk {
    struct mk_case *c;
    const char *dir, *who, *lang;
    struct mk_zone *zone;
    struct mk_lines *lines;
    struct mk_buf record; /* a record's line */
    struct mk_buf picked; /* what a word gathers before it writes */
    struct mk_kept *kept;
    struct mk_inner *inner;
    const struct mk_secret *secrets; /* for encrypted containers; the caller's, may be NULL */
    bool evidence;                   /* what failed is the evidence, not the desk */
    /* Why a query was refused: NULL, or a word for it and where, see viewer.h. */
    const char *reason;
    uint64_t at[2];
    /* Hands a file to who fetches it; the ticket's name comes back. Closes fd in any case. */
    int (*give)(void *u, char ticket[static 65], int fd, const char *type, const char *file,
                uint64_t size, struct mk_error *e);
    void *give_to;
};

/* zone: a name of mk_zone_new(). */
MK_CHECK int mk_desk_init(struct mk_desk *d, const char *dir, const char *who, const char *zone,
                          const char *lang, struct mk_error *e);
void mk_desk_done(struct mk_desk *d);
/* Appends the answer to a line, a line as well, whatever is asked. */
MK_CHECK int mk_desk_answer(struct mk_desk *d, struct mk_buf *out, struct mk_span line,
                            struct mk_error *e);

/* ---- what is asked (said.c): the first member that is wrong makes it bad ---- */

struct mk_ask {
    const json_t *members;
    struct mk_error *e;
    bool bad;
};
int64_t mk_ask_int(struct mk_ask *a, const char *name, int64_t min, int64_t max, int64_t absent);
double mk_ask_real(struct mk_ask *a, const char *name, double min,
                   double max);                              /* has to be there */
const char *mk_ask_text(struct mk_ask *a, const char *name); /* NULL: absent; no NUL in it */
bool mk_ask_bool(struct mk_ask *a, const char *name, bool absent);
int64_t mk_ask_id(struct mk_ask *a, const char *name); /* above 0; has to be there */
int64_t mk_ask_bundle(struct mk_ask *a);               /* 0: absent */
enum mk_kind mk_ask_kind(struct mk_ask *a);
int64_t mk_ask_from(struct mk_ask *a);  /* INT64_MIN: absent */
int64_t mk_ask_until(struct mk_ask *a); /* INT64_MAX: absent */
uint32_t mk_ask_limit(struct mk_ask *a);
/* "after": n integers; false when it is absent. */
bool mk_ask_after(struct mk_ask *a, int64_t *out, size_t n);
int mk_ask_wrong(struct mk_ask *a, const char *name, const char *why); /* -1 */

/* ---- answers (put.c) ---- */

/* Records as they come, counted. */
struct mk_puts {
    struct mk_desk *d;
    struct mk_json *j;
    bool children; /* each with what belongs to it */
    const struct mk_hits *hits;
    uint32_t n;
    int64_t last, last_us; /* the last one's id and time; INT64_MIN: it has none */
};
int mk_put_record_of_case(void *u, const struct mk_case_record *r, struct mk_error *e);
/* An entity as an object, and as "name" what a card calls it, else an app; u: struct mk_puts. */
MK_CHECK int mk_put_entity(void *u, const struct mk_case_entity *x, struct mk_error *e);
MK_CHECK int mk_put_called(struct mk_puts *p, int64_t entity, struct mk_error *e);
void mk_put_talk(struct mk_json *j, const struct mk_case_talk *t, struct mk_span title);
void mk_put_us(struct mk_json *j, const char *name, int64_t us); /* INT64_MIN: null */
/* "next": null unless the page is full. */
void mk_put_next(struct mk_json *j, bool full, const int64_t *after, size_t n);
/* A talk of that id as a value: null when there is none. */
MK_CHECK int mk_desk_put_talk(struct mk_desk *d, struct mk_json *j, int64_t talk,
                              struct mk_error *e);
/* A field of a record, its own before its head's. */
bool mk_item_field(struct mk_value *out, const struct mk_case_record *r, enum mk_key key);

/* ---- files that are handed out (out.c) ---- */

/* A file without a name; its descriptor, or -1. */
int mk_desk_scratch(const struct mk_desk *d, struct mk_error *e);
MK_CHECK int mk_desk_write(int fd, struct mk_span s, struct mk_error *e);

/* ---- words ---- */

typedef int mk_word_of_desk(struct mk_desk *d, struct mk_ask *a, struct mk_json *j);
#define ROW(w) mk_word_of_desk mk_desk_##w;
MK_VIEWER_WORDS(ROW)
#undef ROW

#endif
