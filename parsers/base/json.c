#include "parsers/base/json.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct mk_json mk_json(struct mk_buf *b)
{
    return (struct mk_json){ .b = b };
}

static void comma(struct mk_json *j)
{
    if (j->comma)
        mk_buf_u8(j->b, ',');
    j->comma = true;
}

void mk_json_key(struct mk_json *j, const char *key)
{
    size_t n = strlen(key);
    comma(j);
    uint8_t *p = mk_buf_room(j->b, n + 3);
    j->comma = false;
    if (!p)
        return;
    *p = '"';
    memcpy(p + 1, key, n);
    p[n + 1] = '"';
    p[n + 2] = ':';
    j->b->len += n + 3;
}

void mk_json_key_text(struct mk_json *j, struct mk_span key)
{
    mk_json_text(j, key);
    mk_buf_u8(j->b, ':');
    j->comma = false;
}

void mk_json_open(struct mk_json *j, char bracket)
{
    comma(j);
    mk_buf_u8(j->b, (uint8_t)bracket);
    j->comma = false;
}

void mk_json_close(struct mk_json *j, char bracket)
{
    mk_buf_u8(j->b, (uint8_t)bracket);
    j->comma = true;
}

void mk_json_text(struct mk_json *j, struct mk_span s)
{
    comma(j);
    mk_buf_u8(j->b, '"');
    j->bad_utf8 += mk_escape_json(j->b, s);
    mk_buf_u8(j->b, '"');
}

void mk_json_str(struct mk_json *j, const char *s)
{
    mk_json_text(j, mk_str(s));
}

void mk_json_uint(struct mk_json *j, uint64_t v)
{
    char tmp[20];
    size_t at = sizeof tmp;
    comma(j);
    do
        tmp[--at] = (char)('0' + v % 10);
    while (v /= 10);
    mk_buf_put(j->b, tmp + at, sizeof tmp - at);
}

void mk_json_int(struct mk_json *j, int64_t v)
{
    if (v < 0) {
        comma(j);
        mk_buf_u8(j->b, '-');
        j->comma = false;
        mk_json_uint(j, 0 - (uint64_t)v);
    } else {
        mk_json_uint(j, (uint64_t)v);
    }
}

void mk_json_real(struct mk_json *j, double v)
{
    char tmp[40];
    if (!isfinite(v)) {
        mk_json_null(j);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(tmp, sizeof tmp, "%.*g", digits, v);
        if (strtod(tmp, NULL) == v)
            break;
    }
    comma(j);
    mk_buf_puts(j->b, tmp);
}

void mk_json_bool(struct mk_json *j, bool v)
{
    comma(j);
    mk_buf_puts(j->b, v ? "true" : "false");
}

void mk_json_null(struct mk_json *j)
{
    comma(j);
    mk_buf_puts(j->b, "null");
}

void mk_json_hex(struct mk_json *j, struct mk_span bytes)
{
    comma(j);
    mk_buf_u8(j->b, '"');
    mk_buf_hex(j->b, bytes);
    mk_buf_u8(j->b, '"');
}

void mk_json_iso(struct mk_json *j, int64_t us, int digits)
{
    char text[MK_ISO_MAX];
    size_t n = mk_time_iso(text, us, digits);
    comma(j);
    mk_buf_u8(j->b, '"');
    mk_buf_put(j->b, text, n);
    mk_buf_u8(j->b, '"');
}

void mk_json_raw(struct mk_json *j, struct mk_span json)
{
    comma(j);
    mk_buf_put(j->b, json.p, json.len);
}

void mk_json_kv_str(struct mk_json *j, const char *key, const char *s)
{
    mk_json_key(j, key);
    mk_json_str(j, s);
}

void mk_json_kv_text(struct mk_json *j, const char *key, struct mk_span s)
{
    mk_json_key(j, key);
    mk_json_text(j, s);
}

void mk_json_kv_int(struct mk_json *j, const char *key, int64_t v)
{
    mk_json_key(j, key);
    mk_json_int(j, v);
}

void mk_json_kv_uint(struct mk_json *j, const char *key, uint64_t v)
{
    mk_json_key(j, key);
    mk_json_uint(j, v);
}

void mk_json_kv_bool(struct mk_json *j, const char *key, bool v)
{
    mk_json_key(j, key);
    mk_json_bool(j, v);
}

void mk_json_kv_iso(struct mk_json *j, const char *key, int64_t us, int digits)
{
    mk_json_key(j, key);
    mk_json_iso(j, us, digits);
}
