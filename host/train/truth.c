#include "host/train/make.h"

#define FILE_BUFFER ((size_t)1 << 18)

int mk_truth_open(struct mk_truth *tr, struct mk_train *t, const char *name, struct mk_error *e)
{
    char path[4200];
    mk_buf_init(&tr->line, (size_t)4 << 20);
    if (t->o->no_truth || !name)
        return 0;
    snprintf(path, sizeof path, "%s/%s", t->dir, name);
    tr->f = fopen(path, "wxe");
    if (!tr->f)
        return mk_fail_errno(e, path);
    setvbuf(tr->f, NULL, _IOFBF, FILE_BUFFER);
    return 0;
}

int mk_truth_close(struct mk_truth *tr, struct mk_error *e)
{
    bool bad = tr->bad;
    if (tr->f && fclose(tr->f))
        bad = true;
    tr->f = NULL;
    mk_buf_done(&tr->line);
    return bad ? mk_fail(e, MK_EIO, "the truth could not be written") : 0;
}

struct mk_json *mk_true(const struct mk_at *at, const char *kind, int64_t row)
{
    struct mk_truth *tr = at->tr;
    mk_buf_clear(&tr->line);
    tr->j = mk_json(&tr->line);
    mk_json_open(&tr->j, '{');
    mk_json_kv_str(&tr->j, "kind", kind);
    mk_json_kv_str(&tr->j, "app", at->app);
    mk_json_key(&tr->j, "source");
    mk_json_open(&tr->j, '{');
    mk_json_kv_str(&tr->j, "file", at->file);
    if (at->table)
        mk_json_kv_str(&tr->j, "table", at->table);
    if (row >= 0)
        mk_json_kv_int(&tr->j, "row", row);
    mk_json_close(&tr->j, '}');
    return &tr->j;
}

static void put_line(struct mk_truth *to, const struct mk_buf *line)
{
    if (!mk_buf_ok(line) || (to->f && fwrite(line->p, 1, line->len, to->f) != line->len))
        to->bad = true;
    to->records++;
}

void mk_true_end(const struct mk_at *at)
{
    struct mk_truth *tr = at->tr;
    mk_json_close(&tr->j, '}');
    mk_buf_u8(&tr->line, '\n');
    put_line(tr, &tr->line);
    if (tr->also)
        put_line(tr->also, &tr->line);
}

void mk_true_time(struct mk_json *j, int64_t us, int digits, int64_t raw, const char *unit)
{
    mk_json_kv_iso(j, "time", us, digits);
    mk_json_kv_int(j, "time_raw", raw);
    mk_json_kv_str(j, "time_unit", unit);
}

void mk_true_ms(struct mk_json *j, int64_t ms)
{
    mk_true_time(j, ms * 1000, 3, ms, "unix_ms");
}

void mk_true_s(struct mk_json *j, int64_t s)
{
    mk_true_time(j, s * 1000000, 0, s, "unix_s");
}

void mk_true_times(struct mk_json *j, const char *role, int64_t ms)
{
    mk_json_key(j, "times");
    mk_json_open(j, '{');
    mk_json_kv_iso(j, role, ms * 1000, 3);
    mk_json_close(j, '}');
}

bool mk_is_e164(struct mk_span s)
{
    if (s.len < 8 || s.len > 16 || s.p[0] != '+' || s.p[1] == '0')
        return false;
    for (size_t i = 1; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

void mk_true_party(struct mk_json *j, const char *key, bool list, struct mk_span id,
                   const char *name)
{
    mk_json_key(j, key);
    if (list)
        mk_json_open(j, '[');
    mk_true_id(j, id, name);
    if (list)
        mk_json_close(j, ']');
}

void mk_true_self(struct mk_json *j, const char *key, bool list, const char *id)
{
    mk_json_key(j, key);
    if (list)
        mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_true_some(j, "id", id);
    mk_json_kv_bool(j, "self", true);
    mk_json_close(j, '}');
    if (list)
        mk_json_close(j, ']');
}

void mk_true_id(struct mk_json *j, struct mk_span id, const char *name)
{
    mk_json_open(j, '{');
    mk_json_kv_text(j, "id", id);
    mk_true_some(j, "name", name);
    if (mk_is_e164(id))
        mk_json_kv_text(j, "phone", id);
    mk_json_close(j, '}');
}

void mk_true_pair(struct mk_json *j, const char *key, const char *a, const char *b)
{
    if (!a && !b)
        return;
    mk_json_key(j, key);
    mk_json_open(j, '[');
    if (a)
        mk_true_id(j, mk_str(a), NULL);
    if (b)
        mk_true_id(j, mk_str(b), NULL);
    mk_json_close(j, ']');
}

void mk_true_some(struct mk_json *j, const char *key, const char *text)
{
    if (text && *text)
        mk_json_kv_str(j, key, text);
}

void mk_true_ref(struct mk_json *j, const char *key, const char *table, int64_t row)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "table", table);
    mk_json_kv_int(j, "row", row);
    mk_json_close(j, '}');
}

void mk_true_real(struct mk_json *j, const char *key, double v)
{
    mk_json_key(j, key);
    mk_json_real(j, v);
}

void mk_true_place(struct mk_json *j, const struct mk_place *p, const char *origin,
                   const char *whose, const char *meaning)
{
    mk_true_real(j, "lat", p->lat);
    mk_true_real(j, "lon", p->lon);
    mk_true_some(j, "label", p->name);
    mk_json_kv_str(j, "origin", origin);
    mk_json_kv_str(j, "whose", whose);
    mk_json_kv_str(j, "meaning", meaning);
}

void mk_true_open(struct mk_json *j, const char *const *fields, size_t n)
{
    mk_json_key(j, "open");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        mk_json_str(j, fields[i]);
    mk_json_close(j, ']');
}

void mk_train_lead(struct mk_train *t, const struct mk_lead *l, const struct mk_at *at,
                   const char *kind, int64_t row)
{
    struct mk_buf b;
    if (!l || !t->leads)
        return;
    mk_buf_init(&b, 1 << 16);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "lead", l->id);
    mk_json_kv_str(&j, "about", l->about);
    mk_json_kv_str(&j, "kind", kind);
    mk_json_kv_str(&j, "file", at->file);
    mk_true_some(&j, "table", at->table);
    mk_json_kv_int(&j, "row", row);
    mk_json_kv_iso(&j, "time", l->at_us, 3);
    mk_json_close(&j, '}');
    mk_buf_u8(&b, '\n');
    if (!mk_buf_ok(&b) || fwrite(b.p, 1, b.len, t->leads) != b.len)
        at->tr->bad = true;
    mk_buf_done(&b);
}
