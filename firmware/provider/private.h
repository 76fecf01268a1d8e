#ifndef MK_ACQUIRE_PROVIDER_PRIVATE_H
#define MK_ACQUIRE_PROVIDER_PRIVATE_H

#include "firmware/provider/provider.h"
#include "firmware/worker/phone.h"
#include "parsers/base/arena.h"
#include "parsers/base/buf.h"

/* Private to firmware/provider. */

#define MK_CHANNEL_COLUMNS 64u
#define MK_CHANNEL_ISSUES  64u
#define MK_CHANNEL_RELISTS 10u /* below MK_SET_LISTS of parsers/format/content_set.h */
#define MK_CHANNEL_LISTS   3u  /* times that the ids are asked for, at each end */

enum mk_channel_state {
    MK_CH_OPERATION,
    MK_CH_COUNT, /* all rows, when only a part is asked for */
    MK_CH_IDS,
    MK_CH_LAST,    /* a list that prints more than ids: is its last row one? */
    MK_CH_PROBE,   /* all rows through the filter: does the phone take it? */
    MK_CH_CONTROL, /* the control URI */
    MK_CH_OPEN,    /* no such provider: or is the owner's storage locked? */
    MK_CH_REPLY,   /* numbers or a column */
    MK_CH_RELIST,  /* the list again, because a reply did not follow it */
    MK_CH_SINGLES,
    MK_CH_WORDS, /* who holds the word NULL in a numeric column */
    MK_CH_NULLS,
    MK_CH_TELLS, /* does the phone answer the question for blobs? */
    MK_CH_BLOBS,
    MK_CH_AFTER,
    MK_CH_DONE,
};

struct mk_channel_column {
    const char *name;
    bool numeric, refused, taken;
    bool null_word, blob_word; /* seen, not yet asked about */
    bool nulls_asked, blobs_asked;
};

struct mk_channel {
    struct mk_channel_spec spec;
    enum mk_channel_state state;
    struct mk_channel_column columns[MK_CHANNEL_COLUMNS];
    size_t ncolumns, nnumeric;
    size_t first, last; /* the columns of the reply in hand: first to last - 1 */
    bool split;         /* numeric columns are asked for one by one */
    unsigned asks;      /* of the query in hand */
    bool crowded;       /* the reply in hand was good, but for too many rows to be fetched singly */
    bool words;         /* the reply in hand holds the word NULL in a numeric column */
    bool ending;        /* all columns are read: the ids are listed again */
    unsigned rounds, relists;
    int64_t bound;
    enum mk_channel_state listed, then; /* MK_CH_LAST: which list, and what comes behind it */
    int64_t last_row;
    unsigned unproven;       /* lists at the beginning */
    bool tells_asked, tells; /* blobs */
    int64_t singles[MK_PH_SINGLES];
    size_t nsingles, single, column; /* in hand: which single, which column of it */
    unsigned failing;                /* singles in a row that were not given */
    int64_t pending[MK_PH_SINGLES];  /* to be fetched singly in the end: rows went, see content.h */
    size_t npending;
    size_t budget; /* of rows to fetch singly */
    bool more;     /* there were more than that */
    enum mk_cover outcome;
    int64_t rows, seen;
    uint32_t queries;
    bool denied, allowed;
    char control[200], why[200];
    struct mk_buf command, names;
    struct mk_arena arena;
    const char *issues[MK_CHANNEL_ISSUES];
    size_t nissues;
};

/* Whether only a part of the rows is asked for. */
bool mk_channel_cut(const struct mk_channel *c);

/* What is asked once the operation is known. */
enum mk_channel_state mk_channel_first(const struct mk_channel *c);

void mk_channel_note(struct mk_channel *c, const char *fmt, ...) MK_PRINTF(2, 3);

/* lists.c */
void mk_channel_add_single(int64_t *v, size_t *n, int64_t id);
void mk_channel_keep_singles(struct mk_channel *c, const struct mk_content_result *r);
/* Asks for the last row of a list that printed more than ids, and what its answer means. */
void mk_channel_prove(struct mk_channel *c, const struct mk_content_result *r,
                      enum mk_channel_state listed);
void mk_channel_on_last(struct mk_channel *c, const struct mk_content_result *r);

/* command.c: the query of the state in hand. */
MK_CHECK int mk_channel_command(struct mk_channel_query *q, struct mk_channel *c,
                                struct mk_error *e);
/* Whether the provider's words may stand in a command. */
MK_CHECK int mk_channel_check(const struct mk_provider *p, struct mk_error *e);

/* control.c */
void mk_channel_read_operation(struct mk_channel *c, const struct mk_content_result *r);
/* What a probe, the control URI or the lock says of a provider that gave no rows. */
void mk_channel_read_silence(struct mk_channel *c, const struct mk_content_result *r);
/* Whether `word` stands in `text` by itself. */
bool mk_channel_names(const char *text, const char *word);
void mk_channel_no_rows(struct mk_channel *c, const struct mk_content_result *r);

#endif
