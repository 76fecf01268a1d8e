#ifndef CONTENT_PHONE_H
#define CONTENT_PHONE_H

#include "firmware/provider/provider.h"
#include <sqlite3.h>

/*
 * A phone with one provider, in memory, for tests: runs the commands of a provider channel against
 * a table, prints as Android does, and keeps the replies as a bundle would.
 */
struct phone_reply {
    struct mk_entry entry;
    struct mk_buf out;
    char column[256];
};

struct phone {
    sqlite3 *db; /* table t */
    /* How it misbehaves, before query number n is answered: changes the table, or answers itself
     * (true). NULL: it does not. */
    bool (*trick)(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                  struct mk_buf *err);
    void *u;
    const char *order, *columns; /* its own, whatever is asked for; NULL: as asked for */
    size_t piece;                /* bytes a feed gets at once; 0: all */
    struct phone_reply *replies;
    struct mk_span *spans; /* of the replies, for the source */
    size_t nreplies, cap;
    struct mk_source source;
    struct mk_entry *entries; /* as phone_entries() made them */
    struct mk_content_ids ids;
};

void phone_init(struct phone *p, const char *create_sql);
void phone_done(struct phone *p);
void phone_sql(struct phone *p, const char *sql);
/* One command of the channel, as the phone's shell would run it. */
void phone_run(struct phone *p, const char *command, struct mk_buf *out, struct mk_buf *err);
/* Drives a channel to its end; -1 when something failed (memory). */
int phone_acquire(struct phone *p, struct mk_channel *c, struct mk_error *e);
/* Makes the source's entries of the replies that there are. */
void phone_entries(struct phone *p);
/* The entries as a set. */
int phone_set_of(struct mk_content_set **out, struct phone *p, struct mk_error *e);
/* Both. */
int phone_set(struct mk_content_set **out, struct phone *p, struct mk_error *e);

#endif
