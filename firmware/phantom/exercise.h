#ifndef MK_EXERCISE_H
#define MK_EXERCISE_H

#include "firmware/phantom/state.h"
#include "parsers/base/error.h"
#include <jansson.h>
#include <sqlite3.h>

/*
 * An opened exercise folder, read only, and what has become of its phone since. The folder's
 * format is written down in host/train/train.h.
 */
struct mk_exercise {
    json_t *doc; /* exercise.json */
    sqlite3 *db; /* providers.db */
    int storage; /* descriptor of storage/ */
    int card;    /* of card/, a memory card, or -1 */
    /* 0: none; else files of the synthetic tree /sdcard/virtual, see tree.h */
    uint64_t virtual_files;
    struct mk_phone_state now;
    /* "a,b": the ADB features that the phone announces, and the only ones that it then has */
    char *features;
    /* As before Android 5: protocol 1.0.0 with sums and packets of 4 KiB, no features, no "exec:",
     * and a terminal behind "shell:", which writes line ends as CR LF. */
    bool old;
};

MK_CHECK int mk_exercise_open(struct mk_exercise **out, const char *dir, struct mk_error *e);
void mk_exercise_close(struct mk_exercise *x);

/* Whether a list "a,b" holds the word; whether the phone has the feature. */
bool mk_listed(struct mk_span list, const char *word);
bool mk_exercise_has(const struct mk_exercise *x, const char *feature);

/* phone.<key>, or "" */
const char *mk_exercise_phone(const struct mk_exercise *x, const char *key);

enum mk_provider_state {
    MK_PROVIDER_OK,
    MK_PROVIDER_REFUSED,
    MK_PROVIDER_RESTRICTED,
    MK_PROVIDER_ABSENT,
    MK_PROVIDER_ERROR,
    MK_PROVIDER_EMPTY,
};

struct mk_exercise_provider {
    const char *uri, *table, *permission; /* permission may be "" */
    const char *sort;                     /* the order without --sort, or "" */
    const char *rows;                     /* SQL: the rows that the shell gets to see, or "" */
    bool strict;                          /* has a projection map */
    const char *order;                    /* its own, whatever --sort says; or "" */
    const char *columns;                  /* its own, whatever --projection says; or "" */
    const char *key; /* the column that a number in its URI is looked up in; "": _id */
    bool checked;    /* looks selections through, see query_sql.c */
    enum mk_provider_state state;
};

/*
 * The provider of a URI ("content://mms/#/addr": '#' stands for a row's number), without what
 * follows a '?'. *id is the row that the URI names behind the provider's own ("content://sms/57"),
 * or -1. False when no provider serves it; *authority then tells whether its authority is known.
 */
bool mk_exercise_provider(struct mk_exercise_provider *out, int64_t *id, bool *authority,
                          const struct mk_exercise *x, struct mk_span uri);

/* What the app operation is set to, as `appops get` words it: "allow", "ignore", or NULL. */
const char *mk_exercise_operation(const struct mk_exercise *x, struct mk_span operation);

/* "sms" of "content://sms/inbox" */
struct mk_span mk_uri_authority(struct mk_span uri);

#endif
