#ifndef MK_SELECT_H
#define MK_SELECT_H

/* Private to firmware/acquire: which ids of the phone a narrow scope means. */

#include "firmware/plan/filter.h"

struct mk_run;

struct mk_ids {
    int64_t *v; /* ascending, each once */
    size_t n;
    char why[200]; /* not empty: they could not be told, and this is why */
};

struct mk_selected {
    struct mk_ids threads_in, threads_out, contacts_in, contacts_out;
    bool threads, contacts; /* asked for already; conversations are the phone's, */
    int user;               /* contacts that user's: -1 the owner */
};
void mk_ids_done(struct mk_ids *ids);
void mk_selected_done(struct mk_selected *s);

/*
 * The ids that a provider's filter needs, out of *s or asked for now. *why, when not NULL
 * afterwards: they could not be told, so the provider must not be asked. `rows` takes what
 * MK_LINK_ROWS finds; the caller frees rows->v. user: whose rows, -1 the owner's.
 */
MK_CHECK int mk_run_select(struct mk_linked *out, const char **why, struct mk_run *r,
                           struct mk_selected *s, struct mk_ids *rows, const struct mk_filter *f,
                           const struct mk_provider *p, int user, struct mk_error *e);
/* The ids of the rows in scope of the provider that `follower` follows, which has to be asked
 * itself; in rows->why what could not be told. */
MK_CHECK int mk_run_followed(struct mk_ids *rows, struct mk_run *r, struct mk_selected *s,
                             const struct mk_provider *follower, int user, struct mk_error *e);
/* The _id of the rows for which `where` holds (the scope's or a provider's own words); what could
 * not be told is in out->why. */
MK_CHECK int mk_run_ids(struct mk_ids *out, struct mk_run *r, const char *uri, const char *where,
                        struct mk_error *e);

#endif
