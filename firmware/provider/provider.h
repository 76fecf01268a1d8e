#ifndef MK_ACQUIRE_PROVIDER_H
#define MK_ACQUIRE_PROVIDER_H

#include "parsers/engine/provider.h"
#include "parsers/format/content.h"
#include "parsers/record/coverage.h"

/*
 * The provider channel: decides, without I/O, which `content` queries read one provider whole, from
 * the answers to those before. The same answers give the same queries, so a resumed run replays
 * stored ones and goes on.
 *
 *   control   the app operation: does the phone answer the shell with nothing?
 *   count     of a part of the rows: how many there are in all (their ids, nothing else)
 *   ids       all rows that the window and the filter take; the highest bounds what follows
 *   row       of a provider that prints its text unasked: whether the last row of a list is one
 *   probe     without rows, though there are some: the same filter, or anything. A phone that gives
 *             none then either does not take such filters; it is not asked without
 *   control   only without rows: the provider's control URI; without a provider: whether the
 *             owner's storage is open at all
 *   numbers   then its doubtful rows singly, and who holds the word NULL as text
 *   column    of each text: then its doubtful rows singly, nulls and blobs where the words appear.
 *             Blobs only when a question in the same words that holds for every row gives rows:
 *             TelephonyProvider's SqlQueryChecker.java refuses words to the shell (typeof() among
 *             them, in the newest) and answers with nothing then
 *   after     whenever rows did not follow the list, and at the end; what is doubtful because of
 *             rows that went is fetched singly, and the ids are listed once more
 *
 * Commands are for the phone's shell (mksh, sh). Their words come from the provider's table and
 * from numbers, are checked, and stand in single quotes; nothing of them comes from the phone.
 *
 * The operation is asked for with `cmd appops get` (Android 7 on; services/.../appop/
 * AppOpsService.java, case "get"): "[Uid mode: ]READ_SMS: allow|ignore|deny|default|foreground[;
 * time=...]", or "No operations." and, later versions, "Default mode: <mode>".
 */
struct mk_channel;

#define MK_CHANNEL_FILTER 120000u /* bytes */

struct mk_channel_spec {
    const struct mk_provider *provider; /* outlives the channel */
    int user;                           /* Android user, -1: say none (the owner) */
    int64_t from_us, until_us;          /* from <= time < until; INT64_MIN, INT64_MAX when open */
    const char *filter;                 /* SQL for double quotes, or NULL; outlives the channel */
};

/* MK_EREFUSED when a window is asked for and the provider has no time to select by; MK_ELIMIT when
 * the filter is too long for a command. */
MK_CHECK int mk_channel_new(struct mk_channel **out, const struct mk_channel_spec *spec,
                            struct mk_error *e);
void mk_channel_free(struct mk_channel *c);

/* One query: what it is (for mk_content_feed_new and the bundle's index) and what to run. Valid
 * until the next call. */
struct mk_channel_query {
    enum mk_role role;
    struct mk_span columns;
    int64_t row; /* MK_ROLE_ROW */
    const char *command;
};
/* 1 and the query, the same one until it is answered; 0 when there is none left; -1. */
MK_CHECK int mk_channel_next(struct mk_channel_query *out, struct mk_channel *c,
                             struct mk_error *e);
/* What its reply was. A query that could not be run at all: MK_ANSWER_ERROR and why. */
MK_CHECK int mk_channel_answer(struct mk_channel *c, const struct mk_content_result *r,
                               struct mk_error *e);

/* For the ledger, when there is no query left. Texts live as long as the channel. */
struct mk_channel_outcome {
    enum mk_cover state;
    int64_t rows;  /* listed; MK_COVER_NONE when that failed */
    int64_t seen;  /* rows that there are; MK_COVER_NONE when they were not counted */
    bool cut;      /* only a part of the rows was asked for */
    int64_t taken; /* of those, with at least one column */
    uint32_t queries;
    const char *control; /* what the positive control said, or NULL */
    const char *why;     /* or NULL */
};
void mk_channel_outcome(struct mk_channel_outcome *out, const struct mk_channel *c);
/* Columns refused, rows that went or came, what could not be fetched; NULL behind the last. */
const char *mk_channel_issue(const struct mk_channel *c, size_t i);

#endif
