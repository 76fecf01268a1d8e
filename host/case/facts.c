#include "host/case/facts.h"
#include "parsers/base/time.h"

#define LEVELS 4
#define WIDTH  16 /* of a level in spans of the one below */
#define DAYS   131072
#define BEFORE 32872 /* days from 1880-01-01 to 1970-01-01 */
#define DAY_US (INT64_C(86400) * MK_US)
#define MARKS  "\1\1"

static int32_t day_of(int64_t time_us)
{
    int64_t day = time_us / DAY_US - (time_us % DAY_US < 0) + BEFORE;
    return (int32_t)(day < 0 ? 0 : day >= DAYS ? DAYS - 1 : day);
}

int mk_facts_put(struct mk_buf *out, enum mk_kind kind, bool deleted, int64_t time_us,
                 struct mk_error *e)
{
    mk_buf_printf(out, MARKS "k%d\n", (int)kind);
    if (deleted)
        mk_buf_puts(out, MARKS "x\n");
    int32_t span = day_of(time_us);
    for (int i = 0; time_us != INT64_MIN && i < LEVELS; i++, span /= WIDTH)
        mk_buf_printf(out, MARKS "%c%x\n", 'a' + i, (unsigned)span);
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "case");
}

static void or_span(struct mk_buf *q, bool *any, int level, int32_t span)
{
    mk_buf_printf(q, "%s\"" MARKS "%c%x\"", *any ? " OR " : " AND (", 'a' + level, (unsigned)span);
    *any = true;
}

/* Whole spans of days from the first to the last, as few as there can be. */
static void and_days(struct mk_buf *q, int32_t first, int32_t last)
{
    bool any = false;
    for (int i = 0; i < LEVELS && first <= last; i++) {
        while (first <= last && (first % WIDTH || i == LEVELS - 1))
            or_span(q, &any, i, first++);
        while (first <= last && last % WIDTH != WIDTH - 1)
            or_span(q, &any, i, last--);
        if (first > last)
            break;
        first /= WIDTH;
        last /= WIDTH;
    }
    mk_buf_puts(q, any ? ")" : "");
}

int mk_facts_ask(struct mk_buf *query, const struct mk_search *s, struct mk_error *e)
{
    if (s->kind)
        mk_buf_printf(query, " AND \"" MARKS "k%d\"", (int)s->kind);
    if (s->state == MK_STATE_DELETED)
        mk_buf_puts(query, " AND \"" MARKS "x\"");
    if (s->from_us != INT64_MIN || s->until_us != INT64_MIN)
        and_days(query, s->from_us == INT64_MIN ? 0 : day_of(s->from_us),
                 s->until_us == INT64_MIN ? DAYS - 1 : day_of(s->until_us));
    if (s->state == MK_STATE_LIVE)
        mk_buf_puts(query, " NOT \"" MARKS "x\"");
    return mk_buf_cstr(query) ? 0 : mk_fail(e, MK_EUSAGE, "the query is too long");
}
