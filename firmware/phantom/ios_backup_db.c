#include "firmware/phantom/ios_backup_lists.h"
#include <fcntl.h>
#include <plist/plist.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_INODE 50000u

uint32_t mk_phone_class_of(const struct mk_phone_item *item)
{
    /* Without the owner's key since the phone was switched on ("always"), else since it was first
     * unlocked, which is what nearly all of a backup is. */
    static const char *const always[] = { "SystemPreferencesDomain", "WirelessDomain",
                                          "ManagedPreferencesDomain", "RootDomain" };
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (mk_span_is(item->domain, always[i]))
            return 4;
    return 3;
}

int mk_phone_file_key(uint8_t out[static MK_IOS_KEY], struct mk_span seed,
                      const struct mk_phone_item *item, struct mk_error *e)
{
    return mk_phone_derived(out, seed, "file", mk_span(item->id, sizeof item->id), e);
}

/* ---- MBFile ---- */

static void put_uint(plist_t dict, const char *key, uint64_t v)
{
    plist_dict_set_item(dict, key, plist_new_uint(v));
}

static plist_t class_named(const char *const *names)
{
    plist_t d = plist_new_dict(), all = plist_new_array();
    for (size_t i = 0; names[i]; i++)
        plist_array_append_item(all, plist_new_string(names[i]));
    plist_dict_set_item(d, "$classname", plist_new_string(names[0]));
    plist_dict_set_item(d, "$classes", all);
    return d;
}

/* The next object of the archive; its number, which then stands under `key`. */
static void add_object(plist_t objects, plist_t owner, const char *key, plist_t object)
{
    plist_dict_set_item(owner, key, plist_new_uid(plist_array_get_size(objects)));
    plist_array_append_item(objects, object);
}

/* The key as NSMutableData, a property list's data in an object of its own. */
static void add_key(plist_t objects, plist_t file, struct mk_span key)
{
    static const char *const data[] = { "NSMutableData", "NSData", "NSObject", NULL };
    plist_t d = plist_new_dict();
    plist_dict_set_item(d, "NS.data", plist_new_data((const char *)key.p, key.len));
    add_object(objects, file, "EncryptionKey", d);
    add_object(objects, d, "$class", class_named(data));
}

static plist_t mbfile(const struct mk_phone_item *item, uint64_t inode, struct mk_span key)
{
    static const char *const classes[] = { "MBFile", "NSObject", NULL };
    plist_t root = plist_new_dict(), top = plist_new_dict(), objects = plist_new_array();
    plist_t file = plist_new_dict();
    plist_array_append_item(objects, plist_new_string("$null"));
    add_object(objects, top, "root", file);
    put_uint(file, "LastModified", (uint64_t)item->modified);
    put_uint(file, "Flags", 0);
    put_uint(file, "GroupID", 501);
    put_uint(file, "LastStatusChange", (uint64_t)item->modified);
    put_uint(file, "Birth", (uint64_t)item->modified);
    put_uint(file, "Size", item->size);
    put_uint(file, "Mode", item->mode);
    put_uint(file, "UserID", 501);
    put_uint(file, "InodeNumber", inode);
    put_uint(file, "ProtectionClass", item->type == MK_IOS_FILE ? mk_phone_class_of(item) : 0);
    add_object(objects, file, "RelativePath", plist_new_string((const char *)item->path.p));
    if (item->target.len)
        add_object(objects, file, "Target", plist_new_string((const char *)item->target.p));
    if (key.len)
        add_key(objects, file, key);
    add_object(objects, file, "$class", class_named(classes));
    put_uint(root, "$version", 100000);
    plist_dict_set_item(root, "$archiver", plist_new_string("NSKeyedArchiver"));
    plist_dict_set_item(root, "$top", top);
    plist_dict_set_item(root, "$objects", objects);
    return root;
}

/* As the manifest has it. A plain backup's has keys as well, of a bag that nobody has. */
static int stored_key(struct mk_buf *out, const struct mk_phone_lists *l,
                      const struct mk_phone_item *item, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    uint32_t number = mk_phone_class_of(item);
    mk_buf_clear(out);
    if (item->type != MK_IOS_FILE)
        return 0;
    mk_buf_u32le(out, number);
    if (mk_phone_file_key(key, l->seed, item, e))
        return -1;
    for (size_t i = 0; i < l->nclasses; i++)
        if (l->classes[i].number == number)
            return mk_phone_wrap(out, l->classes[i].key, key, e);
    return mk_fail(e, MK_ESTATE, "no protection class %u", number);
}

/* ---- the database ---- */

static int put_row(sqlite3_stmt *st, const struct mk_phone_item *item, struct mk_span file,
                   struct mk_error *e)
{
    static const int flags[] = { [MK_IOS_FILE] = 1, [MK_IOS_FOLDER] = 2, [MK_IOS_LINK] = 4 };
    char id[2 * MK_IOS_ID + 1];
    for (size_t i = 0; i < MK_IOS_ID; i++)
        snprintf(id + 2 * i, 3, "%02x", item->id[i]);
    sqlite3_bind_text(st, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, (const char *)item->domain.p, (int)item->domain.len, SQLITE_STATIC);
    sqlite3_bind_text(st, 3, (const char *)item->path.p, (int)item->path.len, SQLITE_STATIC);
    sqlite3_bind_int(st, 4, flags[item->type]);
    sqlite3_bind_blob(st, 5, file.p, (int)file.len, SQLITE_STATIC);
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? 0 : mk_fail(e, MK_EIO, "Manifest.db: %s", sqlite3_errstr(rc));
}

static int put_item(sqlite3_stmt *st, const struct mk_phone_lists *l, size_t i, struct mk_buf *key,
                    struct mk_error *e)
{
    const struct mk_phone_item *item = mk_phone_item(l->tree, i);
    char *bytes = NULL;
    uint32_t n = 0;
    if (stored_key(key, l, item, e))
        return -1;
    plist_t file = mbfile(item, FIRST_INODE + i, mk_buf_span(key));
    plist_to_bin(file, &bytes, &n);
    plist_free(file);
    int rc = bytes ? put_row(st, item, mk_span(bytes, n), e) : mk_fail(e, MK_ENOMEM, "MBFile");
    free(bytes);
    return rc;
}

static int put_rows(sqlite3 *db, const struct mk_phone_lists *l, struct mk_error *e)
{
    static const char insert[] = "INSERT INTO Files VALUES (?,?,?,?,?)";
    sqlite3_stmt *st = NULL;
    struct mk_buf key;
    int rc = sqlite3_prepare_v2(db, insert, -1, &st, NULL);
    mk_buf_init(&key, 128);
    if (rc != SQLITE_OK)
        rc = mk_fail(e, MK_EIO, "Manifest.db: %s", sqlite3_errmsg(db));
    for (size_t i = 0; rc == 0 && i < l->tree->n; i++)
        rc = put_item(st, l, i, &key, e);
    mk_buf_done(&key);
    sqlite3_finalize(st);
    return rc;
}

static int run(sqlite3 *db, const char *sql, struct mk_error *e)
{
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? 0 : mk_fail(e, MK_EIO, "Manifest.db: %s", sqlite3_errmsg(db));
}

static int fill(sqlite3 *db, const struct mk_phone_lists *l, struct mk_error *e)
{
    static const char begin[] =
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version=2; BEGIN;"
        "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT,"
        " flags INTEGER, file BLOB);"
        "CREATE INDEX FilesDomainIdx ON Files(domain);"
        "CREATE INDEX FilesRelativePathIdx ON Files(relativePath);"
        "CREATE INDEX FilesFlagsIdx ON Files(flags);"
        "CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);";
    static const char heavy[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)"
        "INSERT INTO Properties SELECT 'filler ' || i, zeroblob(100000000) FROM n";
    int rc = run(db, begin, e);
    if (rc == 0)
        rc = put_rows(db, l, e);
    if (rc == 0 && l->heavy)
        rc = run(db, heavy, e);
    return rc == 0 ? run(db, "COMMIT", e) : rc;
}

int mk_phone_list_db(int *fd, const struct mk_phone_lists *l, struct mk_error *e)
{
    char path[4096];
    sqlite3 *db = NULL;
    const char *tmp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/moka-phantom.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    int rc = -1, f = mkostemp(path, O_CLOEXEC);
    if (f < 0)
        return mk_fail_errno(e, path);
    if (sqlite3_open(path, &db) == SQLITE_OK)
        rc = fill(db, l, e);
    else
        mk_fail(e, MK_EIO, "%s: %s", path, db ? sqlite3_errmsg(db) : "no memory");
    unlink(path);
    sqlite3_close(db);
    if (rc == 0)
        *fd = f;
    else
        close(f);
    return rc;
}
