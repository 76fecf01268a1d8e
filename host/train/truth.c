#include "host/train/make.h"

struct mk_json mk_truth_begin(struct mk_train *t, const char *kind, const char *app,
                              const char *uri, int64_t row)
{
    mk_buf_clear(&t->line);
    struct mk_json j = mk_json(&t->line);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "kind", kind);
    mk_json_kv_str(&j, "app", app);
    mk_json_key(&j, "source");
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "file", uri);
    mk_json_kv_int(&j, "row", row);
    mk_json_close(&j, '}');
    return j;
}

int mk_truth_end(struct mk_train *t, struct mk_json *j, struct mk_error *e)
{
    mk_json_close(j, '}');
    mk_buf_u8(&t->line, '\n');
    if (!mk_buf_ok(&t->line))
        return mk_fail(e, MK_ENOMEM, "truth");
    if (fwrite(t->line.p, 1, t->line.len, t->truth) != t->line.len)
        return mk_fail_errno(e, "truth.jsonl");
    t->n.records++;
    return 0;
}

void mk_truth_time(struct mk_json *j, int64_t ms)
{
    mk_json_kv_iso(j, "time", ms * 1000, 3);
    mk_json_kv_int(j, "time_raw", ms);
    mk_json_kv_str(j, "time_unit", "unix_ms");
}

static bool is_e164(struct mk_span s)
{
    if (s.len < 8 || s.len > 16 || s.p[0] != '+' || s.p[1] == '0')
        return false;
    for (size_t i = 1; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

void mk_truth_party(struct mk_json *j, const char *key, bool list, struct mk_span id,
                    const char *name)
{
    mk_json_key(j, key);
    if (list)
        mk_json_open(j, '[');
    mk_truth_id(j, id, name);
    if (list)
        mk_json_close(j, ']');
}

void mk_truth_id(struct mk_json *j, struct mk_span id, const char *name)
{
    mk_json_open(j, '{');
    mk_json_kv_text(j, "id", id);
    if (name && *name)
        mk_json_kv_str(j, "name", name);
    if (is_e164(id))
        mk_json_kv_text(j, "phone", id);
    mk_json_close(j, '}');
}
