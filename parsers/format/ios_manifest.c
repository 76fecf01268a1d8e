#include "parsers/format/ios_manifest.h"
#include "parsers/format/plist.h"
#include <sqlite3.h>

#define REFILL_ROWS   1000u
#define MBFILE_MEMORY ((size_t)4 << 20)

static const char query[] =
    "SELECT fileID, domain, relativePath, flags, file FROM main.Files NOT INDEXED";

static int failed(struct mk_error *e, struct mk_sqlite *db, uint64_t row)
{
    sqlite3 *s = mk_sqlite_handle(db);
    enum mk_code code = sqlite3_errcode(s) == SQLITE_NOMEM ? MK_ENOMEM : MK_EFORMAT;
    return mk_fail(e, code, "Manifest.db: after %llu rows: %s", (unsigned long long)row,
                   sqlite3_errmsg(s));
}

static struct mk_span column(sqlite3_stmt *st, int i)
{
    const void *p = sqlite3_column_blob(st, i);
    int n = sqlite3_column_bytes(st, i);
    return mk_span(p, p && n > 0 ? (size_t)n : 0);
}

static enum mk_ios_type type_of(sqlite3_stmt *st, int i)
{
    switch (sqlite3_column_type(st, i) == SQLITE_INTEGER ? sqlite3_column_int64(st, i) : 0) {
    case 1:
        return MK_IOS_FILE;
    case 2:
        return MK_IOS_FOLDER;
    case 4:
        return MK_IOS_LINK;
    default:
        return MK_IOS_OTHER;
    }
}

int mk_ios_manifest_db(mk_ios_each *each, void *u, struct mk_sqlite *db, struct mk_error *e)
{
    sqlite3_stmt *st = NULL;
    struct mk_ios_row row = { 0 };
    int rc = -1, more = SQLITE_DONE;
    mk_sqlite_refill(db);
    if (!mk_sqlite_has_table(db, "Files")) {
        mk_fail(e, MK_EFORMAT, "Manifest.db: has no table Files");
        goto out;
    }
    if (sqlite3_prepare_v2(mk_sqlite_handle(db), query, -1, &st, NULL) != SQLITE_OK) {
        failed(e, db, 0);
        goto out;
    }
    while ((more = sqlite3_step(st)) == SQLITE_ROW) {
        row = (struct mk_ios_row){ .row = row.row + 1, .type = type_of(st, 3) };
        row.id = column(st, 0);
        row.domain = column(st, 1);
        row.path = column(st, 2);
        row.file = column(st, 4);
        if (each(u, &row, e) != 0)
            goto out;
        if (row.row % REFILL_ROWS == 0)
            mk_sqlite_refill(db);
    }
    rc = more == SQLITE_DONE ? 0 : failed(e, db, row.row);
out:
    sqlite3_finalize(st);
    return rc;
}

/* ---- MBFile ---- */

static const struct mk_plist_value *object(const struct mk_plist_value *objects,
                                           const struct mk_plist_value *ref)
{
    uint64_t uid;
    return objects && ref && mk_plist_uid(&uid, ref) && uid < objects->n ? objects->items[uid]
                                                                         : NULL;
}

/* As data, or as an NSData that holds them. */
static struct mk_span bytes_of(const struct mk_plist_value *v)
{
    if (v && v->kind == MK_PLIST_DICT)
        v = mk_plist_get(v, "NS.data");
    return v && v->kind == MK_PLIST_DATA ? v->s : mk_span(NULL, 0);
}

static bool number(int64_t *out, const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_INT);
    if (v)
        *out = v->i;
    return v != NULL;
}

static const char *read_archive(struct mk_ios_row *row, struct mk_buf *key,
                                const struct mk_plist_value *root)
{
    const struct mk_plist_value *objects = mk_plist_get_as(root, "$objects", MK_PLIST_ARRAY);
    const struct mk_plist_value *top = mk_plist_get(root, "$top");
    const struct mk_plist_value *file = object(objects, top ? mk_plist_get(top, "root") : NULL);
    int64_t size = 0;
    if (!file || file->kind != MK_PLIST_DICT)
        return "is no keyed archive of a file";
    const struct mk_plist_value *ref = mk_plist_get(file, "EncryptionKey");
    struct mk_span wrapped = bytes_of(object(objects, ref));
    row->has_size = number(&size, file, "Size") && size >= 0;
    row->size = (uint64_t)size;
    row->has_modified = number(&row->modified, file, "LastModified");
    mk_buf_put(key, wrapped.p, wrapped.len);
    row->key = mk_buf_span(key);
    return mk_buf_ok(key) ? NULL : "has a key that is too long";
}

const char *mk_ios_mbfile(struct mk_ios_row *row, struct mk_buf *key)
{
    struct mk_plist list;
    mk_buf_clear(key);
    if (mk_plist_read(&list, row->file, MBFILE_MEMORY, NULL) != 0)
        return "is no property list";
    const char *why = read_archive(row, key, list.root);
    mk_plist_done(&list);
    return why;
}
