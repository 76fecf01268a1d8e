#ifndef MK_TYPEDSTREAM_PARTS_H
#define MK_TYPEDSTREAM_PARTS_H

#include "parsers/base/cursor.h"
#include "parsers/format/plist_build.h"

/* The small parts of a typedstream (typedstream.h): what its reader reads them with. */
#define MK_TS_DEPTH 128

enum { MK_TS_REAL = 0x83, MK_TS_NEW, MK_TS_NIL, MK_TS_END }; /* marks in place of a number */

struct mk_ts_class {
    struct mk_span name;
    const struct mk_ts_class *above;
};

/* What has a number: an object, a class or a string. */
struct mk_ts_shared {
    const struct mk_plist_value *value;
    const struct mk_ts_class *cls;
};

struct mk_ts {
    struct mk_cursor c;
    struct mk_plist_build build;
    struct mk_buf strings; /* struct mk_span[] */
    struct mk_buf objects; /* struct shared[] */
    unsigned depth;
    const char *bad;
};

/* The archive cannot be read on from here; the first reason stands. */
void mk_ts_bad(struct mk_ts *r, const char *why);
bool mk_ts_good(const struct mk_ts *r);

int64_t mk_ts_integer(struct mk_ts *r);
int64_t mk_ts_integer_after(struct mk_ts *r, uint8_t head); /* its first byte was read */
struct mk_span mk_ts_string(struct mk_ts *r);
struct mk_span mk_ts_shared_string(struct mk_ts *r); /* p == NULL: there is none */

/* The next number for an object, a class or a "*". */
size_t mk_ts_number(struct mk_ts *r);
struct mk_ts_shared *mk_ts_numbered(struct mk_ts *r, size_t i);
/* What the number names that begins with `head`; NULL when there is no such. */
const struct mk_ts_shared *mk_ts_referred(struct mk_ts *r, uint8_t head);

/* A class with those above it; NULL: none. */
const struct mk_ts_class *mk_ts_class(struct mk_ts *r);
bool mk_ts_is_a(const struct mk_ts_class *c, const char *name);

#endif
