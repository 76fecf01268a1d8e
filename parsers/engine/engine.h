#ifndef MK_ENGINE_H
#define MK_ENGINE_H

#include "parsers/base/hash.h"
#include "parsers/engine/conv.h"
#include "parsers/engine/provider.h"
#include "parsers/record/coverage.h"
#include "parsers/table/decoder.h"
#include "parsers/table/format.h"
#include "parsers/table/tables.h"

/*
 * How an app's tables become records, as data. Every row of a base table is read once and ends as
 * one record or one issue; no SQL and no code stands in an app.
 */

/*
 * One field of a record out of one column. Neighbours of the same key and sub are alternatives: the
 * first that has a value stands. Neighbours of the same key with a sub make one object. PEER of a
 * message becomes FROM or a one-element TO list by its DIR, which has to come before it. PHONES,
 * EMAILS, HANDLES and ADDRESSES with a sub are one-element lists too.
 */
struct mk_field {
    enum mk_key key;
    const char *col; /* "alias.column", never an expression */
    mk_conv *conv;
    const void *arg;   /* the conversion's */
    enum mk_key sub;   /* member of the object `key`: times.sent, peer.name */
    const char *clock; /* TIME: whose clock made it */
    const char *only;  /* only when DIR is this */
    const char *given; /* only when that column holds something: neither NULL, nor 0, nor empty */
    bool plus;         /* a time: so many seconds as `given` says later. An end, out of a beginning
                          and a duration that are both stored; a real may be negative, of a clock
                          that is so far off. A text: with that of `given` behind it, a first and
                          a last name */
    bool optional;     /* column of some versions only: its absence is no issue */
    const char *name;  /* with `sub` MK_KEY_NONE: a member of the object `key` under a name of its
                          own: {MK_DATA, "u.count", mk_integer, .name = "launches"} */
    /* The value names a row of that table of this file: it is put as the ref of that row's record,
     * {MK_PARENT, "a.message_row_id", mk_integer, .ref = "message"}. */
    const char *ref;
    /* The value is a path below that folder, "" or "x/", of the folder that the file lies in;
     * "../" goes up from there. With `plus`, what `given` says stands between the two. */
    const char *below;
};

/* A row of another table, found by a value: {"m", "mimetypes", "m._id", "d.mimetype_id"}. At most
 * two rows are looked at: a second match is an issue, never a second record. Without a table:
 * columns that lie inside the value of `from`, {"p", NULL, NULL, "m.data", &mk_decoder_proto}. */
struct mk_lookup {
    const char *alias, *table;
    const char *key;  /* column of `table` */
    const char *from; /* column of the base table, or of a lookup before this one */
    const struct mk_decoder *decoder;
    bool many; /* several rows of one key are usual: the first in the table's order is taken */
    /* Of a decoder, once in a query: a list inside the value. There is one record for each of its
     * elements, whose columns these are; none for a value without any. The list and the number are
     * in the ref; `when` sees the first element alone. */
    const char *each;
    bool before; /* keys are instants: the last row whose key is not above the value of `from`, what
                    held then; where all are above the first. Not with a row's own number */
};

/* Rows of another table that belong to one base row, told apart by a column of text. */
struct mk_part {
    const char *type; /* what that column says, numbers in decimal; NULL: anything else,
                         comes last */
    enum mk_key list; /* a list of objects; MK_KEY_NONE: fields of the record itself,
                         by the first such row; a further one counts as anything else */
    const struct mk_field *fields; /* ends with conv == NULL */
};
struct mk_gather {
    const char *alias, *table;
    const char *key;  /* its column that names the base row */
    const char *from; /* column of the base table that has to equal it */
    const char *type; /* the column that tells the parts apart, may be a lookup's */
    const struct mk_lookup *lookups;
    const struct mk_part *parts; /* ends with fields == NULL */
    bool loose; /* rows without a base row are usual: counted, not told one by one */
    char split; /* `from` holds the names of several rows with that character between them, "3 17":
                   a row can then belong to several base rows. Lists only */
};

struct mk_constant {
    enum mk_key key;
    const char *text;
};

/* Which rows of the base table are a query's, by their stored values. */
enum mk_test {
    MK_IF_IS,    /* the number `value`, or the text `text` where that is given */
    MK_IF_NOT,   /* anything else, NULL included */
    MK_IF_SOME,  /* neither NULL, nor 0, nor empty */
    MK_IF_NONE,  /* one of these */
    MK_IF_AMONG, /* one of `codes`, which end with MK_CODES_END */
    MK_IF_NOT_AMONG,
};
struct mk_when {
    const char *col; /* "m.type", may be a lookup's; a column that is not there is NULL */
    enum mk_test test;
    int64_t value;
    const char *text;
    const int64_t *codes;
};

/*
 * One record for each row of a base table. Neighbours of one kind are generations of a schema: the
 * first whose table and `needs` are there is used. `also` sets a query apart from the one before.
 *
 * Queries with `when` share a table out between them: rows that none of them takes are an issue.
 * `extra` makes further records out of rows that another query accounts for (the position in a
 * message): what its `when` leaves out is not missed.
 */
struct mk_query {
    enum mk_kind kind;
    const char *alias, *table;           /* the base table; a provider's is named by its URI */
    const char *const *needs;            /* columns of it that this generation has, NULL-ended */
    const struct mk_field *fields;       /* ends with conv == NULL */
    const struct mk_lookup *lookups;     /* ends with alias == NULL; may be NULL */
    const struct mk_gather *gather;      /* up to 4, ends with alias == NULL; may be NULL */
    const struct mk_constant *constants; /* ends with text == NULL; may be NULL */
    const struct mk_when *when;          /* all have to hold; ends with col == NULL; may be NULL */
    bool also, extra;
    bool optional; /* not in every version: the ledger says absent, it is no issue */
};

struct mk_app {
    const char *id;           /* "android.sms" */
    const char *title;        /* for people */
    unsigned version;         /* of this table: part of `parser` */
    const char *const *paths; /* globs on the device's paths, NULL-ended */
    const char *const *also;  /* where older versions kept it: no issue when it is not there */
    const struct mk_query *queries;      /* ends with table == NULL; neighbours of one kind are
                                            generations of a schema, the first that fits is used */
    const struct mk_provider *providers; /* ends with uri == NULL; may be NULL */
    const char *proven_on;               /* "simulated", "public-sample", "real:..." */
    const struct mk_format *format;      /* how its files become tables; NULL: they are SQLite */
    const struct mk_shape *shape; /* of its documents, for a format that asks (plist_shape.h) */
    const char *beside; /* a file of that name in the folder above a document's is read with it:
                           struct mk_context; NULL: none */
    bool media; /* pictures and videos: read in a media worker, many files a line of the ledger */
    bool many;  /* its files are as many as the phone likes: one line of the ledger for all */
    bool whole_path; /* another app has files and tables of the same names: only these whole paths
                        are its own, and only its own; it is never found by what is in a file */
};

/*
 * Paths are globs (parsers/base/glob.h) over the whole path, where `*` crosses '/'. A file that has
 * come without its folders fits by its base name, as long as that is spelled out in the glob.
 * `also` are names that others use as well ("*.txt"): what is no such file inside is passed over in
 * silence.
 */
const struct mk_app *mk_app_find(const char *id);
const struct mk_app *mk_app_at(size_t i); /* NULL behind the last */

/* Whether a file of that path can be this app's. NAME: by a base name alone that others use as
 * well, so that only its tables tell. */
enum mk_fit { MK_FIT_NONE, MK_FIT_NAME, MK_FIT_ALSO, MK_FIT_MAIN };
enum mk_fit mk_app_fits(const struct mk_app *app, struct mk_span path);

/* Which apps a path can fit, by its last byte: for who has many paths. */
#define MK_APPS_MAX 512u
struct mk_app_ends {
    uint64_t apps[256][MK_APPS_MAX / 64];
};
void mk_app_ends_make(struct mk_app_ends *out);
/* False: the app of that number (mk_app_at()) does not fit. True says nothing. */
bool mk_app_may_fit(const struct mk_app_ends *x, size_t app, struct mk_span path);
/* Whether one of its tables is there with the columns it needs. */
bool mk_app_knows(const struct mk_app *app, const struct mk_tables *t);

/* What is odd about the evidence and has no record to stand in. */
struct mk_issue {
    const char *app;
    struct mk_span file;
    const char *table;  /* or NULL */
    const int64_t *row; /* or NULL */
    const char *field;  /* or NULL */
    const char *why;
};

/* Calls return 0, or -1 with `e` filled, which ends the run. */
struct mk_sink {
    int (*records)(void *u, struct mk_span items, struct mk_error *e); /* whole items */
    int (*issue)(void *u, const struct mk_issue *issue, struct mk_error *e);
    int (*cover)(void *u, const struct mk_coverage *c, struct mk_error *e);
    void *u;
};

struct mk_dead;

struct mk_input {
    struct mk_span file; /* the path inside what is parsed, or the provider's URI */
    const char *route;   /* "file", "content" */
    bool expected;       /* a schema that is not known is an issue */
    size_t memory_max;   /* of lookups and gathered rows; 0: 128 MiB */
    /* SHA-256 of `file`, where it is one object of a bundle, for source.object_sha256; NULL: not
     * known. Rows of providers have none: each comes from several objects. */
    const struct mk_digest *object_sha256;
    struct mk_dead *dead;          /* deleted rows of the same file; NULL: not looked for */
    const char *only_live;         /* why there can be none, where they were asked for; NULL */
    struct mk_span domain, stored; /* out of an iOS backup: see struct mk_entry */
};

/* Runs one app. Ends with one line of coverage, unless it found nothing and was not expected to.
 * -1 only when the sink failed or memory ran out. */
MK_CHECK int mk_app_run(const struct mk_app *app, const struct mk_tables *t,
                        const struct mk_input *in, const struct mk_sink *sink, struct mk_error *e);

#endif
