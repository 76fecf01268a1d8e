#ifndef MK_TRAIN_MAKE_H
#define MK_TRAIN_MAKE_H

#include "host/train/scenario.h"
#include "host/train/train.h"
#include "parsers/base/json.h"
#include "parsers/table/cell.h"
#include <sqlite3.h>
#include <stdio.h>

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

/* A buffer that never grows: what goes wrong later is only that it is full. */
static inline bool mk_buf_fixed(struct mk_buf *b, size_t size)
{
    mk_buf_init(b, size);
    return mk_buf_room(b, size) != NULL;
}

struct mk_train;

/* ---- db.c: a database that is being made. What goes wrong is kept and told when it is closed. */

struct mk_db {
    struct mk_train *t;
    sqlite3 *db;
    char path[256]; /* below the exercise's folder */
    struct mk_error e;
};
/* A new file below the exercise's folder, with its tables. */
MK_CHECK int mk_db_open(struct mk_db *d, struct mk_train *t, const char *path, const char *schema,
                        struct mk_error *e);
/* Fails when anything put into it did. Closed in either case; one that never opened is fine. */
MK_CHECK int mk_db_close(struct mk_db *d, struct mk_error *e);
void mk_db_sql(struct mk_db *d, const char *sql);

/* Rows of one table; lives as long as its database. */
struct mk_into {
    struct mk_db *d;
    sqlite3_stmt *st;
    size_t columns;
};
struct mk_into mk_into(struct mk_db *d, const char *table, const char *columns);
/* As many cells as columns; texts live until it returns. */
void mk_put_cells(struct mk_into *in, const struct mk_cell *cells, size_t n);
#define mk_put(in, ...)                                                                            \
    mk_put_cells(in, (const struct mk_cell[]){ __VA_ARGS__ },                                      \
                 sizeof((const struct mk_cell[]){ __VA_ARGS__ }) / sizeof(struct mk_cell))

static inline struct mk_cell mk_null(void)
{
    return (struct mk_cell){ .kind = MK_C_NULL };
}
static inline struct mk_cell mk_i(int64_t v)
{
    return (struct mk_cell){ .kind = MK_C_INT, .i = v };
}
static inline struct mk_cell mk_r(double v)
{
    return (struct mk_cell){ .kind = MK_C_REAL, .r = v };
}
static inline struct mk_cell mk_s(struct mk_span s) /* NULL `p`: null */
{
    return (struct mk_cell){ .kind = s.p ? MK_C_TEXT : MK_C_NULL, .s = s };
}
static inline struct mk_cell mk_t(const char *s)
{
    return mk_s(mk_str(s));
}
static inline struct mk_cell mk_b(struct mk_span s)
{
    return (struct mk_cell){ .kind = s.p ? MK_C_BLOB : MK_C_NULL, .s = s };
}
static inline struct mk_cell mk_some(int64_t v) /* 0: null */
{
    return v ? mk_i(v) : mk_null();
}

/* ---- truth.c: what must come out. What goes wrong is told when it is closed. ---- */

struct mk_truth {
    FILE *f; /* NULL: nobody wants it */
    struct mk_buf line;
    struct mk_json j;
    uint64_t records;
    bool bad;
    struct mk_truth *also; /* holds these records too, or NULL */
};
/* name NULL: nobody wants it */
MK_CHECK int mk_truth_open(struct mk_truth *tr, struct mk_train *t, const char *name,
                           struct mk_error *e);
MK_CHECK int mk_truth_close(struct mk_truth *tr, struct mk_error *e);

/* Where a record comes from. */
struct mk_at {
    struct mk_truth *tr;
    const char *app, *file, *table; /* table NULL: not told (rows of providers) */
};
/* Begins a record; its own fields follow. Never NULL. row < 0: the source has none. */
struct mk_json *mk_true(const struct mk_at *at, const char *kind, int64_t row);
void mk_true_end(const struct mk_at *at);

void mk_true_ms(struct mk_json *j, int64_t ms);   /* time, time_raw, time_unit of unix_ms */
void mk_true_s(struct mk_json *j, int64_t s);     /* of unix_s */
void mk_true_sent(struct mk_json *j, int64_t ms); /* times.sent */
/* `digits` of fraction; raw as stored, in that unit */
void mk_true_time(struct mk_json *j, int64_t us, int digits, int64_t raw, const char *unit);
void mk_true_self(struct mk_json *j, const char *key, bool list, const char *id); /* id: or NULL */
void mk_true_times(struct mk_json *j, const char *role, int64_t ms); /* times with one role */
/* {"id", "name", "phone" when it is E.164}, with its key or as an element of a list */
void mk_true_id(struct mk_json *j, struct mk_span id, const char *name);
void mk_true_party(struct mk_json *j, const char *key, bool list, struct mk_span id,
                   const char *name);
/* A list of one or two of these: numbers, addresses; none when there is no `a` and no `b`. */
void mk_true_pair(struct mk_json *j, const char *key, const char *a, const char *b);
void mk_true_some(struct mk_json *j, const char *key, const char *text); /* NULL, "": not at all */
/* "parent" or another field that names the record of that row of that table of the same file */
void mk_true_ref(struct mk_json *j, const char *key, const char *table, int64_t row);
void mk_true_place(struct mk_json *j, const struct mk_place *p, const char *origin,
                   const char *whose, const char *meaning);
void mk_true_real(struct mk_json *j, const char *key, double v);
/* Fields that are open: anything may come out. */
void mk_true_open(struct mk_json *j, const char *const *fields, size_t n);
bool mk_is_e164(struct mk_span s);

/* ---- people.c ---- */

/* Person k: the scenario's own first, further ones get made-up names. */
struct mk_person_made {
    struct mk_person p;
    char id[16], name[64], number[24], handle[24];
};
const struct mk_person *mk_train_person(const struct mk_train *t, struct mk_person_made *room,
                                        uint32_t k);
uint32_t mk_train_people(const struct mk_train *t); /* how many there are */
bool mk_train_is_contact(const struct mk_train *t, const struct mk_person *p, uint32_t k);

/* ---- talk.c: who writes what to whom, and when, in one app ---- */

enum mk_what { MK_TALK_TEXT, MK_TALK_PICTURE, MK_TALK_VOICE, MK_TALK_PLACE, MK_TALK_CONTACT };

struct mk_said {
    uint64_t index; /* from 0, in the order of time */
    int64_t at_ms;
    bool out;
    uint32_t chat; /* its number: people first, then groups from mk_train_people() */
    const struct mk_group *group;
    const struct mk_person *who; /* the other side; in a group who wrote it, NULL: the owner */
    enum mk_what what;
    struct mk_span text;             /* or caption; NULL `p`: none. Lives until the next one */
    struct mk_span was;              /* before it was edited; NULL `p`: it was not */
    bool deleted;                    /* taken back by who wrote it */
    const struct mk_place *place;    /* of a PLACE, or where a PICTURE was taken */
    const struct mk_person *contact; /* whose number is passed on */
    const struct mk_lead *lead;      /* planted, or NULL */
    bool quotes;
    struct {
        uint64_t index;
        int64_t at_ms;
        bool out;
        const struct mk_person *who;
        struct mk_span text;
    } quoted;
};

#define MK_KEPT 160 /* bytes of the last text of a chat, so that it can be quoted */
struct mk_last;     /* of a chat */
struct mk_talk {
    const struct mk_train *t;
    struct mk_rng g;
    enum mk_talk_app app;
    bool rich; /* more than texts */
    uint64_t i, n, index;
    uint32_t people, chats;
    int64_t weight, made_weight;
    size_t lead;
    struct mk_last *last; /* one a chat; NULL when not rich */
    uint64_t *lead_index; /* of the leads that were said */
    char quoted[MK_KEPT];
    struct mk_buf room;
    struct mk_person_made made, made_contact;
};
/* `n` messages and the leads of that app; part: the random sequence. */
MK_CHECK int mk_talk_open(struct mk_talk *k, const struct mk_train *t, enum mk_talk_app app,
                          bool rich, uint64_t n, uint64_t part, struct mk_error *e);
void mk_talk_close(struct mk_talk *k);
/* False at the end; MK_ENOMEM is told by mk_talk_ok(). */
bool mk_talk_next(struct mk_said *out, struct mk_talk *k);
bool mk_talk_ok(const struct mk_talk *k);

/* A moment of the owner's days: the i-th of n, in order, over the weeks of activity; ms. */
int64_t mk_train_moment(const struct mk_train *t, struct mk_rng *r, uint64_t i, uint64_t n);

/* ---- files.c: below storage/ and system/ ---- */

/* Folders of that path below the exercise's folder. */
MK_CHECK int mk_make_folders(int root, const char *path, struct mk_error *e);
struct mk_file_content {
    struct mk_span head;
    uint64_t seed, noise; /* so many bytes of noise behind it, */
    struct mk_span tail;  /* and this */
    unsigned mode;        /* 0: 0644 */
};
MK_CHECK int mk_put_file(struct mk_train *t, int root, const char *path, int64_t mtime_ms,
                         const struct mk_file_content *c, struct mk_error *e);

/* ---- the parts ---- */

/* Of the SIM card that all messages and calls went by. */
#define MK_SIM_ICC "89440000000000001234"

/* A picture or video that the camera took (make_pictures.c). */
struct mk_taken {
    const char *path; /* below the shared storage */
    int64_t at_ms;
    const struct mk_place *place; /* or NULL */
    uint32_t width, height;       /* 0: of a video */
    uint64_t bytes;
    const struct mk_lead *lead; /* or NULL */
    uint32_t duration_ms;       /* of a video */
};

struct mk_train {
    const struct mk_train_options *o;
    const struct mk_scenario *sc;
    const char *dir;
    int root, storage, system; /* folders; of an iPhone, media/ and phone/ */
    char id[24];
    const char *model;
    int64_t now_ms; /* the last moment on the phone */
    struct mk_db db;
    struct mk_truth truth, whole; /* truth.jsonl, truth-system.jsonl */
    FILE *leads;
    uint32_t shots; /* of the camera */
    void (*took)(void *arg, const struct mk_taken *taken);
    void *took_arg;
    struct mk_train_counts n;
};

MK_CHECK int mk_train_providers(struct mk_train *t, struct mk_error *e); /* the empty tables */
MK_CHECK int mk_train_telephony(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_calls(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_contacts(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_whatsapp(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_calendar(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_chrome(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_bookmarks(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_firefox(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_pictures(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_signal(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_viber_data(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_telegram_db(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_viber(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_device(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_usage(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_wifi(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_bluetooth(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_packages(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_documents(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_storage(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_answers(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_more(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_services(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_names(struct mk_train *t, struct mk_error *e);
/* make_names.c: what the phone lists although nothing is there */
void mk_train_listed(struct mk_json *j, const struct mk_train *t);
MK_CHECK int mk_train_describe(struct mk_train *t, struct mk_error *e);
/* exercise.json; put: what it says of the phone. */
MK_CHECK int mk_describe_as(struct mk_train *t,
                            void (*put)(struct mk_json *, const struct mk_train *),
                            struct mk_error *e);

/* make_packages.c: what is installed; NULL behind the last. */
struct mk_package {
    const char *name, *installer; /* installer NULL: part of the system */
    int code;
    bool shared; /* its user id is one of several packages */
};
const struct mk_package *mk_train_package(size_t i);
unsigned mk_package_uid(size_t i);

/* An answer of the phone's tools, word for word (make_answers.c). */
void mk_train_answer(struct mk_train *t, const char *command, struct mk_span out);

/* What getprop says. */
#define MK_PROPS 15u
struct mk_props {
    char serial[32], fingerprint[96];
    const char *all[MK_PROPS][2];
};
/* The API level of an Android version, as text; NULL when there is no such version. */
const char *mk_train_sdk(const char *version);
void mk_train_props(struct mk_props *out, const struct mk_train *t);

/* Whether the provider's rows come out; false also when it is to be empty. */
bool mk_train_is_ok(const struct mk_train *t, const char *uri);
bool mk_train_is_empty(const struct mk_train *t, const char *uri);

/* Tells the trainer where a lead lies. */
void mk_train_lead(struct mk_train *t, const struct mk_lead *l, const struct mk_at *at,
                   const char *kind, int64_t row);

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
    const struct mk_lead *lead;
};
/* The i-th hostile row, given its place in the result (row index); false behind the last. */
bool mk_train_hostile(struct mk_sms_row *row, struct mk_buf *room, size_t i, int64_t index,
                      int64_t now_ms);

#endif
