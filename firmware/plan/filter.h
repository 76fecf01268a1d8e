#ifndef MK_FILTER_H
#define MK_FILTER_H

#include "firmware/plan/scope.h"
#include "parsers/engine/provider.h"

/*
 * What a scope means for one provider: not asked, and why; or asked with conditions that the phone
 * itself applies, so that what is out of scope never leaves it. Pure: the plan shows it, acquire
 * asks by it, the ledger gives its reasons.
 *
 * Rows without a number of their own are found by ids that the phone is asked for first:
 *   threads    conversations whose recipients are in scope (out of the canonical addresses, then of
 *              the conversations), and those that an excluded number takes part in
 *   contacts   raw contacts with a number or address in scope, or with an excluded one
 *   rows       of the provider that this one follows, as far as they are in scope
 *
 * What Android's providers make of such selections (AOSP up to 2026), and what follows from it:
 *   - packages/providers/TelephonyProvider, SqlQueryChecker.java: for callers that are not the
 *     default SMS app SELECT, UNION, JOIN, FROM, GROUP, HAVING, WINDOW, VALUES and, in the newest,
 *     hex(), substr(), instr(), typeof(), unicode(), printf() are refused, as are brackets that do
 *     not match; and SmsProvider, MmsProvider and MmsSmsProvider then answer with no cursor, which
 *     the tool prints as no rows. So there are no subqueries here but ids that are asked for first,
 *     suffixes by LIKE, and a probe where nothing comes.
 *   - MmsSmsProvider.java: canonical-addresses prints _id and address whatever is asked for, and
 *     conversations?simple=true come in the order of their dates whatever the sort says: selections
 *     take any order and pass over what is printed behind the id; the former is never counted.
 *     Makers' versions append " AND ..." to the selection: so it stands in brackets.
 *   - CallLogProvider (for callers without access to voicemail), ContactsProvider2,
 * DownloadProvider and MediaProvider set SQLiteQueryBuilder's strict grammar: names of the
 * projection map, keywords and the functions of SQLiteTokenizer.isFunction() only, replace(),
 * ifnull() and length() among them. What they refuse is an exception.
 */
enum mk_link { MK_LINK_NONE, MK_LINK_THREADS, MK_LINK_CONTACTS, MK_LINK_ROWS };

struct mk_filter {
    const char *why_not; /* NULL: it is asked */
    bool window;         /* by its time column */
    bool party_in, party_out;
    bool thread_named;    /* or, besides party_in: in a named conversation */
    enum mk_link in, out; /* rows whose link column is among the ids; is not */
    const char *in_column, *out_column;
    bool texts_only; /* of parts: nothing that is media */
    bool whole;      /* named in "whole": taken although it cannot be cut */
};

void mk_filter_of(struct mk_filter *out, const struct mk_scope *s, const struct mk_provider *p);
/* The provider whose rows this one's follow; NULL when there is none. */
const struct mk_provider *mk_filter_followed(const struct mk_provider *p);
/* Whether it limits at all. */
bool mk_filter_narrows(const struct mk_filter *f);

/* The ids that were found on the phone. */
struct mk_linked {
    const int64_t *in, *out;
    size_t nin, nout;
};
/* The condition but for the window, as SQL for a shell's double quotes; nothing when there is none.
 * `ids` NULL: names in <> stand for them (for the plan). */
void mk_filter_sql(struct mk_buf *out, const struct mk_filter *f, const struct mk_scope *s,
                   const struct mk_provider *p, const struct mk_linked *ids);

/* The window, with " AND " before it where something stands there already. */
void mk_filter_window(struct mk_buf *out, const struct mk_filter *f, const struct mk_scope *s,
                      const struct mk_provider *p);
/* Smallest stored time that is not before `us`, in units of 1/per_s seconds. */
int64_t mk_filter_time(int64_t us, int64_t per_s);

/* ---- the selections that find ids ---- */

#define MK_URI_ADDRESSES     "content://mms-sms/canonical-addresses"
#define MK_URI_CONVERSATIONS "content://mms-sms/conversations?simple=true"
#define MK_URI_DATA          "content://com.android.contacts/data"

/* Canonical addresses, and raw contacts: those of a list. */
void mk_select_addresses(struct mk_buf *out, const struct mk_scope_list *list);
void mk_select_contacts(struct mk_buf *out, const struct mk_scope_list *list);
/* Conversations with one of these addresses (ids of canonical addresses) among others; `only`:
 * whose recipients are all among them. recipient_ids holds ids with blanks between them. */
void mk_select_threads(struct mk_buf *out, const int64_t *addresses, size_t n, bool only);

/* "column IN (...)", runs of ids as ranges. Never true for no ids. */
void mk_ids_sql(struct mk_buf *out, const char *column, const int64_t *ids, size_t n);

#endif
