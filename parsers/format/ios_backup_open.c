#include "parsers/format/ios_backup_open.h"
#include "parsers/base/mac.h"
#include "parsers/format/ios_cipher.h"
#include <stdlib.h>

#define ARENA_MAX ((size_t)256 << 20)
#define PATH_MOST 8192u
#define KEY_MOST  256u

const struct mk_held *mk_ios_backup_at(const struct mk_ios_backup *b, size_t i)
{
    return (const struct mk_held *)(const void *)b->held.p + i;
}

static int open_list(struct mk_file *out, const struct mk_ios_backup *b, enum mk_backup_list which,
                     struct mk_error *e)
{
    const struct mk_source *src = b->files.src;
    return src->open(out, src->u, b->files.ids[which], e);
}

/* ---- payload by name ---- */

static int by_name(const void *x, const void *y, void *u)
{
    const struct mk_payload *all = u;
    uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
    int d = memcmp(all[i].name, all[k].name, sizeof all[i].name);
    return d ? d : (i > k) - (i < k);
}

static int sort_payload(struct mk_ios_backup *b, struct mk_error *e)
{
    size_t n = b->files.n;
    if (n >= MK_NO_PAYLOAD)
        return mk_fail(e, MK_ELIMIT, "too many files in one backup");
    b->by_name = calloc(n + 1, sizeof *b->by_name);
    b->named = calloc(n + 1, 1);
    if (!b->by_name || !b->named)
        return mk_fail(e, MK_ENOMEM, "files of the backup");
    for (size_t i = 0; i < n; i++)
        b->by_name[i] = (uint32_t)i;
    qsort_r(b->by_name, n, sizeof *b->by_name, by_name, (void *)b->files.payload);
    return 0;
}

/* ---- keys ---- */

static int is_plain(bool *out, const struct mk_file *list, struct mk_error *e)
{
    static const char magic[16] = "SQLite format 3"; /* sqlite.org/fileformat2.html */
    uint8_t head[sizeof magic];
    size_t got;
    if (list->pread(list->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    *out = got == 0 || mk_span_eq(mk_span(head, got), mk_span(magic, sizeof magic));
    return 0;
}

static int unlock(struct mk_ios_backup *b, const struct mk_ios_lock *lock,
                  const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_keybag bag;
    if (mk_ios_keybag_read(&bag, mk_buf_span(&lock->bag), e) != 0 ||
        mk_ios_keybag_unlock(&b->keys, &bag, cx, e) != 0)
        return -1;
    b->encrypted = true;
    if (b->keys.refused)
        mk_remark(&b->remarks, "%zu class keys do not fit the password that opens the others",
                  b->keys.refused);
    return 0;
}

/* The manifest itself, which has been encrypted as well since iOS 10.2. */
static int decrypt_list(struct mk_ios_backup *b, const struct mk_ios_lock *lock, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    const char *odd = NULL;
    int rc = mk_ios_file_key(key, &b->keys, mk_buf_span(&lock->key), e);
    if (rc != 0)
        return mk_fail_in(e, "ManifestKey");
    struct mk_file in = b->list;
    b->list = (struct mk_file){ 0 };
    rc = mk_ios_decrypted(&b->list, &odd, &in, key, NULL, e);
    mk_wipe(key, sizeof key);
    if (rc == 0 && odd)
        mk_remark(&b->remarks, "Manifest.db: %s", odd);
    return rc;
}

static int open_lock(struct mk_ios_backup *b, const struct mk_ios_lock *lock,
                     enum mk_backup_list which, const struct mk_context *cx, struct mk_error *e)
{
    bool plain = true;
    if (which == MK_BACKUP_DB && is_plain(&plain, &b->list, e) != 0)
        return -1;
    if (!lock->encrypted && plain)
        return 0;
    if (!lock->encrypted)
        return mk_fail(e, MK_EFORMAT,
                       "Manifest.db: no database, and nothing says that it is "
                       "encrypted");
    if (which == MK_BACKUP_DB && plain && lock->key.len) {
        mk_remark(&b->remarks, "Manifest.plist says encrypted, but Manifest.db is plain: taken "
                               "for a backup that another tool has decrypted");
        return 0;
    }
    int rc = unlock(b, lock, cx, e);
    return rc == 0 && !plain ? decrypt_list(b, lock, e) : rc;
}

static int find_keys(struct mk_ios_backup *b, enum mk_backup_list which,
                     const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_lock lock = { 0 };
    struct mk_file plist = { 0 };
    int rc = 0;
    if (b->files.has[MK_BACKUP_MANIFEST]) {
        rc = open_list(&plist, b, MK_BACKUP_MANIFEST, e);
        if (rc == 0)
            rc = mk_ios_lock_read(&lock, &plist, e);
        mk_file_close(&plist);
    }
    if (rc == 0)
        rc = open_lock(b, &lock, which, cx, e);
    mk_ios_lock_done(&lock);
    return rc;
}

/* ---- all of it ---- */

void mk_ios_backup_free(struct mk_ios_backup *b)
{
    if (!b)
        return;
    mk_file_close(&b->list);
    mk_ios_keys_wipe(&b->keys);
    mk_remarks_done(&b->remarks);
    mk_arena_done(&b->arena);
    mk_buf_done(&b->held);
    mk_buf_done(&b->path);
    mk_buf_done(&b->key);
    free(b->by_name);
    free(b->named);
    free(b);
}

int mk_ios_backup_open(struct mk_ios_backup **out, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ios_backup *b = calloc(1, sizeof *b);
    if (!b)
        return mk_fail(e, MK_ENOMEM, "iOS backup");
    b->files = *cx->backup;
    mk_arena_init(&b->arena, ARENA_MAX);
    mk_buf_init(&b->path, PATH_MOST);
    mk_buf_init(&b->key, KEY_MOST);
    mk_remarks_init(&b->remarks);
    enum mk_backup_list which = b->files.has[MK_BACKUP_DB] ? MK_BACKUP_DB : MK_BACKUP_MBDB;
    int rc = b->files.has[which] ? sort_payload(b, e)
                                 : mk_fail(e, MK_EFORMAT, "iOS backup: no list of its files");
    if (rc == 0)
        rc = open_list(&b->list, b, which, e);
    if (rc == 0)
        rc = find_keys(b, which, cx, e);
    if (rc == 0)
        rc = mk_ios_backup_list(b, which, e);
    if (rc != 0) {
        mk_ios_backup_free(b);
        return -1;
    }
    *out = b;
    return 0;
}

struct mk_span mk_ios_backup_stored(char out[static MK_STORED_LEN], const struct mk_ios_backup *b,
                                    const struct mk_held *h)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;
    if (h->payload == MK_NO_PAYLOAD)
        return mk_span(NULL, 0);
    if (!b->files.payload[h->payload].flat) {
        out[n++] = digits[h->id[0] >> 4];
        out[n++] = digits[h->id[0] & 15];
        out[n++] = '/';
    }
    for (size_t i = 0; i < sizeof h->id; i++) {
        out[n++] = digits[h->id[i] >> 4];
        out[n++] = digits[h->id[i] & 15];
    }
    return mk_span(out, n);
}

static int decrypt_file(struct mk_file *out, struct mk_ios_backup *b, const struct mk_held *h,
                        struct mk_file *in, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    const char *odd = NULL;
    uint64_t none = UINT64_MAX; /* fits nothing: then the padding tells */
    if (mk_ios_file_key(key, &b->keys, h->key, e) != 0) {
        mk_file_close(in);
        return -1;
    }
    int rc = mk_ios_decrypted(out, &odd, in, key, h->has_size ? &h->size : &none, e);
    mk_wipe(key, sizeof key);
    if (rc == 0 && odd)
        mk_remark_on(&b->remarks, h->path, "%s", odd);
    return rc;
}

int mk_ios_backup_file(struct mk_file *out, struct mk_ios_backup *b, const struct mk_held *h,
                       struct mk_error *e)
{
    const struct mk_source *src = b->files.src;
    struct mk_file in = { 0 };
    if (h->payload == MK_NO_PAYLOAD)
        return mk_fail(e, MK_EIO, "the manifest names it, but its file is not in the backup");
    if (src->open(&in, src->u, b->files.payload[h->payload].id, e) != 0)
        return -1;
    if (b->encrypted && h->key.len)
        return decrypt_file(out, b, h, &in, e);
    if (b->encrypted && in.size)
        mk_remark_on(&b->remarks, h->path, "has no key in the manifest: read as it lies");
    if (h->has_size && h->size != in.size)
        mk_remark_on(&b->remarks, h->path, "%llu bytes in the manifest, %llu in its file",
                     (unsigned long long)h->size, (unsigned long long)in.size);
    *out = in;
    return 0;
}
