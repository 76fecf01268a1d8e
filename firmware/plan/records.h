#ifndef MK_RECORDS_H
#define MK_RECORDS_H

#include "firmware/plan/scope.h"
#include "parsers/record/record.h"

/*
 * Which records of a container are in scope. Pure; what a record does not say of itself (who else
 * is in its conversation) the caller gathers first.
 *
 *   category   each kind belongs to one; what apps keep beside messages, calls, contacts and the
 *              like (places, web pages, notes, events) is in "files", where it was found
 *   time       `time` (or `start`) inside the effective window; without one it is out
 *   people     one of `from`, `to`, `cc`, `bcc`, `peer`, `members` and the numbers and addresses of
 *              a contact is a counterparty. A message of a conversation that has others in it is in
 *              with "groups" only, then all of it where a counterparty is a member. Where it names
 *              nobody but the owner, the conversation's party counts. Without parties it is out
 *   threads    of SMS and MMS
 *   exclude    anybody of these among a record's parties, or as the other side of its conversation:
 *              out
 *   media      "none": no attachments and no media either
 *
 * What has a `parent` (attachments, reactions, positions of messages) follows it; a conversation
 * follows its messages, and only what tells which it is, is kept of it.
 */
struct mk_scoped {
    enum mk_kind kind;
    struct mk_span app;    /* its id */
    struct mk_span head;   /* fields that all records of its table share */
    struct mk_span fields; /* its own */
};

#define MK_RECORD_CATEGORY "category"
#define MK_RECORD_WINDOW   "window"
#define MK_RECORD_NO_TIME  "no-time"
#define MK_RECORD_PEOPLE   "people"
#define MK_RECORD_NO_PARTY "no-party"
#define MK_RECORD_EXCLUDED "excluded"
#define MK_RECORD_GROUP    "group"
#define MK_RECORD_MEDIA    "media"
#define MK_RECORD_FOLLOWS  "parent-not-kept"

/* What a word means, for the ledger. */
const char *mk_record_means(const char *word);

/* Who is in a record or conversation; bits, so that those of several records add up. */
#define MK_WITH_IN       1u /* a counterparty */
#define MK_WITH_OUT      2u /* somebody else, the owner aside */
#define MK_WITH_EXCLUDED 4u
#define MK_WITH_GROUP    8u /* the app says that it is one */
uint8_t mk_record_with(const struct mk_scope *s, const struct mk_scoped *r);

/* Its conversation's id as the app has it; an empty span for none. `small` is room for a number. */
struct mk_span mk_record_thread(const struct mk_scoped *r, char small[static 24]);

/* The ref that it follows; empty: it stands for itself. */
struct mk_span mk_record_parent(const struct mk_scoped *r);

/* Why it is not in scope, one of the words; NULL when it is. `with`: of its conversation's records,
 * 0 when that is not known. Not for what follows others. */
const char *mk_record_out(const struct mk_scope *s, const struct mk_scoped *r, uint8_t with);
/* The same for a conversation of which messages are kept, and for what has a parent that is. */
const char *mk_record_follower_out(const struct mk_scope *s, const struct mk_scoped *r);

/* Whether a field of a conversation is kept. */
bool mk_record_conversation_key(enum mk_key key);

#endif
