#ifndef MK_JSON_H
#define MK_JSON_H

#include "parsers/base/buf.h"

/*
 * JSON out, as a stream into a buffer: commas and quotes are put here, nesting
 * is the caller's to balance. Keys of mk_json_key() are our own words and are not escaped.
 * No white space, so equal calls give equal bytes.
 */
struct mk_json {
    struct mk_buf *b;
    bool comma;      /* the next value or key needs one in front */
    size_t bad_utf8; /* places where text was no UTF-8 */
};

struct mk_json mk_json(struct mk_buf *b);
void mk_json_key(struct mk_json *j, const char *key);
void mk_json_key_text(struct mk_json *j, struct mk_span key); /* a phone's word */
void mk_json_open(struct mk_json *j, char bracket);           /* '{' or '[' */
void mk_json_close(struct mk_json *j, char bracket);          /* '}' or ']' */
void mk_json_text(struct mk_json *j, struct mk_span s);       /* phone text welcome */
void mk_json_str(struct mk_json *j, const char *s);
void mk_json_int(struct mk_json *j, int64_t v);
void mk_json_uint(struct mk_json *j, uint64_t v);
void mk_json_real(struct mk_json *j,
                  double v); /* shortest text that reads back; null if not finite */
void mk_json_bool(struct mk_json *j, bool v);
void mk_json_null(struct mk_json *j);
void mk_json_hex(struct mk_json *j, struct mk_span bytes);   /* a string of lower case hex */
void mk_json_iso(struct mk_json *j, int64_t us, int digits); /* a string, see mk_time_iso() */
void mk_json_raw(struct mk_json *j, struct mk_span json);    /* one value that is JSON already */

/* Key and value in one line. */
void mk_json_kv_str(struct mk_json *j, const char *key, const char *s);
void mk_json_kv_text(struct mk_json *j, const char *key, struct mk_span s);
void mk_json_kv_int(struct mk_json *j, const char *key, int64_t v);
void mk_json_kv_uint(struct mk_json *j, const char *key, uint64_t v);
void mk_json_kv_bool(struct mk_json *j, const char *key, bool v);
void mk_json_kv_iso(struct mk_json *j, const char *key, int64_t us, int digits);

#endif
