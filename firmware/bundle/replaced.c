#include "firmware/bundle/replaced.h"
#include <stdlib.h>

#define NUMBERS_MAX ((size_t)1000000 * sizeof(uint64_t))

void mk_replaced_init(struct mk_replaced *s)
{
    mk_buf_init(&s->numbers, NUMBERS_MAX);
}

void mk_replaced_done(struct mk_replaced *s)
{
    mk_buf_done(&s->numbers);
}

int mk_replaced_note(struct mk_replaced *s, struct mk_index_row *row, struct mk_span line,
                     struct mk_error *e)
{
    static const char mark[] = "\"replaces\":";
    if (!line.len || !memmem(line.p, line.len, mark, sizeof mark - 1))
        return 0;
    if (mk_index_row_read(row, line, e))
        return -1;
    for (size_t i = 0; i < sizeof row->replaces / sizeof *row->replaces; i++)
        if (row->replaces[i])
            mk_buf_put(&s->numbers, &row->replaces[i], sizeof row->replaces[i]);
    mk_index_row_done(row);
    return mk_buf_ok(&s->numbers) ? 0 : mk_fail(e, MK_ELIMIT, "too much was taken again");
}

static int by_value(const void *pa, const void *pb)
{
    const uint64_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

void mk_replaced_sort(struct mk_replaced *s)
{
    if (s->numbers.len)
        qsort(s->numbers.p, s->numbers.len / sizeof(uint64_t), sizeof(uint64_t), by_value);
}

bool mk_replaced_has(const struct mk_replaced *s, uint64_t number)
{
    return s->numbers.len &&
           bsearch(&number, s->numbers.p, s->numbers.len / sizeof number, sizeof number, by_value);
}
