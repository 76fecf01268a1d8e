#include "parsers/format/telephony_backup.h"
#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/format/json_each.h"
#include "parsers/source/inflate.h"
#include "parsers/source/source.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define PLAIN_MAX ((size_t)64 << 20) /* a file has a thousand messages at most */

enum table { SMS, MMS, SMS_PEOPLE, MMS_PEOPLE, ADDRESSES, ATTACHMENTS };

/* First what is not said by name, then NUMBERS columns that hold numbers. */
#define FIRST 2
static const char *const sms[] = { "more",      "row",        "archived",   "read",    "date",
                                   "date_sent", "status",     "type",       "address", "body",
                                   "subject",   "self_phone", "restricted", NULL };
#define SMS_NUMBERS 6
static const char *const mms[] = { "more",        "row",        "archived",   "read",  "date",
                                   "date_sent",   "m_type",     "msg_box",    "v",     "sub_cs",
                                   "mms_charset", "sub",        "ct_l",       "tr_id", "mms_body",
                                   "smil",        "self_phone", "restricted", NULL };
#define MMS_NUMBERS 9
static const char *const recipients[] = { "message", "address", NULL };
static const char *const addresses[] = { "message", "type", "address", "charset", NULL };
static const char *const attachments[] = { "message", "mime_type", "filename", NULL };

static const struct mk_grid_table tables[] = {
    [SMS] = { "sms", sms },
    [MMS] = { "mms", mms },
    [SMS_PEOPLE] = { "sms_recipients", recipients },
    [MMS_PEOPLE] = { "mms_recipients", recipients },
    [ADDRESSES] = { "addresses", addresses },
    [ATTACHMENTS] = { "attachments", attachments },
    { 0 },
};

struct backup {
    struct mk_buf plain;
    struct mk_span bytes;
    struct mk_file json;
    struct mk_json_each *each;
    const char *odd; /* about the packed stream */
    int64_t row;
};

static bool knows(struct mk_span head, struct mk_span path)
{
    bool named =
        mk_span_ends(path, mk_str("_sms_backup")) || mk_span_ends(path, mk_str("_mms_backup"));
    struct mk_cursor c = mk_cur(head);
    uint16_t begin = mk_cur_u16be(&c); /* RFC 1950: method 8, and a multiple of 31 */
    return named && mk_cur_ok(&c) && (begin >> 8 & 0x0f) == 8 && begin % 31 == 0;
}

/* ---- one message ---- */

static struct mk_span text_of(const json_t *v)
{
    return mk_span(json_string_value(v), json_string_length(v));
}

/* The whole text as a number, in the form that a number would be written. */
static bool integer_of(int64_t *out, struct mk_span s)
{
    bool minus = s.len && s.p[0] == '-';
    uint64_t v = 0;
    if (s.len == minus || s.len > 18 || (s.p[minus] == '0' && s.len > 1))
        return false;
    for (size_t i = minus; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = minus ? -(int64_t)v : (int64_t)v;
    return true;
}

static void put_dump(struct mk_grid *g, size_t column, const json_t *v)
{
    char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    if (text)
        mk_grid_text(g, column, mk_str(text));
    else
        mk_grid_lost(g, column, "no memory to read it");
    free(text);
}

/* `number`: a column that holds numbers. */
static void put(struct mk_grid *g, size_t column, const json_t *v, bool number)
{
    int64_t i;
    if (!v || json_is_null(v))
        return;
    if (json_is_integer(v))
        mk_grid_int(g, column, json_integer_value(v));
    else if (json_is_boolean(v))
        mk_grid_int(g, column, json_is_true(v));
    else if (!json_is_string(v))
        put_dump(g, column, v);
    else if (number && integer_of(&i, text_of(v)))
        mk_grid_int(g, column, i);
    else
        mk_grid_text(g, column, text_of(v));
}

static bool among(const char *const *names, const char *key)
{
    for (; *names; names++)
        if (!strcmp(*names, key))
            return true;
    return false;
}

/* What no column takes. */
static void put_more(struct mk_grid *g, const json_t *m, const char *const *known)
{
    static const char *const lists[] = { "recipients", "mms_addresses", "attachments", NULL };
    const char *key;
    json_t *v, *more = json_object();
    json_object_foreach((json_t *)(uintptr_t)m, key, v)
    {
        bool list = among(lists, key) && json_is_array(v);
        if (!list && !among(known + FIRST, key))
            json_object_set(more, key, v);
    }
    if (json_object_size(more))
        put_dump(g, 0, more);
    json_decref(more);
}

static void put_message(struct mk_grid *g, enum table t, int64_t row, const json_t *m)
{
    const char *const *columns = tables[t].columns;
    size_t numbers = FIRST + (t == MMS ? MMS_NUMBERS : SMS_NUMBERS);
    if (!mk_grid_wants(g, t))
        return;
    mk_grid_row(g, t, row);
    put_more(g, m, columns);
    mk_grid_int(g, 1, row);
    for (size_t i = FIRST; columns[i]; i++)
        put(g, i, json_object_get(m, columns[i]), i < numbers);
}

static void put_people(struct mk_grid *g, enum table t, int64_t row, const json_t *list)
{
    for (size_t i = 0; mk_grid_wants(g, t) && i < json_array_size(list); i++) {
        mk_grid_row(g, t, 0);
        mk_grid_int(g, 0, row);
        put(g, 1, json_array_get(list, i), false);
    }
}

static void put_parts(struct mk_grid *g, enum table t, int64_t row, const json_t *list)
{
    for (size_t i = 0; mk_grid_wants(g, t) && i < json_array_size(list); i++) {
        const json_t *part = json_array_get(list, i);
        mk_grid_row(g, t, 0);
        mk_grid_int(g, 0, row);
        for (size_t k = 1; tables[t].columns[k]; k++)
            put(g, k, json_object_get(part, tables[t].columns[k]), false);
    }
}

/* ---- the grid's parser ---- */

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct backup *b = u;
    b->row = 0;
    if (b->odd)
        mk_grid_remark(g, "packed part: %s", b->odd);
    mk_json_each_free(b->each);
    b->each = NULL;
    return mk_json_each_open(&b->each, &b->json, "", e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct backup *b = u;
    const char *why = NULL;
    json_t *m = NULL;
    int more = mk_json_each_next(&m, &why, b->each, e);
    if (more <= 0)
        return more;
    int64_t row = ++b->row;
    bool is_mms = json_object_get(m, "m_type") || json_object_get(m, "mms_addresses") ||
                  json_object_get(m, "msg_box");
    if (!json_is_object(m)) {
        mk_grid_remark(g, "message %lld cannot be read: %s", (long long)row,
                       why ? why : "no JSON object");
    } else {
        put_message(g, is_mms ? MMS : SMS, row, m);
        put_people(g, is_mms ? MMS_PEOPLE : SMS_PEOPLE, row, json_object_get(m, "recipients"));
        put_parts(g, ADDRESSES, row, json_object_get(m, "mms_addresses"));
        put_parts(g, ATTACHMENTS, row, json_object_get(m, "attachments"));
    }
    json_decref(m);
    return 1;
}

static void free_backup(void *u)
{
    struct backup *b = u;
    mk_json_each_free(b->each);
    mk_buf_done(&b->plain);
    free(b);
}

static const struct mk_grid_ops ops = { start, step, free_backup };

/* ---- the file ---- */

static int put_plain(void *u, const void *p, size_t n, struct mk_error *e)
{
    struct mk_buf *b = u;
    mk_buf_put(b, p, n);
    return mk_buf_ok(b) ? 0 : mk_fail(e, MK_ENOMEM, "telephony backup");
}

static int open_backup(struct mk_tables *out, const struct mk_file *file,
                       const struct mk_context *cx, struct mk_error *e)
{
    struct backup *b = calloc(1, sizeof *b);
    struct mk_part_reader part;
    struct mk_reader in = mk_reader_part(&part, file, 0, file->size);
    struct mk_inflated got;
    if (!b)
        return mk_fail(e, MK_ENOMEM, "telephony backup");
    mk_buf_init(&b->plain, PLAIN_MAX);
    int rc = mk_inflate(&got, MK_WRAP_ZLIB, &in, PLAIN_MAX, put_plain, &b->plain, e);
    if (rc == 0) {
        b->odd = got.odd;
        b->bytes = mk_buf_span(&b->plain);
        b->json = mk_file_memory(&b->bytes);
        rc = mk_grid_new(out, tables, &ops, b, cx->memory_max, e);
    }
    if (rc != 0)
        free_backup(b);
    return rc;
}

const struct mk_format mk_format_telephony_backup = { "a telephony backup", knows, open_backup,
                                                      mk_grid_close };
