#ifndef MK_EXPORT_H
#define MK_EXPORT_H

#include "host/case/case.h"

/*
 * A case's records for other programs. Every format says which records it cannot hold; how many
 * were left out, of which kind and why, is told at the end: a record does not vanish on its way
 * out.
 */
#define MK_EXPORT_WHYS 4u /* reasons a format may have */

struct mk_export_tally {
    uint64_t written[MK_KIND_COUNT];
    uint64_t left[MK_KIND_COUNT][MK_EXPORT_WHYS];
};

/* A record's fields: its own before those that it shares with its table. */
struct mk_view {
    enum mk_kind kind;
    bool has_row, training;
    int64_t row, bundle;
    const char *verdict, *root; /* of its bundle */
    struct mk_span head, own;
    struct mk_told *told; /* see mk_export_told() */
};
bool mk_view_find(struct mk_value *out, const struct mk_view *v, enum mk_key key);
/* A text; empty when there is none. */
struct mk_span mk_view_text(const struct mk_view *v, enum mk_key key);
/* The record's main time as UTC. */
bool mk_view_time(struct mk_value *out, const struct mk_view *v);
bool mk_view_real(double *out, const struct mk_view *v, enum mk_key key);
/* Parties in words: "Name <id>", "; " between those of a list, "self" for the owner. */
void mk_view_parties(struct mk_buf *out, const struct mk_view *v, enum mk_key key);
/* A text of where it was read: file, table, state ... */
struct mk_span mk_view_origin(const struct mk_view *v, enum mk_key key);
/* "file table:row (state)" */
void mk_view_source(struct mk_buf *out, const struct mk_view *v);
/* The same as a sentence, which says no more than what was found where: "The database F holds a
 * message: sms:7", "Of the database F: a deleted message, found in freeblock: ..". */
void mk_view_says(struct mk_buf *out, const struct mk_view *v);
void mk_view_ref(struct mk_buf *out, const struct mk_view *v);
/* What a reader would call it: its text, title, address or name, whatever it has of these. */
void mk_view_words(struct mk_buf *out, const struct mk_view *v);

struct mk_export_format {
    const char *name, *summary;
    const char *why[MK_EXPORT_WHYS]; /* a record is left out; ends with NULL if shorter */
    /* Each appends to `out`. record() returns -1 with the reason's number in *why when it puts
     * nothing; more than one entry may come of one record. */
    void (*begin)(struct mk_buf *out);
    /* May be NULL: of each bundle that is written, before its records. */
    int (*bundle)(struct mk_buf *out, struct mk_case *c, const struct mk_case_bundle *b,
                  struct mk_error *e);
    int (*record)(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why);
    void (*end)(struct mk_buf *out);
};

/* NULL behind the last. */
const struct mk_export_format *mk_export_at(size_t i);
const struct mk_export_format *mk_export_find(const char *name);

/* bundle: 0 for all. tag: of those with that tag; NULL for all. `put` gets the bytes in pieces. */
MK_CHECK int mk_export(struct mk_export_tally *tally, const struct mk_export_format *f,
                       struct mk_case *c, int64_t bundle, const char *tag,
                       int (*put)(void *u, struct mk_span bytes, struct mk_error *e), void *u,
                       struct mk_error *e);

#endif
