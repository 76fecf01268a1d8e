#include "host/case/store.h"
#include "parsers/base/utf.h"
#include <string.h>

/* What examiners add. The change and its entry in the audit log are one transaction. */

#define TAG_MAX  64u
#define NOTE_MAX ((size_t)64 << 10)

struct change {
    int64_t record;
    const char *tag;
    struct mk_span note;
};

static void fields(struct mk_json *j, const void *u)
{
    const struct change *x = u;
    mk_json_kv_int(j, "record", x->record);
    if (x->tag)
        mk_json_kv_text(j, "tag", mk_str(x->tag));
    else
        mk_json_kv_text(j, "text", x->note);
}

static int nobody(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    (void)u;
    (void)r;
    (void)e;
    return 0;
}

/* 0 when there is such a record. */
static int check(struct mk_case *c, int64_t record, struct mk_error *e)
{
    int n = mk_case_one(c, record, nobody, NULL, e);
    return n < 0   ? -1
           : n > 0 ? 0
                   : mk_fail(e, MK_EABSENT, "there is no record %lld", (long long)record);
}

static int begin(struct mk_case *c, int64_t record, struct mk_error *e)
{
    if (mk_sql_exec(c, "BEGIN IMMEDIATE", e) != 0)
        return -1;
    c->open = true;
    return check(c, record, e);
}

/* A change that made no difference leaves no entry. */
static int end(struct mk_case *c, int rc, const char *act, const struct change *x,
               struct mk_error *e)
{
    bool changed = rc == 0 && sqlite3_changes(c->db) > 0;
    if (changed)
        rc = mk_case_act(c, act, fields, x, e);
    if (rc == 0)
        rc = mk_sql_exec(c, "COMMIT", e);
    if (rc != 0)
        (void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    c->open = false;
    return rc != 0 ? -1 : !changed;
}

int mk_case_tag(struct mk_case *c, int64_t record, const char *name, bool on, struct mk_error *e)
{
    const struct change x = { .record = record, .tag = name };
    struct mk_span s = mk_str(name);
    if (s.len == 0 || s.len > TAG_MAX || mk_utf8_valid(s) != s.len)
        return mk_fail(e, MK_EUSAGE, "a tag is a text of 1 to %u bytes", TAG_MAX);
    int rc = begin(c, record, e);
    sqlite3_stmt *st = rc == 0 ? mk_sql(c, on ? MK_SQL_tag_add : MK_SQL_tag_drop, e) : NULL;
    if (st) {
        sqlite3_bind_int64(st, 1, record);
        mk_sql_bind(st, 2, s);
        rc = mk_sql_run(c, st, e);
    }
    return end(c, st ? rc : -1, on ? "tagged" : "tag-removed", &x, e);
}

int mk_case_note(struct mk_case *c, int64_t record, struct mk_span text, struct mk_error *e)
{
    const struct change x = { .record = record, .note = text };
    if (text.len == 0 || text.len > NOTE_MAX || mk_utf8_valid(text) != text.len)
        return mk_fail(e, MK_EUSAGE, "a note is a text of 1 to %zu bytes", NOTE_MAX);
    int rc = begin(c, record, e);
    sqlite3_stmt *st = rc == 0 ? mk_sql(c, MK_SQL_note_add, e) : NULL;
    if (st) {
        sqlite3_bind_int64(st, 1, record);
        mk_sql_bind(st, 2, mk_str(c->who));
        sqlite3_bind_int64(st, 3, mk_case_now_us());
        mk_sql_bind(st, 4, text);
        rc = mk_sql_run(c, st, e);
    }
    return end(c, st ? rc : -1, "noted", &x, e) < 0 ? -1 : 0;
}
