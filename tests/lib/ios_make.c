#include "tests/lib/ios_make.h"
#include "firmware/phantom/ios_backup_crypt.h"
#include "parsers/format/ios_manifest.h"
#include <assert.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define CLASS 3

static const uint8_t *pattern(uint8_t out[32], uint8_t from)
{
    for (size_t i = 0; i < 32; i++)
        out[i] = (uint8_t)(from + i);
    return out;
}

/* ---- encrypting ---- */

static void cipher(struct mk_buf *out, const uint8_t *key, struct mk_span in)
{
    struct mk_phone_cbc *c = NULL;
    struct mk_error e;
    size_t n = 0, last = 0;
    uint8_t *to = mk_buf_room(out, in.len + 32);
    assert(to);
    int rc = mk_phone_cbc_new(&c, key, &e);
    if (rc == 0 && in.len)
        rc = mk_phone_cbc_put(to, &n, c, in, &e);
    if (rc == 0)
        rc = mk_phone_cbc_put(to + n, &last, c, mk_span(NULL, 0), &e);
    assert(rc == 0);
    (void)rc;
    out->len += n + last;
    mk_phone_cbc_free(c);
}

static void class_key(uint8_t out[32])
{
    pattern(out, 100);
}

/* As a manifest has it. */
static void stored_key(struct mk_buf *out, const uint8_t *key)
{
    uint8_t of_class[32];
    class_key(of_class);
    mk_buf_u32le(out, CLASS);
    int rc = mk_phone_wrap(out, of_class, key, NULL);
    assert(rc == 0);
    (void)rc;
}

void ios_make_keybag(struct mk_buf *out, const struct ios_make_options *o)
{
    struct mk_phone_class classes[] = {
        { .number = CLASS, .wrap = 2 },
        { .number = 11, .wrap = 1 }, /* under the phone's own key: nobody's here */
    };
    struct mk_phone_keybag k = {
        .password = o->password,
        .rounds = o->rounds ? o->rounds : 1,
        .rounds2 = o->rounds2 == UINT32_MAX ? 0
                   : o->rounds2             ? o->rounds2
                                            : 1,
        .classes = classes,
        .n = 2,
    };
    memcpy(k.salt, "a salt of 20 bytes..", sizeof k.salt);
    memcpy(k.salt2, "another salt of 20..", sizeof k.salt2);
    class_key(classes[0].key);
    int rc = mk_phone_keybag_put(out, &k, NULL);
    assert(rc == 0);
    (void)rc;
}

/* ---- the tree ---- */

void ios_make_put(struct ios_make *m, const char *path, struct mk_span bytes)
{
    assert(m->n < IOS_FILES);
    struct ios_file *f = &m->files[m->n++];
    snprintf(f->path, sizeof f->path, "%s", path);
    mk_buf_init(&f->bytes, (size_t)64 << 20);
    mk_buf_put(&f->bytes, bytes.p, bytes.len);
    assert(mk_buf_ok(&f->bytes));
}

void ios_make_begin(struct ios_make *m, const struct ios_make_options *o)
{
    *m = (struct ios_make){ .o = *o };
    mk_buf_init(&m->mbdb, (size_t)1 << 20);
    mk_buf_put(&m->mbdb, "mbdb\5\0", 6);
    int rc = sqlite3_open(":memory:", &m->db);
    assert(rc == SQLITE_OK);
    rc = sqlite3_exec(m->db,
                      "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT,"
                      " relativePath TEXT, flags INTEGER, file BLOB);"
                      "CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB)",
                      NULL, NULL, NULL);
    assert(rc == SQLITE_OK);
    (void)rc;
}

static void data(struct mk_buf *out, struct mk_span s)
{
    uint8_t *to = mk_buf_room(out, s.len * 2 + 8);
    assert(to);
    out->len += (size_t)EVP_EncodeBlock(to, s.p, (int)s.len);
}

/* A keyed archive, spelled as XML. */
static void mbfile(struct mk_buf *out, int64_t size, struct mk_span key)
{
    mk_buf_printf(out,
                  "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>$version</key>"
                  "<integer>100000</integer><key>$archiver</key><string>NSKeyedArchiver</string>"
                  "<key>$top</key><dict><key>root</key><dict><key>CF$UID</key><integer>1</integer>"
                  "</dict></dict><key>$objects</key><array><string>$null</string><dict>"
                  "<key>Size</key><integer>%lld</integer><key>Mode</key><integer>33188</integer>"
                  "<key>LastModified</key><integer>1700000000</integer>"
                  "<key>ProtectionClass</key><integer>%d</integer>",
                  (long long)size, CLASS);
    if (key.len) {
        mk_buf_puts(out, "<key>EncryptionKey</key><dict><key>CF$UID</key><integer>2</integer>"
                         "</dict></dict><dict><key>NS.data</key><data>");
        data(out, key);
        mk_buf_puts(out, "</data>");
    }
    mk_buf_puts(out, "</dict></array></dict></plist>");
}

static void text16(struct mk_buf *b, struct mk_span s)
{
    mk_buf_u8(b, (uint8_t)(s.len >> 8));
    mk_buf_u8(b, (uint8_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

static void mbdb_row(struct mk_buf *b, struct mk_span domain, struct mk_span path, uint16_t mode,
                     struct mk_span key, uint64_t size)
{
    text16(b, domain);
    text16(b, path);
    mk_buf_put(b, "\xff\xff\xff\xff", 4); /* no target, no digest */
    if (key.len)
        text16(b, key);
    else
        mk_buf_put(b, "\xff\xff", 2);
    mk_buf_u8(b, (uint8_t)(mode >> 8));
    mk_buf_u8(b, (uint8_t)mode);
    for (size_t i = 0; i < 8; i++)
        mk_buf_u8(b, 0);
    mk_buf_u32be(b, 501);
    mk_buf_u32be(b, 501);
    for (size_t i = 0; i < 3; i++)
        mk_buf_u32be(b, 1400000000);
    mk_buf_u32be(b, (uint32_t)(size >> 32));
    mk_buf_u32be(b, (uint32_t)size);
    mk_buf_u8(b, key.len ? CLASS : 0);
    mk_buf_u8(b, 1);
    text16(b, mk_str("com.example.attribute"));
    text16(b, mk_str("value"));
}

static void db_row(struct ios_make *m, const char *id, struct mk_span domain, struct mk_span path,
                   int flags, struct mk_span file)
{
    sqlite3_stmt *st = NULL;
    int rc =
        sqlite3_prepare_v2(m->db, "INSERT OR REPLACE INTO Files VALUES (?,?,?,?,?)", -1, &st, NULL);
    assert(rc == SQLITE_OK);
    sqlite3_bind_text(st, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, (const char *)domain.p, (int)domain.len, SQLITE_STATIC);
    sqlite3_bind_text(st, 3, (const char *)path.p, (int)path.len, SQLITE_STATIC);
    sqlite3_bind_int(st, 4, flags);
    sqlite3_bind_blob(st, 5, file.p, (int)file.len, SQLITE_STATIC);
    rc = sqlite3_step(st);
    assert(rc == SQLITE_DONE);
    (void)rc;
    sqlite3_finalize(st);
}

void ios_make_row(struct ios_make *m, const char *id, struct mk_span domain, struct mk_span path,
                  int flags)
{
    if (m->o.mbdb)
        mbdb_row(&m->mbdb, domain, path, flags == 2 ? 0x41ed : 0x81a4, mk_span(NULL, 0), 0);
    else
        db_row(m, id, domain, path, flags, mk_span(NULL, 0));
}

void ios_make_file(struct ios_make *m, const char *domain, const char *path, struct mk_span bytes,
                   int64_t size)
{
    uint8_t id[20], key[32];
    char hex[41], stored[64];
    struct mk_buf file, wrapped, payload;
    int rc = mk_ios_id(id, mk_str(domain), mk_str(path), NULL);
    assert(rc == 0);
    (void)rc;
    for (size_t i = 0; i < 20; i++)
        snprintf(hex + 2 * i, 3, "%02x", id[i]);
    mk_buf_init(&file, 65536);
    mk_buf_init(&wrapped, 128);
    mk_buf_init(&payload, bytes.len + 64);
    pattern(key, (uint8_t)m->n);
    if (m->o.password) {
        stored_key(&wrapped, key);
        cipher(&payload, key, bytes);
    } else {
        mk_buf_put(&payload, bytes.p, bytes.len);
    }
    size = size < 0 ? (int64_t)bytes.len : size;
    mbfile(&file, size, mk_buf_span(&wrapped));
    if (m->o.mbdb)
        mbdb_row(&m->mbdb, mk_str(domain), mk_str(path), 0x81a4, mk_buf_span(&wrapped),
                 (uint64_t)size);
    else
        db_row(m, hex, mk_str(domain), mk_str(path), 1, mk_buf_span(&file));
    if (m->o.mbdb)
        snprintf(stored, sizeof stored, "%s", hex);
    else
        snprintf(stored, sizeof stored, "%.2s/%s", hex, hex);
    ios_make_put(m, stored, mk_buf_span(&payload));
    mk_buf_done(&file);
    mk_buf_done(&wrapped);
    mk_buf_done(&payload);
}

static void put_manifest_plist(struct ios_make *m, const uint8_t *list_key)
{
    struct mk_buf b, bag, key;
    mk_buf_init(&b, 65536);
    mk_buf_init(&bag, 4096);
    mk_buf_init(&key, 256);
    mk_buf_printf(&b,
                  "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>IsEncrypted</key>"
                  "<%s/><key>Version</key><string>10.0</string><key>Lockdown</key><dict>"
                  "<key>DeviceName</key><string>Test phone</string></dict>",
                  m->o.password ? "true" : "false");
    if (m->o.password) {
        ios_make_keybag(&bag, &m->o);
        mk_buf_puts(&b, "<key>BackupKeyBag</key><data>");
        data(&b, mk_buf_span(&bag));
        mk_buf_puts(&b, "</data>");
    }
    if (m->o.password && !m->o.mbdb && !m->o.plain_list) {
        stored_key(&key, list_key);
        mk_buf_puts(&b, "<key>ManifestKey</key><data>");
        data(&b, mk_buf_span(&key));
        mk_buf_puts(&b, "</data>");
    }
    mk_buf_puts(&b, "</dict></plist>");
    ios_make_put(m, "Manifest.plist", mk_buf_span(&b));
    mk_buf_done(&b);
    mk_buf_done(&bag);
    mk_buf_done(&key);
}

static void put_list(struct ios_make *m, const uint8_t *key)
{
    sqlite3_int64 n = 0;
    unsigned char *p = sqlite3_serialize(m->db, "main", &n, 0);
    struct mk_buf b;
    assert(p);
    mk_buf_init(&b, (size_t)n + 64);
    if (m->o.password && !m->o.plain_list)
        cipher(&b, key, mk_span(p, (size_t)n));
    else
        mk_buf_put(&b, p, (size_t)n);
    ios_make_put(m, "Manifest.db", mk_buf_span(&b));
    mk_buf_done(&b);
    sqlite3_free(p);
}

static int by_path(const void *a, const void *b)
{
    const struct ios_file *x = a, *y = b;
    return strcmp(x->path, y->path);
}

void ios_make_end(struct ios_make *m)
{
    uint8_t key[32];
    pattern(key, 200);
    put_manifest_plist(m, key);
    ios_make_put(m, "Info.plist",
                 mk_str("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>"
                        "<key>Build Version</key><string>20A362</string>"
                        "<key>IMEI</key><string>350000000000006</string>"
                        "<key>Installed Applications</key><array><string>com.example.app</string>"
                        "</array><key>Last Backup Date</key><date>2024-01-02T03:04:05Z</date>"
                        "<key>Product Type</key><string>iPhone14,5</string>"
                        "<key>Target Identifier</key><string>0000</string></dict></plist>"));
    ios_make_put(m, "Status.plist",
                 mk_str("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>"
                        "<key>IsFullBackup</key><true/><key>SnapshotState</key>"
                        "<string>finished</string></dict></plist>"));
    if (m->o.mbdb)
        ios_make_put(m, "Manifest.mbdb", mk_buf_span(&m->mbdb));
    else
        put_list(m, key);
    qsort(m->files, m->n, sizeof *m->files, by_path);
}

void ios_make_done(struct ios_make *m)
{
    for (size_t i = 0; i < m->n; i++)
        mk_buf_done(&m->files[i].bytes);
    mk_buf_done(&m->mbdb);
    sqlite3_close(m->db);
}

/* ---- as a source ---- */

static int list_files(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *),
                      void *eu, struct mk_error *e)
{
    const struct ios_make *m = u;
    for (size_t i = 0; i < m->n; i++) {
        struct mk_entry en = { .id = i, .path = mk_str(m->files[i].path) };
        en.size = m->files[i].bytes.len;
        int rc = each(eu, &en, e);
        if (rc != 0)
            return rc;
    }
    return 0;
}

static int pread_file(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    const struct ios_file *f = u;
    struct mk_span rest =
        mk_span_from(mk_buf_span(&f->bytes), at < SIZE_MAX ? (size_t)at : SIZE_MAX);
    (void)e;
    *got = n < rest.len ? n : rest.len;
    if (*got)
        memcpy(out, rest.p, *got);
    return 0;
}

static int open_file(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct ios_make *m = u;
    if (id >= m->n)
        return mk_fail(e, MK_EIO, "no such file");
    *out = (struct mk_file){ pread_file, NULL, &m->files[id], m->files[id].bytes.len };
    return 0;
}

struct mk_source ios_make_source(struct ios_make *m)
{
    return (struct mk_source){ list_files, open_file, NULL, m };
}
