#ifndef MK_MERGE_H
#define MK_MERGE_H

#include "host/case/case.h"

/*
 * Numbers, addresses and handles that may be one person's. The store suggests pairs, each with the
 * rule that made it; it never joins any by itself. An examiner joins two with a reason and can take
 * that back; both stand in the audit log. What is joined counts as one in mk_case_contacts(),
 * mk_case_shared() and mk_case_where(), which name it by its entity of the lowest id. Evidence and
 * records stay as they are.
 *
 *   number   a number written with its country ends with one that is written without
 *   id       an id of WhatsApp that is made of a number, and the number
 *   card     both stand on one contact card, which is `record`
 *   name     both are called the same, in two words or more, on cards or by an app
 *
 * A pattern, no proof: who holds a number is for a human to judge.
 */
struct mk_case_pair {
    int64_t id; /* of what was joined; 0: a suggestion */
    struct {
        int64_t id;
        const char *kind, *value; /* parsers/match/entity.h */
    } a, b;                       /* a has the lower id */
    const char *rule;             /* as above; "" of what was joined */
    const char *reason;           /* in words: the rule's, or what the examiner wrote */
    const char *name;             /* what both are called, of rule "name"; else "" */
    int64_t record;               /* that shows it; 0: none does */
    const char *who;              /* of what was joined; valid until the next call, as all texts */
    int64_t time_us;
};
typedef int mk_case_pair_fn(void *u, const struct mk_case_pair *p, struct mk_error *e);

/* Pairs that are not one yet, the surest rules first; passes over the first `skip`; at most
 * `limit`, 1,000 at the most. */
MK_CHECK int mk_case_suggested(struct mk_case *c, uint64_t skip, uint32_t limit,
                               mk_case_pair_fn *each, void *u, struct mk_error *e);
/* What was joined and not taken back, in order. */
MK_CHECK int mk_case_merges(struct mk_case *c, mk_case_pair_fn *each, void *u, struct mk_error *e);

/* reason: a text of 1 to 1,024 bytes. 1, and nothing is changed, when these two were joined
 * already. MK_EABSENT: there is no such entity; MK_EUSAGE: no reason, or an entity with itself. */
MK_CHECK int mk_case_merge(int64_t *id, struct mk_case *c, int64_t a, int64_t b,
                           struct mk_span reason, struct mk_error *e);
/* MK_EABSENT: nothing of that id is joined. */
MK_CHECK int mk_case_unmerge(struct mk_case *c, int64_t id, struct mk_error *e);

/* The entity by which all that are one with it are named; itself when it was joined with none. */
MK_CHECK int mk_case_same(int64_t *one, struct mk_case *c, int64_t entity, struct mk_error *e);
/* All that are one with it, itself too: only id, kind and value are told. */
MK_CHECK int mk_case_members(struct mk_case *c, int64_t entity,
                             int (*each)(void *u, const struct mk_case_entity *x,
                                         struct mk_error *e),
                             void *u, struct mk_error *e);
/* What it is called, on cards and by apps, in which bundle. */
MK_CHECK int mk_case_called(struct mk_case *c, int64_t entity,
                            int (*each)(void *u, int64_t bundle, struct mk_span name, bool card,
                                        struct mk_error *e),
                            void *u, struct mk_error *e);

/* By what it is: MK_EABSENT when the case holds none such. */
MK_CHECK int mk_case_entity_id(int64_t *id, struct mk_case *c, const char *kind, const char *value,
                               struct mk_error *e);

#endif
