/* Conversations. */
#include "host/case/views.h"
#include "host/viewer/desk.h"

/* ---- what one is called ---- */

/* Whoever is not the owner, by name if there is one. */
static void put_member(struct mk_buf *b, struct mk_span party)
{
    struct mk_value name;
    if ((mk_field_find(&name, party, MK_SELF) && name.type == MK_T_TRUE) ||
        ((!mk_field_find(&name, party, MK_NAME) || name.type != MK_T_TEXT || !name.s.len) &&
         (!mk_field_find(&name, party, MK_ID) || name.type != MK_T_TEXT)))
        return;
    mk_buf_puts(b, b->len ? ", " : "");
    mk_buf_put(b, name.s.p, name.s.len);
}

/* The title that the app has, else who is in it. */
static int take_title(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct mk_buf *b = u;
    struct mk_value v;
    (void)e;
    if (mk_item_field(&v, r, MK_TITLE) && v.type == MK_T_TEXT && v.s.len) {
        mk_buf_put(b, v.s.p, v.s.len);
        return 0;
    }
    if (!mk_item_field(&v, r, MK_MEMBERS) || v.type != MK_T_LIST)
        return 0;
    struct mk_cursor c = mk_cur(v.s);
    for (struct mk_value m; mk_value_next(&m, &c, true);)
        if (m.type == MK_T_OBJECT)
            put_member(b, m.s);
    return 0;
}

/* Texts of a talk live until the next call: they are kept beside it. */
struct kept {
    struct mk_case_talk t;
    size_t app, key; /* in `texts` */
};
struct talks {
    struct mk_buf rows, texts;
};

static size_t keep_text(struct talks *k, const char *text)
{
    size_t at = k->texts.len;
    mk_buf_put(&k->texts, text, strlen(text) + 1);
    return at;
}

static int keep(void *u, const struct mk_case_talk *t, struct mk_error *e)
{
    struct talks *k = u;
    struct kept x = { *t, keep_text(k, t->app), keep_text(k, t->key) };
    mk_buf_put(&k->rows, &x, sizeof x);
    return mk_buf_ok(&k->rows) && mk_buf_ok(&k->texts) ? 0 : mk_fail(e, MK_ENOMEM, "talks");
}

static void init(struct talks *k)
{
    mk_buf_init(&k->rows, (size_t)1 << 20);
    mk_buf_init(&k->texts, (size_t)16 << 20);
}

static void done(struct talks *k)
{
    mk_buf_done(&k->rows);
    mk_buf_done(&k->texts);
}

/* Without a record that describes it: the other party of its first message. */
static int take_party(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    static const enum mk_key keys[] = { MK_FROM, MK_TO };
    struct mk_buf *b = u;
    struct mk_value v, m;
    (void)e;
    for (size_t i = 0; i < 2 && !b->len; i++) {
        if (!mk_item_field(&v, r, keys[i]))
            continue;
        struct mk_cursor c = mk_cur(v.s);
        if (v.type == MK_T_OBJECT)
            put_member(b, v.s);
        else if (v.type == MK_T_LIST)
            while (mk_value_next(&m, &c, true))
                if (m.type == MK_T_OBJECT)
                    put_member(b, m.s);
    }
    return 0;
}

static int find_title(struct mk_desk *d, const struct mk_case_talk *t, struct mk_error *e)
{
    const bool timed = t->first_us != INT64_MIN;
    const struct mk_page first = { timed ? t->first_us - 1 : INT64_MIN, timed ? INT64_MAX : 0,
                                   INT64_MAX, 1 };
    mk_buf_clear(&d->picked);
    if (t->about && mk_case_one(d->c, t->about, take_title, &d->picked, e) < 0)
        return -1;
    return d->picked.len ? 0 : mk_case_talk(d->c, t->id, &first, take_party, &d->picked, e);
}

static int put_kept(struct mk_desk *d, struct mk_json *j, const struct talks *k, size_t i,
                    struct mk_error *e)
{
    struct kept x;
    memcpy(&x, k->rows.p + i * sizeof x, sizeof x);
    x.t.app = (const char *)k->texts.p + x.app;
    x.t.key = (const char *)k->texts.p + x.key;
    if (find_title(d, &x.t, e) != 0)
        return -1;
    mk_put_talk(j, &x.t, mk_buf_span(&d->picked));
    return 0;
}

int mk_desk_put_talk(struct mk_desk *d, struct mk_json *j, int64_t talk, struct mk_error *e)
{
    struct talks k;
    init(&k);
    int rc = mk_case_talk_one(d->c, talk, keep, &k, e);
    if (rc == 0)
        mk_json_null(j);
    else if (rc > 0)
        rc = put_kept(d, j, &k, 0, e);
    done(&k);
    return rc < 0 ? -1 : 0;
}

/* ---- words ---- */

int mk_desk_talks(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t after[2] = { INT64_MAX, INT64_MAX }, bundle = mk_ask_bundle(a);
    const char *app = mk_ask_text(a, "app");
    uint32_t limit = mk_ask_limit(a);
    struct talks k;
    mk_ask_after(a, after, 2);
    if (a->bad)
        return -1;
    init(&k);
    int rc = mk_case_talks(d->c, bundle, app, after[0], after[1], limit, keep, &k, a->e);
    size_t n = k.rows.len / sizeof(struct kept);
    mk_json_key(j, "talks");
    mk_json_open(j, '[');
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = put_kept(d, j, &k, i, a->e);
    mk_json_close(j, ']');
    if (n) {
        struct kept last;
        memcpy(&last, k.rows.p + (n - 1) * sizeof last, sizeof last);
        after[0] = last.t.last_us;
        after[1] = last.t.id;
    }
    mk_put_next(j, n == limit, after, 2);
    done(&k);
    return rc;
}

static int take_time(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct mk_value v;
    (void)e;
    *(int64_t *)u = mk_item_field(&v, r, MK_TIME) && v.type == MK_T_TIME ? v.i : INT64_MIN;
    return 0;
}

/* Where the page begins: behind `p`'s time and id; 1 when there are earlier ones. */
static int find_start(struct mk_page *p, struct mk_desk *d, int64_t talk, struct mk_ask *a)
{
    int64_t after[2], around = mk_ask_int(a, "around", 1, INT64_MAX, 0);
    int64_t at = mk_ask_int(a, "at_us", INT64_MIN + 1, INT64_MAX, INT64_MIN), of = 0;
    bool more = mk_ask_after(a, after, 2);
    if (a->bad)
        return -1;
    if (more) {
        p->time_us = after[0];
        p->id = after[1];
        return 1;
    }
    if (around && (mk_case_talk_of(&of, d->c, around, a->e) != 0 ||
                   mk_case_one(d->c, around, take_time, &p->time_us, a->e) < 0))
        return -1;
    if (around && of != talk)
        return mk_fail(a->e, MK_EABSENT, "that record is not in this conversation");
    if (!around && at == INT64_MIN)
        return 0;
    p->time_us = around ? p->time_us : at;
    p->id = around ? around : 0;
    if (around && p->time_us == INT64_MIN) {
        p->id--; /* those without a time are few: from it on */
        return 1;
    }
    return mk_case_talk_back(&p->time_us, &p->id, d->c, talk, around ? p->limit / 2 : 0, a->e);
}

int mk_desk_talk(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    int64_t talk = mk_ask_id(a, "talk");
    struct mk_page p = { INT64_MIN, 0, INT64_MAX, mk_ask_limit(a) };
    struct mk_puts puts = { .d = d, .j = j, .children = true };
    int before = a->bad ? -1 : find_start(&p, d, talk, a);
    if (before < 0)
        return -1;
    size_t was = j->b->len;
    mk_json_key(j, "talk");
    size_t at = j->b->len;
    if (mk_desk_put_talk(d, j, talk, a->e) != 0)
        return -1;
    if (j->b->len - at == 4 && memcmp(j->b->p + at, "null", 4) == 0) {
        j->b->len = was;
        return mk_fail(a->e, MK_EABSENT, "there is no such conversation");
    }
    mk_json_key(j, "records");
    mk_json_open(j, '[');
    if (mk_case_talk(d->c, talk, &p, mk_put_record_of_case, &puts, a->e) != 0)
        return -1;
    mk_json_close(j, ']');
    mk_put_next(j, puts.n == p.limit, (const int64_t[]){ puts.last_us, puts.last }, 2);
    mk_json_kv_bool(j, "before", before > 0);
    return 0;
}
