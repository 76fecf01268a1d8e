#ifndef MK_SQLITE_RECORD_H
#define MK_SQLITE_RECORD_H

#include "parsers/base/span.h"

/*
 * A row as SQLite stores it, read byte by byte: what libsqlite3 shows only of live rows.
 *
 *   cell of a table's leaf   varint P  bytes of the record
 *                            varint R  rowid
 *                            -         the record, or its first part and
 *                            u32       the first overflow page
 *   cell of an index's leaf  the same without R (also: rows of WITHOUT ROWID tables)
 *   record                   varint H  bytes of its header, this number included
 *                            varint S  serial type, one a column
 *                            -         the columns' bytes, in the same order
 *
 *   serial type  0 NULL; 1..6 integers of 1, 2, 3, 4, 6, 8 bytes; 7 a double; 8 and 9 the numbers
 *                0 and 1 without bytes; 10, 11 never stored; N >= 12 even: blob of (N - 12) / 2
 *                bytes; N >= 13 odd: text of (N - 13) / 2 bytes, in the database's encoding
 *   varint       1 to 9 bytes, big endian, 7 bits each, of the ninth all 8
 *
 * All numbers are big endian. Source: sqlite.org/fileformat2.html, sections 1.6 and 2.1.
 */
#define MK_SQLITE_COLUMNS 2000u /* SQLITE_MAX_COLUMN as everybody builds it */

/* Serial type 10 stands in our own records for a column whose bytes are gone. */
#define MK_SERIAL_GONE 10u

struct mk_sqlite_record {
    uint32_t n;    /* columns */
    uint32_t head; /* bytes of the header */
    uint64_t body; /* bytes of the columns */
    uint64_t type[MK_SQLITE_COLUMNS];
};

/* Bytes of the varint at `at`; 0 when it goes on behind the end. */
static inline size_t mk_sqlite_varint(uint64_t *out, struct mk_span s, size_t at)
{
    uint64_t v = 0;
    for (size_t i = 0; i < 9 && at + i < s.len; i++) {
        uint8_t c = s.p[at + i];
        if (i == 8) {
            *out = v << 8 | c;
            return 9;
        }
        v = v << 7 | (c & 0x7f);
        if (c < 0x80) {
            *out = v;
            return i + 1;
        }
    }
    return 0;
}

/* How many bytes SQLite would use for it. */
static inline size_t mk_sqlite_varint_len(uint64_t v)
{
    size_t n = (size_t)(70 - __builtin_clzll(v | 1)) / 7;
    return n < 9 ? n : 9;
}
/* Writes it to `out`, which holds 9 bytes; returns how many. */
size_t mk_sqlite_varint_put(uint8_t *out, uint64_t v);

static inline uint64_t mk_serial_len(uint64_t type)
{
    static const uint8_t small[12] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0 };
    return type < 12 ? small[type] : (type - 12) / 2;
}
static inline bool mk_serial_is_text(uint64_t type)
{
    return type >= 13 && type % 2;
}
static inline bool mk_serial_is_blob(uint64_t type)
{
    return type >= 12 && type % 2 == 0;
}
/* Of types 1 to 6, 8 and 9; `s` holds its bytes. */
int64_t mk_serial_int(uint64_t type, struct mk_span s);
double mk_serial_real(struct mk_span s); /* type 7 */

/*
 * Reads the header of a record at the beginning of `s`. false when it is none: it does not end
 * where it says, or has more columns than SQLite takes. Types 10 and 11 count as none unless `own`.
 */
bool mk_sqlite_record_head(struct mk_sqlite_record *r, struct mk_span s, bool own);
/* The same of columns of `max` bytes at most, which most bytes that are none soon exceed. */
bool mk_sqlite_record_fits(struct mk_sqlite_record *r, struct mk_span s, bool own, uint64_t max);

/* How many bytes of a record of `payload` bytes lie in the cell itself. */
uint32_t mk_sqlite_local(uint64_t payload, uint32_t usable, bool table_leaf);

/* Big endian numbers at `at`; 0 behind the end. */
static inline uint32_t mk_be16(struct mk_span s, size_t at)
{
    return at + 2 <= s.len ? (uint32_t)(s.p[at] << 8 | s.p[at + 1]) : 0;
}
static inline uint32_t mk_be32(struct mk_span s, size_t at)
{
    return at + 4 <= s.len ? mk_be16(s, at) << 16 | mk_be16(s, at + 2) : 0;
}

#endif
