#include "firmware/bundle/writer.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include <stdio.h>

static void text(struct mk_json *j, const char *key, struct mk_span s)
{
    if (s.len)
        mk_json_kv_text(j, key, s);
}

static void put_replaced(struct mk_json *j, const struct mk_object *o)
{
    char name[MK_OBJECT_NAME_MAX];
    bool any = false;
    for (size_t i = 0; i < MK_OBJECT_REPLACES; i++) {
        if (!o->replaces[i])
            continue;
        if (!any) {
            mk_json_key(j, "replaces");
            mk_json_open(j, '[');
        }
        any = true;
        mk_object_name(name, o->replaces[i]);
        mk_json_str(j, name);
    }
    if (any)
        mk_json_close(j, ']');
}

int mk_row_members(struct mk_buf *out, const struct mk_object *o, struct mk_error *e)
{
    struct mk_json j = mk_json(out);
    if (o->path.len > MK_OBJECT_PATH_MAX || o->database.len > MK_OBJECT_PATH_MAX ||
        o->command.len > MK_OBJECT_TEXT_MAX || o->column.len > MK_OBJECT_TEXT_MAX ||
        o->route.len > MK_OBJECT_WORD_MAX || o->set.len > MK_OBJECT_WORD_MAX)
        return mk_fail(e, MK_ELIMIT, "object %llu: a name or command is too long",
                       (unsigned long long)o->number);
    j.comma = true; /* there is a member before these */
    text(&j, "path", o->path);
    if (o->path.len) {
        mk_json_key(&j, "path_hex");
        mk_json_hex(&j, o->path);
    }
    if (o->size >= 0)
        mk_json_kv_int(&j, "size_told", o->size);
    text(&j, "route", o->route);
    text(&j, "command", o->command);
    if (mk_utf8_valid(o->command) < o->command.len) {
        mk_json_key(&j, "command_hex");
        mk_json_hex(&j, o->command);
    }
    text(&j, "set", o->set);
    if (o->role != MK_ROLE_FILE)
        mk_json_kv_str(&j, "role", mk_role_name(o->role));
    text(&j, "columns", o->column);
    if (o->role == MK_ROLE_ROW || o->role == MK_ROLE_EACH)
        mk_json_kv_int(&j, "row", o->row);
    text(&j, "database", o->database);
    put_replaced(&j, o);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "object");
}

void mk_row_begin(struct mk_buf *out, const struct mk_begun *o)
{
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "j", "begin");
    mk_json_kv_uint(&j, "n", o->n);
    mk_buf_put(out, o->members.p, o->members.len);
    mk_json_close(&j, '}');
}

/* As the phone told it: no date can say every number. */
static void mtime(struct mk_json *j, int64_t s)
{
    int64_t us;
    if (s == INT64_MIN)
        return;
    if (__builtin_mul_overflow(s, MK_US, &us))
        mk_json_kv_int(j, "mtime_s", s);
    else
        mk_json_kv_iso(j, "mtime", us, 0);
}

void mk_row_whole(struct mk_buf *out, const struct mk_begun *o, uint64_t bytes,
                  const struct mk_digest *sha256, int64_t taken_us, const struct mk_object_end *end)
{
    struct mk_json j = mk_json(out);
    char hex[MK_SHA256_HEX], name[MK_OBJECT_NAME_MAX], octal[16];
    mk_digest_hex(hex, sha256);
    mk_object_name(name, o->n);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "j", "whole");
    mk_json_kv_uint(&j, "n", o->n);
    mk_json_kv_uint(&j, "bytes", bytes);
    mk_json_kv_str(&j, "sha256", hex);
    mk_json_key(&j, "line");
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "file", name);
    mk_json_kv_uint(&j, "bytes", bytes);
    mk_json_kv_str(&j, "sha256", hex);
    mk_buf_put(out, o->members.p, o->members.len);
    if (o->mode) {
        snprintf(octal, sizeof octal, "%o", (unsigned)o->mode);
        mk_json_kv_str(&j, "mode", octal);
    }
    mtime(&j, o->mtime_s);
    text(&j, "as", end->as);
    mk_json_kv_iso(&j, "taken", taken_us, 6);
    text(&j, "remark", end->remark);
    mk_json_close(&j, '}');
    mk_json_close(&j, '}');
}
