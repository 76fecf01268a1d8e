#include "firmware/provider/private.h"
#include <stdio.h>

/* What to ask next, from the answer that came: one function a state. */

#define FAILING_MAX 5u /* singles in a row that are not given: no further ones are asked for */

static void set_state(struct mk_channel *c, enum mk_channel_state state)
{
    if (state != c->state)
        c->asks = 0;
    c->state = state;
}

/* The next columns that one query asks for: all numeric ones, or a text. */
static void next_reply(struct mk_channel *c)
{
    c->first = c->last;
    while (c->first < c->ncolumns && c->columns[c->first].refused)
        c->first++;
    c->last = c->first < c->nnumeric && !c->split ? c->nnumeric : c->first + 1;
    c->asks = 0;
    c->crowded = c->words = false;
    if (c->first < c->ncolumns) {
        set_state(c, MK_CH_REPLY);
        return;
    }
    c->first = 0;
    c->last = c->ncolumns;
    c->ending = true;
    set_state(c, MK_CH_AFTER);
}

/* What is to be asked about the words NULL and BLOB in the columns in hand; then on. */
static void next_word(struct mk_channel *c)
{
    size_t asked = 0;
    for (size_t i = c->first; i < c->last; i++)
        asked += !c->columns[i].refused;
    if (c->words && asked > 1) {
        set_state(c, MK_CH_WORDS);
        return;
    }
    for (size_t i = c->first; i < c->last; i++) {
        struct mk_channel_column *col = &c->columns[i];
        col->null_word = col->null_word || (c->words && !col->refused);
        c->column = i;
        if (col->null_word && !col->nulls_asked) {
            set_state(c, MK_CH_NULLS);
            return;
        }
        if (col->blob_word && !col->blobs_asked && (c->tells || !c->tells_asked)) {
            set_state(c, c->tells ? MK_CH_BLOBS : MK_CH_TELLS);
            return;
        }
    }
    c->words = false;
    if (c->ending)
        set_state(c, MK_CH_AFTER);
    else
        next_reply(c);
}

/* The next column of the single row in hand, or of the next one. */
static void next_single(struct mk_channel *c)
{
    for (; c->single < c->nsingles; c->single++, c->column = c->first)
        for (; c->column < c->last; c->column++)
            if (!c->columns[c->column].refused) {
                set_state(c, MK_CH_SINGLES);
                return;
            }
    next_word(c);
}

static void start_singles(struct mk_channel *c)
{
    c->budget -= c->nsingles;
    c->failing = 0;
    if (c->more)
        mk_channel_note(c, "%s: rows beyond %u that cannot be told apart were not fetched singly",
                        c->ending ? "at the end" : c->columns[c->first].name, MK_PH_SINGLES);
    next_single(c);
}

static void refuse(struct mk_channel *c, size_t i, const char *why)
{
    c->columns[i].refused = true;
    mk_channel_note(c, "column %s was not given: %s", c->columns[i].name, why);
}

/* The phone knows one of the columns not: without it again, or one by one. */
static void no_column(struct mk_channel *c, const char *why)
{
    static const char *const before[] = { "no such column: ", "Invalid column ",
                                          "Invalid column: ", "Unknown column " };
    const char *named = why;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = strstr(why, before[i]);
        named = at ? at + strlen(before[i]) : named;
    }
    size_t end = strcspn(named, " ;(,\n"), found = SIZE_MAX, left = 0;
    for (size_t i = c->first; i < c->last; i++) {
        char word[80];
        snprintf(word, sizeof word, "%.*s", (int)(end < 79 ? end : 79), named);
        if (c->columns[i].refused)
            continue;
        left++;
        if (found == SIZE_MAX && mk_channel_names(word, c->columns[i].name))
            found = i;
    }
    if (left == 1 || found != SIZE_MAX) {
        for (size_t i = c->first; left == 1 && i < c->last; i++)
            found = c->columns[i].refused ? found : i;
        refuse(c, found, why);
        if (left == 1)
            next_reply(c);
        c->asks = 0;
    } else {
        c->split = true;
        c->last = c->first;
        next_reply(c);
    }
}

static void no_reply(struct mk_channel *c, const char *why)
{
    for (size_t i = c->first; i < c->last; i++)
        if (!c->columns[i].refused)
            refuse(c, i, why);
    next_reply(c);
}

static void good_reply(struct mk_channel *c)
{
    for (size_t i = c->first; i < c->last; i++)
        c->columns[i].taken = !c->columns[i].refused;
    start_singles(c);
}

static void flag_words(struct mk_channel *c, uint32_t flags)
{
    struct mk_channel_column *col = &c->columns[c->first];
    if (col->numeric) {
        c->words = flags & MK_CONTENT_HAS_NULL_WORD;
        return;
    }
    col->null_word = col->null_word || flags & MK_CONTENT_HAS_NULL_WORD;
    col->blob_word = col->blob_word || flags & MK_CONTENT_HAS_BLOB_WORD;
}

/* Rows, all in their places: perhaps with more doubtful ones than can be fetched. That may be
 * because rows went; if the next list tells that none did, asking again does not help. */
static void on_rows(struct mk_channel *c, const struct mk_content_result *r)
{
    flag_words(c, r->flags);
    mk_channel_keep_singles(c, r);
    c->crowded = c->more;
    if (c->crowded && c->asks + 1 < MK_CONTENT_ASKS && c->relists < MK_CHANNEL_RELISTS)
        c->state = MK_CH_RELIST; /* keeps the count of asks */
    else
        good_reply(c);
}

/* Rows that do not follow the list, or none. Asked for again, with a new list; and so often in the
 * end that no reader of the bundle believes any of these replies. */
static void on_broken(struct mk_channel *c, const struct mk_content_result *r)
{
    c->crowded = false;
    mk_channel_keep_singles(c, r);
    if (c->asks + 1 < MK_CONTENT_ASKS && c->relists < MK_CHANNEL_RELISTS)
        c->state = MK_CH_RELIST;
    else
        mk_channel_note(c, "column %s: no reply was whole: %s", c->columns[c->first].name, r->why);
}

static void on_reply(struct mk_channel *c, const struct mk_content_result *r)
{
    if (++c->asks == MK_CONTENT_ASKS) {
        start_singles(c);
        return;
    }
    switch (r->answer) {
    case MK_ANSWER_ROWS:
        on_rows(c, r);
        return;
    case MK_ANSWER_BROKEN:
    case MK_ANSWER_EMPTY:
    case MK_ANSWER_TEXT:
        on_broken(c, r);
        return;
    case MK_ANSWER_NO_COLUMN:
        no_column(c, r->why);
        return;
    case MK_ANSWER_ERROR: /* perhaps only because of one row */
        if (c->asks < 2)
            return;
        mk_channel_note(c, "column %s: no reply: %s", c->columns[c->first].name, r->why);
        mk_channel_keep_singles(c, r);
        start_singles(c);
        return;
    case MK_ANSWER_REFUSED:
    case MK_ANSWER_NO_PROVIDER:
    case MK_ANSWER_NO_TOOL:
    case MK_ANSWER_COUNT:
        no_reply(c, r->why);
        return;
    }
}

static void note_changes(struct mk_channel *c, const struct mk_content_result *r)
{
    if (r->nchanged)
        mk_channel_note(c, "%zu%s rows went or came while the rest was read: the first is %lld",
                        r->nchanged, r->nchanged > MK_PH_SINGLES ? " or more" : "",
                        (long long)r->changed[0]);
}

static void on_relist(struct mk_channel *c, const struct mk_content_result *r)
{
    c->relists++;
    note_changes(c, r);
    for (size_t i = 0; i < r->nsingles; i++) /* for the columns that were read before */
        mk_channel_add_single(c->pending, &c->npending, r->singles[i]);
    c->state = MK_CH_REPLY;
    if (c->crowded && r->nchanged == 0)
        good_reply(c);
    mk_channel_prove(c, r, MK_CH_RELIST);
}

static void on_after(struct mk_channel *c, const struct mk_content_result *r)
{
    c->asks++;
    if (r->answer != MK_ANSWER_ROWS) {
        if (c->asks < MK_CHANNEL_LISTS)
            return;
        mk_channel_note(c, "the rows could not be listed again: %s",
                        r->why[0] ? r->why : "no result");
        set_state(c, MK_CH_DONE);
        return;
    }
    note_changes(c, r);
    if (r->nsingles + c->npending == 0 || ++c->rounds == MK_CHANNEL_LISTS) {
        set_state(c, MK_CH_DONE);
        return;
    }
    c->budget = MK_PH_SINGLES;
    mk_channel_keep_singles(c, r);
    for (size_t i = 0; i < c->npending; i++)
        mk_channel_add_single(c->singles, &c->nsingles, c->pending[i]);
    c->npending = 0;
    start_singles(c);
}

static void on_ids(struct mk_channel *c, const struct mk_content_result *r)
{
    bool again = r->answer == MK_ANSWER_BROKEN || r->answer == MK_ANSWER_ERROR;
    if (again && ++c->asks < MK_CHANNEL_LISTS)
        return;
    if (r->answer == MK_ANSWER_ROWS) {
        c->rows = (int64_t)r->rows;
        c->bound = r->last;
        c->outcome = MK_COVER_FOUND;
        next_reply(c);
        mk_channel_prove(c, r, MK_CH_IDS);
        return;
    }
    mk_channel_no_rows(c, r);
    bool empty = r->answer == MK_ANSWER_EMPTY && !c->denied;
    c->allowed = c->allowed || c->seen > 0;
    if (r->answer == MK_ANSWER_NO_PROVIDER)
        set_state(c, MK_CH_OPEN);
    else if (empty && c->seen > 0)
        set_state(c, c->spec.filter ? MK_CH_PROBE : MK_CH_DONE);
    else
        set_state(c, empty && c->spec.provider->control ? MK_CH_CONTROL : MK_CH_DONE);
}

/* How many rows there are, as far as the phone says; it is only a number for the ledger. */
static void on_count(struct mk_channel *c, const struct mk_content_result *r)
{
    if (r->answer == MK_ANSWER_ROWS)
        c->seen = (int64_t)r->rows;
    else if (r->answer == MK_ANSWER_EMPTY)
        c->seen = 0;
    set_state(c, MK_CH_IDS);
}

static void on_words(struct mk_channel *c, const struct mk_content_result *r)
{
    c->words = false;
    if (r->answer == MK_ANSWER_ROWS) {
        mk_channel_keep_singles(c, r);
        start_singles(c);
        return;
    }
    for (size_t i = c->first; r->answer != MK_ANSWER_EMPTY && i < c->last; i++)
        c->columns[i].null_word = !c->columns[i].refused;
    next_word(c);
}

static void on_word_ids(struct mk_channel *c, const struct mk_content_result *r, bool *asked)
{
    bool told = r->answer == MK_ANSWER_ROWS || r->answer == MK_ANSWER_EMPTY;
    if (!told && ++c->asks < 2)
        return;
    *asked = true;
    if (!told)
        mk_channel_note(c,
                        "column %s: the words NULL and BLOB cannot be told from what they stand "
                        "for: %s",
                        c->columns[c->column].name, r->why);
    c->asks = 0;
    next_word(c);
}

/* A phone that does not let the question through answers nothing, which would read as "no blob":
 * it is not asked then, and the values that read BLOB are lost, each with its reason. */
static void on_tells(struct mk_channel *c, const struct mk_content_result *r)
{
    if (r->answer != MK_ANSWER_ROWS && ++c->asks < 2)
        return;
    c->tells_asked = true;
    c->tells = r->answer == MK_ANSWER_ROWS;
    if (!c->tells)
        mk_channel_note(c, "the word BLOB cannot be told from what it stands for: the phone %s%s",
                        r->why[0] ? "said: " : "does not take the question", r->why);
    next_word(c);
}

static void on_single(struct mk_channel *c, const struct mk_content_result *r)
{
    struct mk_channel_column *col = &c->columns[c->column++];
    bool told = r->answer == MK_ANSWER_ROWS || r->answer == MK_ANSWER_EMPTY;
    col->null_word = col->null_word || r->flags & MK_CONTENT_HAS_NULL_WORD;
    col->blob_word = col->blob_word || r->flags & MK_CONTENT_HAS_BLOB_WORD;
    col->taken = col->taken || r->answer == MK_ANSWER_ROWS;
    c->failing = told ? 0 : c->failing + 1;
    if (c->failing == FAILING_MAX) {
        mk_channel_note(c, "column %s: rows are not given singly either: %s", col->name, r->why);
        c->single = c->nsingles;
    }
    next_single(c);
}

int mk_channel_answer(struct mk_channel *c, const struct mk_content_result *r, struct mk_error *e)
{
    c->queries++;
    switch (c->state) {
    case MK_CH_OPERATION:
        mk_channel_read_operation(c, r);
        set_state(c, mk_channel_first(c));
        return 0;
    case MK_CH_COUNT:
        on_count(c, r);
        return 0;
    case MK_CH_IDS:
        on_ids(c, r);
        return 0;
    case MK_CH_LAST:
        mk_channel_on_last(c, r);
        return 0;
    case MK_CH_PROBE:
    case MK_CH_CONTROL:
    case MK_CH_OPEN:
        mk_channel_read_silence(c, r);
        set_state(c, MK_CH_DONE);
        return 0;
    case MK_CH_REPLY:
        on_reply(c, r);
        return 0;
    case MK_CH_RELIST:
        on_relist(c, r);
        return 0;
    case MK_CH_SINGLES:
        on_single(c, r);
        return 0;
    case MK_CH_WORDS:
        on_words(c, r);
        return 0;
    case MK_CH_NULLS:
        on_word_ids(c, r, &c->columns[c->column].nulls_asked);
        return 0;
    case MK_CH_TELLS:
        on_tells(c, r);
        return 0;
    case MK_CH_BLOBS:
        on_word_ids(c, r, &c->columns[c->column].blobs_asked);
        return 0;
    case MK_CH_AFTER:
        on_after(c, r);
        mk_channel_prove(c, r, MK_CH_AFTER);
        return 0;
    case MK_CH_DONE:
        return mk_fail(e, MK_ESTATE, "no query is open");
    }
    return 0;
}
