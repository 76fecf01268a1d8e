/*
 * A database with its logs, carved: u32 length of the log, u32 length of the journal (big endian),
 * the log, the journal, the rest is the database.
 */
#include "parsers/base/json.h"
#include "parsers/format/sqlite_carve.h"
#include "parsers/format/sqlite_record.h"
#include "parsers/source/source.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int put(void *u, const struct mk_carved *row, struct mk_error *e)
{
    struct mk_buf *b = u;
    struct mk_json j;
    mk_buf_clear(b);
    j = mk_json(b);
    if (mk_carve_json(&j, row, e) != 0)
        return -1;
    if (mk_buf_ok(b) && (row->confidence < 0 || row->confidence > 1 || row->nplaces == 0))
        abort();
    return 0;
}

static int put_text(void *u, const char *text, struct mk_error *e)
{
    (void)u;
    (void)e;
    for (; *text; text++)
        if ((uint8_t)*text < 0x20)
            abort(); /* it would steer a terminal */
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_span all = mk_span(data, size), part[3];
    struct mk_file file[3];
    struct mk_buf out;
    struct mk_error e = { 0 };
    struct mk_carve_counts counts;
    if (size < 8)
        return 0;
    uint32_t wal = mk_be32(all, 0), journal = mk_be32(all, 4);
    all = mk_span_from(all, 8);
    if (wal > all.len || journal > all.len - wal)
        return 0;
    part[0] = mk_span_from(all, (size_t)wal + journal);
    part[1] = mk_span(all.p, wal);
    part[2] = mk_span(mk_span_from(all, wal).p, journal);
    for (size_t i = 0; i < 3; i++)
        file[i] = mk_file_memory(&part[i]);
    const struct mk_sqlite_set set = { .db = &file[0],
                                       .wal = wal ? &file[1] : NULL,
                                       .journal = journal ? &file[2] : NULL };
    const struct mk_carve_options opt = { .live = true, .memory_max = 64 << 10 };
    mk_buf_init(&out, (size_t)64 << 20);
    const struct mk_carve_sink sink = { put, put_text, &out };
    if (mk_carve(&counts, &set, &opt, &sink, &e) < 0 && e.code == MK_OK)
        abort();
    mk_buf_done(&out);
    return 0;
}
