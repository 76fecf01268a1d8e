#include "host/case/store.h"
#include "parsers/base/time.h"
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

/* As the custody log of a bundle: a line a step, each with the digest of the line before. */

static int last(int64_t *seq, char prev[static MK_SHA256_HEX], struct mk_case *c,
                struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_audit_last, e);
    if (!st)
        return -1;
    int step = sqlite3_step(st);
    *seq = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    snprintf(prev, MK_SHA256_HEX, "%s",
             step == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 1) : "");
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

int64_t mk_case_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * MK_US + t.tv_nsec / 1000;
}

static int put(struct mk_case *c, int64_t seq, struct mk_span line, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    if (mk_sha256_of(&d, line, e) != 0)
        return -1;
    mk_digest_hex(hex, &d);
    sqlite3_stmt *st = mk_sql(c, MK_SQL_audit_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, seq);
    mk_sql_bind(st, 2, line);
    mk_sql_bind(st, 3, mk_str(hex));
    return mk_sql_run(c, st, e);
}

/* The line belongs to what it tells of: within a transaction that is open, else it is one. */
int mk_case_act(struct mk_case *c, const char *act,
                void (*fields)(struct mk_json *j, const void *u), const void *u, struct mk_error *e)
{
    char prev[MK_SHA256_HEX];
    int64_t seq;
    bool alone = !c->open;
    struct mk_json j = mk_json(&c->text);
    if (alone && mk_sql_exec(c, "BEGIN IMMEDIATE", e) != 0)
        return -1;
    int rc = last(&seq, prev, c, e);
    if (rc == 0) {
        mk_buf_clear(&c->text);
        mk_json_open(&j, '{');
        mk_json_kv_int(&j, "seq", seq + 1);
        mk_json_kv_iso(&j, "time", mk_case_now_us(), 6);
        mk_json_kv_text(&j, "who", mk_str(c->who));
        mk_json_kv_str(&j, "act", act);
        if (fields)
            fields(&j, u);
        mk_json_kv_str(&j, "prev", prev);
        mk_json_close(&j, '}');
        rc = mk_buf_ok(&c->text) ? put(c, seq + 1, mk_buf_span(&c->text), e)
                                 : mk_fail(e, MK_ENOMEM, "case");
    }
    if (alone && (rc != 0 || mk_sql_exec(c, "COMMIT", e) != 0)) {
        (void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
        rc = -1;
    }
    return rc;
}

/* Whether a line follows from the one before: its digest, its number and "prev". */
static bool follows(struct mk_span line, struct mk_span sha256, int64_t seq, const char *prev)
{
    struct mk_digest is, said;
    json_t *j = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    const char *before = json_string_value(json_object_get(j, "prev"));
    bool good = mk_sha256_of(&is, line, NULL) == 0 && mk_digest_parse(&said, sha256) &&
                !memcmp(is.b, said.b, sizeof is.b) && before && !strcmp(before, prev) &&
                json_integer_value(json_object_get(j, "seq")) == seq;
    json_decref(j);
    return good;
}

int mk_case_audit(struct mk_case *c, int64_t *bad,
                  int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    char prev[MK_SHA256_HEX] = "";
    int64_t seq = 1;
    int rc = 0, step = SQLITE_DONE;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_audit, e);
    if (!st)
        return -1;
    *bad = 0;
    for (; rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW; seq++) {
        struct mk_span line = mk_sql_span(st, 1), sha256 = mk_sql_span(st, 2);
        if (!*bad && (sqlite3_column_int64(st, 0) != seq || !follows(line, sha256, seq, prev)))
            *bad = seq;
        snprintf(prev, sizeof prev, "%.*s", (int)(sha256.len < 64 ? sha256.len : 64),
                 (const char *)sha256.p);
        rc = each(u, line, e);
    }
    if (rc == 0 && step != SQLITE_DONE)
        rc = mk_sql_fail(c, e);
    sqlite3_reset(st);
    return rc == 0 && *bad ? 1 : rc;
}
