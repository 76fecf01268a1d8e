#include "tests/lib/t.h"

#include "parsers/source/source.h"
#include "tests/lib/doc_print.h"
#include "tests/lib/fault.h"
#include <stdlib.h>

const struct mk_shape *doc_print_shape;

static void print_cell(struct mk_buf *out, const char *column, const struct mk_cell *c)
{
    if (c->kind == MK_C_NULL)
        return;
    mk_buf_printf(out, "|%s=", column);
    if (c->kind == MK_C_INT)
        mk_buf_printf(out, "%lld", (long long)c->i);
    else if (c->kind == MK_C_REAL)
        mk_buf_printf(out, "%g", c->r);
    else if (c->kind == MK_C_LOST)
        mk_buf_puts(out, "LOST");
    else
        mk_buf_put(out, c->s.p, c->s.len);
    if (c->why)
        mk_buf_printf(out, "(%s)", c->why);
}

static void print_rows(struct mk_buf *out, struct mk_tables *t, const char *table,
                       const char *const *columns)
{
    struct mk_cell cells[64];
    struct mk_rows rows;
    struct mk_error e = { 0 };
    int64_t row;
    size_t n = 0;
    int more;
    while (columns[n])
        n++;
    if (t->open(&rows, t->u, table, columns, n, &e) != 0) {
        mk_buf_printf(out, "error %s\n", e.text);
        return;
    }
    while ((more = rows.next(rows.u, &row, cells, &e)) > 0) {
        mk_buf_printf(out, "%lld", (long long)row);
        for (size_t i = 0; i < n; i++)
            print_cell(out, columns[i], &cells[i]);
        mk_buf_u8(out, '\n');
    }
    rows.close(rows.u);
    const char *text;
    for (size_t i = 0; (text = t->remark(t->u, table, i)); i++)
        mk_buf_printf(out, "remark %s\n", text);
    if (more < 0)
        mk_buf_printf(out, "error %s\n", e.text);
}

void doc_print(struct mk_buf *out, const struct mk_format *format, struct mk_span bytes,
               const char *table, const char *const *columns, const struct mk_zone *zone)
{
    uint8_t *copy = malloc(bytes.len ? bytes.len : 1);
    struct mk_span own = mk_span(copy, bytes.len);
    struct mk_file file = mk_file_memory(&own);
    struct mk_context cx = { .path = mk_str("x"), .zone = zone, .shape = doc_print_shape };
    struct mk_tables t;
    struct mk_error e = { 0 };
    if (!copy)
        return;
    memcpy(copy, bytes.p, bytes.len);
    if (format->open(&t, &file, &cx, &e) == 0) {
        print_rows(out, &t, table, columns);
        format->close(&t);
    } else {
        mk_buf_printf(out, "error %s\n", e.text);
    }
    free(copy);
}

void doc_truncate(const struct mk_format *format, struct mk_span bytes, const char *table,
                  const char *const *columns, const struct mk_zone *zone)
{
    for (size_t n = 0; n <= bytes.len; n++) {
        struct mk_buf out;
        mk_buf_init(&out, (size_t)1 << 20);
        doc_print(&out, format, mk_span(bytes.p, n), table, columns, zone);
        assert_true(mk_buf_ok(&out));
        mk_buf_done(&out);
    }
}

void doc_starve(const struct mk_format *format, struct mk_span bytes, const char *table,
                const char *const *columns, const struct mk_zone *zone)
{
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf out;
        mk_buf_init(&out, (size_t)1 << 20);
        doc_print(&out, format, bytes, table, columns, zone);
        mk_buf_done(&out);
    }
    fault_disarm();
}
