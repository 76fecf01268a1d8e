#include "host/case/facts.h"
#include "host/case/store.h"
#include "parsers/base/hash.h"
#include <stdlib.h>

/* Records on their way into the store: what is searched and sorted by is taken out beside them. */

#define HEADS       65536u
#define TEXT_OF_ONE ((size_t)1 << 20) /* bytes of a record's text that are indexed */

/* The current head of a number, as the worker sent it last. */
struct mk_case_head {
    int64_t id; /* row of `head` */
    enum mk_kind kind;
    struct mk_span fields; /* our copy */
};

struct facts {
    struct mk_span app, ref, file, thread, parent;
    bool own_ref, has_time, deleted;
    int64_t time_us;
};

static struct mk_case_head *heads(struct mk_case *c)
{
    return (struct mk_case_head *)(void *)c->heads.p;
}

/* What is not text that anybody looks for: codes, names of our own, what stands elsewhere too. */
bool mk_is_indexed(enum mk_key key)
{
    static const enum mk_key not [] = { MK_KIND,    MK_REF,        MK_APP,      MK_PARSER,
                                        MK_SOURCE,  MK_RAW,        MK_TIME_RAW, MK_TIME_UNIT,
                                        MK_CLOCK,   MK_CLOCKS,     MK_ZONE,     MK_ZONE_ORIGIN,
                                        MK_PARENT,  MK_ISSUES,     MK_STATUS,   MK_STATUS_RAW,
                                        MK_RESULT,  MK_RESULT_RAW, MK_DIR,      MK_TRANSPORT,
                                        MK_MIME,    MK_TIME_FROM,  MK_ORIGIN,   MK_WHOSE,
                                        MK_PROFILE, MK_MEANING,    MK_REPLY_TO, MK_PRESENTATION };
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        if (not [i] == key)
            return false;
    return true;
}

/* All texts of the fields, however deep, a line each. */
static void index_fields(struct mk_buf *out, struct mk_span fields, bool list, unsigned depth)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    while (mk_value_next(&v, &c, list)) {
        if (!list && !mk_is_indexed(v.key))
            continue;
        if (v.type == MK_T_TEXT && v.s.len && out->len + v.s.len < TEXT_OF_ONE) {
            mk_buf_put(out, v.s.p, v.s.len);
            mk_buf_u8(out, '\n');
        } else if ((v.type == MK_T_LIST || v.type == MK_T_OBJECT) && depth) {
            index_fields(out, v.s, v.type == MK_T_LIST, depth - 1);
        }
    }
}

static void take_facts(struct facts *f, struct mk_span fields, bool own)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v, file, state;
    while (mk_value_next(&v, &c, false)) {
        if (v.key == MK_TIME && v.type == MK_T_TIME) {
            f->has_time = true;
            f->time_us = v.i;
        } else if (v.key == MK_SOURCE && v.type == MK_T_OBJECT) {
            if (mk_field_find(&file, v.s, MK_FILE) && file.type == MK_T_TEXT)
                f->file = file.s;
            if (mk_field_find(&state, v.s, MK_STATE) && state.type == MK_T_TEXT)
                f->deleted = !mk_is_live(state.s);
        } else if (v.type != MK_T_TEXT) {
            continue;
        } else if (v.key == MK_REF) {
            f->ref = v.s;
            f->own_ref = own;
        } else if (v.key == MK_APP) {
            f->app = v.s;
        } else if (v.key == MK_THREAD) {
            f->thread = v.s;
        } else if (v.key == MK_PARENT) {
            f->parent = v.s;
        }
    }
}

bool mk_is_live(struct mk_span state)
{
    return mk_span_is(state, "live") || mk_span_is(state, "wal");
}

/* FNV-1a, 64 bit, with the bundle in front: refs are unique in a bundle only. Two refs that meet
 * are told apart by reading them. */
static int64_t digest(int64_t bundle, struct mk_span ref)
{
    uint64_t h = 0xcbf29ce484222325u ^ (uint64_t)bundle * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < ref.len; i++)
        h = (h ^ ref.p[i]) * 0x100000001b3u;
    return (int64_t)h;
}

static int64_t ref_of(struct mk_case *c, const struct facts *f, const struct mk_item *i)
{
    mk_buf_clear(&c->scratch);
    mk_buf_put(&c->scratch, f->ref.p, f->ref.len);
    if (!f->own_ref && i->has_row)
        mk_buf_printf(&c->scratch, "%lld", (long long)i->row);
    return digest(c->bundle, mk_buf_span(&c->scratch));
}

/* A statement about the thread of a record. */
static sqlite3_stmt *about_talk(struct mk_case *c, enum mk_sql which, const struct facts *f,
                                struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, which, e);
    if (!st)
        return NULL;
    sqlite3_bind_int64(st, 1, c->bundle);
    mk_sql_bind(st, 2, f->app);
    mk_sql_bind(st, 3, f->file);
    mk_sql_bind(st, 4, f->thread);
    return st;
}

static int find_talk(int64_t *id, struct mk_case *c, const struct facts *f, struct mk_error *e)
{
    sqlite3_stmt *st = about_talk(c, MK_SQL_talk_find, f, e);
    if (!st)
        return -1;
    int step = sqlite3_step(st);
    *id = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

static int add_talk(int64_t *id, struct mk_case *c, const struct facts *f, struct mk_error *e)
{
    sqlite3_stmt *st = about_talk(c, MK_SQL_talk_add, f, e);
    if (!st || mk_sql_run(c, st, e) != 0)
        return -1;
    *id = sqlite3_last_insert_rowid(c->db);
    return 0;
}

/* The conversation of a thread. Messages come thread by thread or not: the last one is remembered.
 */
static int talk_of(int64_t *id, struct mk_case *c, const struct facts *f, struct mk_error *e)
{
    mk_buf_clear(&c->scratch);
    mk_buf_text(&c->scratch, f->app);
    mk_buf_text(&c->scratch, f->file);
    mk_buf_text(&c->scratch, f->thread);
    if (!mk_buf_ok(&c->scratch))
        return mk_fail(e, MK_ENOMEM, "case");
    if (c->talk && mk_span_eq(mk_buf_span(&c->scratch), mk_buf_span(&c->talk_key))) {
        *id = c->talk;
        return 0;
    }
    if (find_talk(id, c, f, e) != 0 || (*id == 0 && add_talk(id, c, f, e) != 0))
        return -1;
    struct mk_buf was = c->talk_key;
    c->talk_key = c->scratch;
    c->scratch = was;
    c->talk = *id;
    return 0;
}

static int put_words(struct mk_case *c, int64_t id, const struct mk_case_head *h,
                     const struct facts *f, struct mk_span own, struct mk_error *e)
{
    mk_buf_clear(&c->text);
    if (mk_facts_put(&c->text, h->kind, f->deleted, f->has_time ? f->time_us : INT64_MIN, e) != 0)
        return -1;
    size_t facts = c->text.len;
    index_fields(&c->text, h->fields, false, MK_DEPTH_MAX);
    index_fields(&c->text, own, false, MK_DEPTH_MAX);
    if (!mk_buf_ok(&c->text))
        return mk_fail(e, MK_ENOMEM, "case");
    if (c->text.len == facts)
        return 0;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_words_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    mk_sql_bind(st, 2, mk_buf_span(&c->text));
    return mk_sql_run(c, st, e);
}

static int put_record(int64_t *id, struct mk_case *c, const struct mk_case_head *h,
                      const struct facts *f, const struct mk_item *i, int64_t talk,
                      struct mk_error *e)
{
    int64_t ref = ref_of(c, f, i);
    sqlite3_stmt *st = mk_sql(c, MK_SQL_record_add, e);
    if (!st)
        return -1;
    sqlite3_clear_bindings(st);
    sqlite3_bind_int64(st, 1, h->id);
    sqlite3_bind_int(st, 2, (int)h->kind);
    if (f->has_time)
        sqlite3_bind_int64(st, 3, f->time_us);
    if (i->has_row)
        sqlite3_bind_int64(st, 4, i->row);
    sqlite3_bind_int64(st, 5, ref);
    if (f->parent.len)
        sqlite3_bind_int64(st, 6, digest(c->bundle, f->parent));
    if (talk)
        sqlite3_bind_int64(st, 7, talk);
    sqlite3_bind_blob64(st, 8, i->fields.len ? (const void *)i->fields.p : "", i->fields.len,
                        SQLITE_STATIC);
    sqlite3_bind_int64(st, 9, c->bundle);
    if (mk_sql_run(c, st, e) != 0)
        return -1;
    *id = sqlite3_last_insert_rowid(c->db);
    return 0;
}

int mk_take_record(struct mk_case *c, const struct mk_item *i, struct mk_error *e)
{
    const struct mk_case_head *h = c->heads.len ? &heads(c)[i->head] : NULL;
    struct facts f = { 0 };
    struct mk_value v;
    int64_t talk = 0, id;
    if (!h || !h->id)
        return mk_fail(e, MK_EPROTO, "a record without head");
    take_facts(&f, h->fields, false);
    take_facts(&f, i->fields, true);
    if (f.thread.len && talk_of(&talk, c, &f, e) != 0)
        return -1;
    if (put_record(&id, c, h, &f, i, talk, e) != 0 || put_words(c, id, h, &f, i->fields, e) != 0 ||
        mk_take_views(c, id, h->kind, h->fields, i->fields, f.has_time ? f.time_us : INT64_MIN,
                      e) != 0 ||
        mk_take_mentions(c, id, h->kind, i->fields, e) != 0)
        return -1;
    c->first = c->first ? c->first : id;
    c->last = id;
    c->records++;
    c->issues += mk_field_find(&v, i->fields, MK_ISSUES);
    return 0;
}

static int room_for_heads(struct mk_case *c, struct mk_error *e)
{
    size_t all = HEADS * sizeof(struct mk_case_head);
    if (c->heads.len)
        return 0;
    uint8_t *p = mk_buf_room(&c->heads, all);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "case");
    memset(p, 0, all);
    c->heads.len = all;
    return 0;
}

static int put_head(struct mk_case *c, const struct mk_item *i, struct mk_error *e)
{
    struct facts f = { 0 };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_head_add, e);
    if (!st)
        return -1;
    take_facts(&f, i->fields, false);
    sqlite3_bind_int64(st, 1, c->bundle);
    sqlite3_bind_int(st, 2, (int)i->kind);
    mk_sql_bind(st, 3, f.app);
    sqlite3_bind_blob64(st, 4, i->fields.len ? (const void *)i->fields.p : "", i->fields.len,
                        SQLITE_STATIC);
    return mk_sql_run(c, st, e);
}

int mk_take_head(struct mk_case *c, const struct mk_item *i, struct mk_error *e)
{
    if (room_for_heads(c, e) != 0 || put_head(c, i, e) != 0)
        return -1;
    struct mk_case_head *h = &heads(c)[i->head];
    uint8_t *copy = malloc(i->fields.len + 1);
    if (!copy)
        return mk_fail(e, MK_ENOMEM, "case");
    memcpy(copy, i->fields.len ? i->fields.p : copy, i->fields.len);
    free((void *)(uintptr_t)h->fields.p);
    *h = (struct mk_case_head){ sqlite3_last_insert_rowid(c->db), i->kind,
                                mk_span(copy, i->fields.len) };
    return 0;
}

void mk_take_forget(struct mk_case *c)
{
    for (size_t i = 0; c->heads.len && i < HEADS; i++)
        free((void *)(uintptr_t)heads(c)[i].fields.p);
    mk_buf_clear(&c->heads);
    mk_buf_clear(&c->talk_key);
    c->talk = 0;
    free(c->slots); /* what was rolled back has no id */
    c->slots = NULL;
}
