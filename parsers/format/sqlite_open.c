#include "parsers/format/sqlite_open.h"
#include "parsers/format/sqlite_columns.h"
#include "parsers/format/sqlite_image.h"
#include "parsers/format/sqlite_vfs.h"
#include <sqlite3.h>
#include <stdlib.h>

#define OVERLAY_MAX ((uint64_t)64 << 20)
#define STEPS_MAX   50000u /* thousands */

#define NAMES 4096u

struct mk_sqlite {
    sqlite3 *db;
    struct mk_sqlite_image image;
    struct mk_sqlite_vfs vfs;
    struct mk_sqlite_remarks remarks;
    uint64_t steps, steps_max;
    struct mk_sqlite_columns columns;
    bool noted;               /* `names` holds: one bit for each name of the schema, by its hash */
    uint8_t names[NAMES / 8]; /* all set when the schema could not be read to its end */
};

int mk_sqlite_process(uint64_t heap_max, struct mk_error *e)
{
    char byte;
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* workers have no threads: no mutex at all */
    int rc = sqlite3_initialize();
    if (rc != SQLITE_OK)
        return mk_fail(e, MK_ENOMEM, "SQLite: %s", sqlite3_errstr(rc));
    sqlite3_hard_heap_limit64((sqlite3_int64)(heap_max < INT64_MAX ? heap_max : INT64_MAX));
    sqlite3_randomness(1, &byte); /* the first call opens /dev/urandom */
    return 0;
}

static enum mk_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return MK_ENOMEM;
    case SQLITE_IOERR:
        return MK_EIO;
    case SQLITE_INTERRUPT:
    case SQLITE_TOOBIG:
        return MK_ELIMIT;
    default:
        return MK_EFORMAT;
    }
}

/* An SQLite code as an error of ours; for a failed read what the file itself said. */
static int fail_sqlite(struct mk_error *e, struct mk_sqlite *s, int rc)
{
    const struct mk_error *io = &s->vfs.io;
    if ((rc & 0xff) == SQLITE_IOERR && io->code != MK_OK)
        return mk_fail(e, io->code, "%s", io->text);
    return mk_fail(e, code_of(rc), "SQLite: %s",
                   s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
}

static int progress(void *u)
{
    struct mk_sqlite *s = u;
    return s->steps++ >= s->steps_max;
}

static int binary(void *u, int na, const void *a, int nb, const void *b)
{
    (void)u;
    return mk_span_cmp(mk_span(a, (size_t)na), mk_span(b, (size_t)nb));
}

static void supply_collation(void *u, sqlite3 *db, int encoding, const char *name)
{
    struct mk_sqlite *s = u;
    (void)encoding;
    /* When it fails, so does the statement that asked. */
    if (sqlite3_create_collation_v2(db, name, SQLITE_UTF8, NULL, binary, NULL) == SQLITE_OK)
        mk_sqlite_remark_add(&s->remarks, "collation %s is unknown: compared as binary", name);
}

struct setting {
    int id, value;
};

static void set_limits(sqlite3 *db)
{
    /* Not below what a schema may hold by SQLite's own defaults: a limit that a phone's CREATE
     * statement exceeds would cost the table. */
    static const struct setting limits[] = {
        { SQLITE_LIMIT_LENGTH, 128 << 20 },     { SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
        { SQLITE_LIMIT_COLUMN, 2000 },          { SQLITE_LIMIT_EXPR_DEPTH, 1000 },
        { SQLITE_LIMIT_COMPOUND_SELECT, 500 },  { SQLITE_LIMIT_VDBE_OP, 1000000 },
        { SQLITE_LIMIT_FUNCTION_ARG, 127 },     { SQLITE_LIMIT_ATTACHED, 0 },
        { SQLITE_LIMIT_VARIABLE_NUMBER, 1000 }, { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
        { SQLITE_LIMIT_TRIGGER_DEPTH, 10 },     { SQLITE_LIMIT_WORKER_THREADS, 0 },
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(db, limits[i].id, limits[i].value);
}

static int configure(struct mk_sqlite *s)
{
    /* Double quotes in the schema must go on to mean text (old apps' defaults do), in our own
     * statements they must not: a missing column would read as its own name. */
    static const struct setting config[] = {
        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 }, { SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 1 },        { SQLITE_DBCONFIG_DQS_DML, 0 },
    };
    int rc = SQLITE_OK;
    for (size_t i = 0; i < sizeof config / sizeof *config && rc == SQLITE_OK; i++)
        rc = sqlite3_db_config(s->db, config[i].id, config[i].value, NULL);
    set_limits(s->db);
    sqlite3_progress_handler(s->db, 1000, progress, s);
    if (rc == SQLITE_OK)
        rc = sqlite3_collation_needed(s->db, s, supply_collation);
    if (rc == SQLITE_OK)
        rc = sqlite3_drop_modules(s->db, NULL); /* no virtual table over a phone's bytes */
    /* cell_size_check stays off: one bad cell would cost all good ones of its page. */
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db,
                          "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA query_only=ON;"
                          "PRAGMA locking_mode=EXCLUSIVE",
                          NULL, NULL, NULL);
    return rc;
}

static int touch_schema(struct mk_sqlite *s)
{
    return sqlite3_exec(s->db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
}

static bool is_damage(int rc)
{
    return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_ERROR;
}

/*
 * One statement that does not parse makes SQLite refuse the whole schema, unless it may be written
 * (PRAGMA writable_schema; sqlite3InitOne() in prepare.c): then the first use fails still, and
 * later ones see what did parse. Defensive mode, set before that, keeps the schema's checks.
 */
static int load_schema(struct mk_sqlite *s)
{
    int rc = touch_schema(s);
    bool damaged = is_damage(rc);
    if (damaged) {
        mk_sqlite_remark_add(&s->remarks, "schema: %s", sqlite3_errmsg(s->db));
        rc = sqlite3_exec(s->db, "PRAGMA writable_schema=ON", NULL, NULL, NULL);
        if (rc != SQLITE_OK)
            return rc;
    } else if (rc != SQLITE_OK) {
        return rc;
    }
    rc = sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (damaged && rc == SQLITE_OK && is_damage(touch_schema(s)))
        rc = touch_schema(s);
    return rc;
}

int mk_sqlite_open(struct mk_sqlite **out, const struct mk_sqlite_set *set,
                   const struct mk_sqlite_limits *limits, struct mk_error *e)
{
    int rc = -1;
    uint64_t overlay_max = limits && limits->overlay_max ? limits->overlay_max : OVERLAY_MAX;
    struct mk_sqlite *s = calloc(1, sizeof *s);
    if (!s) {
        mk_fail(e, MK_ENOMEM, "database");
        goto out;
    }
    mk_sqlite_columns_init(&s->columns);
    s->steps_max = limits && limits->steps_max ? limits->steps_max : STEPS_MAX;
    if (mk_sqlite_image_open(&s->image, set, overlay_max, &s->remarks, e) != 0)
        goto out;
    int code = mk_sqlite_vfs_init(&s->vfs, &s->image);
    if (code == SQLITE_OK)
        code = sqlite3_open_v2(MK_SQLITE_VFS_FILE, &s->db,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, s->vfs.name);
    if (code == SQLITE_OK)
        code = configure(s);
    if (code == SQLITE_OK)
        code = load_schema(s);
    if (code == SQLITE_OK)
        code = sqlite3_exec(s->db, "PRAGMA cache_size=-2048", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        fail_sqlite(e, s, code);
        goto out;
    }
    mk_sqlite_refill(s);
    *out = s;
    s = NULL; /* now the caller's */
    rc = 0;
out:
    mk_sqlite_close(s);
    return rc;
}

void mk_sqlite_close(struct mk_sqlite *s)
{
    if (!s)
        return;
    sqlite3_close(s->db);
    mk_sqlite_columns_done(&s->columns);
    mk_sqlite_vfs_done(&s->vfs);
    mk_sqlite_image_done(&s->image);
    free(s);
}

struct sqlite3 *mk_sqlite_handle(struct mk_sqlite *s)
{
    return s->db;
}

void mk_sqlite_refill(struct mk_sqlite *s)
{
    s->steps = 0;
}

const char *mk_sqlite_remark(const struct mk_sqlite *s, size_t i)
{
    return i < s->remarks.n ? s->remarks.text[i] : NULL;
}

/* SQLite's own opinion, not the text of the schema: views have no column metadata, and with all
 * modules dropped a virtual table cannot be selected from. */
bool mk_sqlite_has_table(struct mk_sqlite *s, const char *table)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_table_column_metadata(s->db, "main", table, NULL, NULL, NULL, NULL, NULL, NULL) !=
        SQLITE_OK)
        return false;
    char *sql = sqlite3_mprintf("SELECT 1 FROM main.\"%w\" NOT INDEXED", table);
    if (!sql)
        return false;
    int rc = sqlite3_prepare_v2(s->db, sql, -1, &st, NULL);
    sqlite3_free(sql);
    sqlite3_finalize(st);
    return rc == SQLITE_OK;
}

/* FNV-1a, of small letters. */
static uint32_t name_bit(struct mk_span name)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.p[i];
        h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
    }
    return (h ^ h >> 16) % NAMES;
}

static void note_names(struct mk_sqlite *s)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(s->db, "SELECT name FROM main.sqlite_schema", -1, &st, NULL);
    mk_sqlite_refill(s);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = sqlite3_step(st);
        if (rc != SQLITE_ROW)
            break;
        const void *p = sqlite3_column_text(st, 0);
        uint32_t bit = name_bit(mk_span(p, p ? (size_t)sqlite3_column_bytes(st, 0) : 0));
        s->names[bit / 8] |= (uint8_t)(1u << bit % 8);
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        memset(s->names, 0xff, sizeof s->names);
    s->noted = true;
}

bool mk_sqlite_may_have(struct mk_sqlite *s, const char *name)
{
    if (!s->noted)
        note_names(s);
    uint32_t bit = name_bit(mk_str(name));
    return s->names[bit / 8] >> bit % 8 & 1;
}

enum mk_sqlite_own_column mk_sqlite_own_column(struct mk_sqlite *s, const char *table,
                                               const char *column)
{
    mk_sqlite_refill(s);
    return (enum mk_sqlite_own_column)mk_sqlite_columns_find(&s->columns, s->db, table, column);
}

enum mk_sqlite_origin mk_sqlite_page_origin(const struct mk_sqlite *s, uint32_t page)
{
    return mk_sqlite_image_origin(&s->image, page);
}
