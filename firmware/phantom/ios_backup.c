#include "firmware/phantom/ios_backup_lists.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST_MAX  ((size_t)16 << 20)
#define PIECE     ((size_t)64 << 10)
#define SHORTER   10000u /* rounds of the shorter derivation, as phones have them */
#define NCLASSES  11u
#define OUR_FIRST 9u /* classes from here on: "this device only" */

struct mk_phone_backup {
    struct mk_phone_tree tree;
    char *seed;          /* as the exercise has it, in JSON */
    struct mk_buf files; /* uint32_t[]: which items are files */
    size_t n;
    struct mk_phone_class classes[NCLASSES];
    struct mk_phone_lists lists;
    bool encrypted;
    struct mk_buf keybag, manifest, status;
    int db;
};

/* ---- keys ---- */

static int make_classes(struct mk_phone_backup *b, struct mk_error *e)
{
    static const uint32_t order[NCLASSES] = { 3, 4, 1, 2, 5, 6, 7, 8, 9, 10, 11 };
    for (uint32_t i = 0; i < NCLASSES; i++) {
        char label[16];
        snprintf(label, sizeof label, "class %u", order[i]);
        b->classes[i].number = order[i];
        b->classes[i].wrap = order[i] >= OUR_FIRST ? 3 : 2;
        if (mk_phone_derived(b->classes[i].key, b->lists.seed, label, mk_span(NULL, 0), e))
            return -1;
    }
    return 0;
}

static int make_keybag(struct mk_phone_backup *b, const struct mk_phone_backup_options *o,
                       struct mk_error *e)
{
    uint8_t salt[MK_IOS_KEY], salt2[MK_IOS_KEY];
    struct mk_phone_keybag k = {
        .password = o->password,
        .rounds2 = o->rounds ? o->rounds : MK_PHONE_ROUNDS,
        .classes = b->classes,
        .n = NCLASSES,
    };
    k.rounds = k.rounds2 < SHORTER ? k.rounds2 : SHORTER;
    if (mk_phone_derived(salt, b->lists.seed, "SALT", mk_str(o->password), e) ||
        mk_phone_derived(salt2, b->lists.seed, "DPSL", mk_str(o->password), e))
        return -1;
    memcpy(k.salt, salt, sizeof k.salt);
    memcpy(k.salt2, salt2, sizeof k.salt2);
    return mk_phone_keybag_put(&b->keybag, &k, e);
}

/* ---- the lists ---- */

static int make_lists(struct mk_phone_backup *b, const struct mk_phone_backup_options *o,
                      struct mk_error *e)
{
    if (make_classes(b, e) ||
        mk_phone_derived(b->lists.list_key, b->lists.seed, "Manifest.db", mk_span(NULL, 0), e) ||
        (b->encrypted && make_keybag(b, o, e)))
        return -1;
    b->lists.keybag = mk_buf_span(&b->keybag);
    if (mk_phone_list_db(&b->db, &b->lists, e) ||
        mk_phone_list_manifest(&b->manifest, &b->lists, e))
        return -1;
    return mk_phone_list_status(&b->status, &b->lists, "finished", e);
}

static int pick_files(struct mk_phone_backup *b, struct mk_error *e)
{
    for (uint32_t i = 0; i < b->tree.n; i++)
        if (mk_phone_item(&b->tree, i)->type == MK_IOS_FILE) {
            mk_buf_put(&b->files, &i, sizeof i);
            b->n++;
        }
    return mk_buf_ok(&b->files) ? 0 : mk_fail(e, MK_ENOMEM, "backup");
}

static struct mk_phone_backup *empty(const struct mk_phone_backup_options *o)
{
    struct mk_phone_backup *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->db = b->tree.dir = -1;
    b->encrypted = o->password && *o->password;
    b->lists = (struct mk_phone_lists){ .tree = &b->tree,
                                        .doc = o->doc,
                                        .heavy = o->heavy,
                                        .classes = b->classes,
                                        .nclasses = NCLASSES };
    mk_buf_init(&b->files, SIZE_MAX / 2);
    mk_buf_init(&b->keybag, 65536);
    mk_buf_init(&b->manifest, LIST_MAX);
    mk_buf_init(&b->status, LIST_MAX);
    return b;
}

int mk_phone_backup_new(struct mk_phone_backup **out, const struct mk_phone_backup_options *o,
                        struct mk_error *e)
{
    int rc = -1;
    struct mk_phone_backup *b = empty(o);
    const json_t *seed = json_object_get(o->doc, "seed");
    if (!b || (seed && !(b->seed = json_dumps(seed, JSON_ENCODE_ANY | JSON_SORT_KEYS)))) {
        mk_fail(e, MK_ENOMEM, "backup");
        goto out;
    }
    b->lists.seed = mk_str(b->seed);
    if (mk_phone_tree_read(&b->tree, o->exercise,
                           b->encrypted ? NULL : json_object_get(o->doc, "encrypted_only"), e) ||
        pick_files(b, e) || make_lists(b, o, e))
        goto out;
    *out = b;
    b = NULL;
    rc = 0;
out:
    mk_phone_backup_free(b);
    return rc;
}

void mk_phone_backup_free(struct mk_phone_backup *b)
{
    if (!b)
        return;
    mk_phone_tree_done(&b->tree);
    mk_buf_done(&b->files);
    mk_buf_done(&b->keybag);
    mk_buf_done(&b->manifest);
    mk_buf_done(&b->status);
    if (b->db >= 0)
        close(b->db);
    free(b->seed);
    free(b);
}

/* ---- its files ---- */

size_t mk_phone_backup_count(const struct mk_phone_backup *b)
{
    return b->n + MK_PHONE_LISTS;
}

bool mk_phone_backup_encrypted(const struct mk_phone_backup *b)
{
    return b->encrypted;
}

int64_t mk_phone_backup_date(const struct mk_phone_backup *b)
{
    return b->tree.newest;
}

const struct mk_phone_item *mk_phone_backup_item(const struct mk_phone_backup *b, size_t i)
{
    uint32_t at;
    if (i >= b->n)
        return NULL;
    memcpy(&at, b->files.p + i * sizeof at, sizeof at);
    return mk_phone_item(&b->tree, at);
}

int mk_phone_backup_status(struct mk_buf *out, const struct mk_phone_backup *b, const char *state,
                           struct mk_error *e)
{
    return mk_phone_list_status(out, &b->lists, state, e);
}

static void list_file(struct mk_phone_file *out, const struct mk_phone_backup *b, size_t which)
{
    static const char *const names[MK_PHONE_LISTS] = { "Manifest.db", "Manifest.plist",
                                                       "Status.plist" };
    struct stat st = { 0 };
    *out = (struct mk_phone_file){ .part = (enum mk_phone_part)(MK_PHONE_DB + which) };
    snprintf(out->name, sizeof out->name, "%s", names[which]);
    if (out->part == MK_PHONE_DB && fstat(b->db, &st) == 0)
        out->size = b->encrypted ? mk_phone_cbc_size((uint64_t)st.st_size) : (uint64_t)st.st_size;
    else
        out->size = out->part == MK_PHONE_MANIFEST ? b->manifest.len : b->status.len;
}

void mk_phone_backup_file(struct mk_phone_file *out, const struct mk_phone_backup *b, size_t i)
{
    if (i >= b->n) {
        list_file(out, b, i - b->n);
        return;
    }
    const struct mk_phone_item *item = mk_phone_backup_item(b, i);
    *out = (struct mk_phone_file){ .part = MK_PHONE_PAYLOAD, .item = item };
    out->size = b->encrypted ? mk_phone_cbc_size(item->size) : item->size;
    int n = snprintf(out->name, sizeof out->name, "%02x/", item->id[0]);
    for (size_t k = 0; k < MK_IOS_ID; k++, n += 2)
        snprintf(out->name + n, sizeof out->name - (size_t)n, "%02x", item->id[k]);
}

/* ---- reading one ---- */

static int open_payload(struct mk_phone_reading *r, const struct mk_phone_backup *b,
                        const struct mk_phone_item *item, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    r->fd = mk_phone_item_open(&b->tree, item, e);
    if (r->fd < 0)
        return -1;
    if (!b->encrypted)
        return 0;
    if (mk_phone_file_key(key, b->lists.seed, item, e))
        return -1;
    return mk_phone_cbc_new(&r->cbc, key, e);
}

static int open_db(struct mk_phone_reading *r, const struct mk_phone_backup *b, struct mk_error *e)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", b->db); /* an offset of its own */
    r->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0)
        return mk_fail_errno(e, "Manifest.db");
    return b->encrypted ? mk_phone_cbc_new(&r->cbc, b->lists.list_key, e) : 0;
}

int mk_phone_backup_open(struct mk_phone_reading *out, const struct mk_phone_backup *b, size_t i,
                         struct mk_error *e)
{
    int rc = 0;
    *out = (struct mk_phone_reading){ .fd = -1 };
    mk_buf_init(&out->in, PIECE);
    mk_buf_init(&out->ready, PIECE + 32);
    if (i < b->n)
        rc = open_payload(out, b, mk_phone_backup_item(b, i), e);
    else if (i == b->n)
        rc = open_db(out, b, e);
    else
        out->left = mk_buf_span(i == b->n + 1 ? &b->manifest : &b->status);
    if (rc != 0)
        mk_phone_backup_close(out);
    return rc;
}

static int read_fd(int fd, void *out, size_t n, size_t *got, struct mk_error *e)
{
    ssize_t r;
    do {
        r = read(fd, out, n);
    } while (r < 0 && errno == EINTR);
    *got = r > 0 ? (size_t)r : 0;
    return r < 0 ? mk_fail_errno(e, "reading") : 0;
}

/* Makes `ready` hold something, unless all is read. */
static int refill(struct mk_phone_reading *r, struct mk_error *e)
{
    size_t n;
    r->taken = r->ready.len = 0;
    uint8_t *in = mk_buf_room(&r->in, PIECE), *to = mk_buf_room(&r->ready, PIECE + 16);
    if (!in || !to)
        return mk_fail(e, MK_ENOMEM, "reading");
    while (!r->ended && !r->ready.len) {
        if (read_fd(r->fd, in, PIECE, &n, e) ||
            mk_phone_cbc_put(to, &r->ready.len, r->cbc, mk_span(in, n), e))
            return -1;
        r->ended = n == 0;
    }
    return 0;
}

int mk_phone_backup_read(struct mk_phone_reading *r, void *out, size_t n, size_t *got,
                         struct mk_error *e)
{
    struct mk_span *from = &r->left, ready;
    if (r->fd >= 0 && !r->cbc)
        return read_fd(r->fd, out, n, got, e);
    if (r->cbc) {
        if (r->taken == r->ready.len && refill(r, e))
            return -1;
        ready = mk_span_from(mk_buf_span(&r->ready), r->taken);
        from = &ready;
    }
    *got = n < from->len ? n : from->len;
    if (*got)
        memcpy(out, from->p, *got);
    r->taken += r->cbc ? *got : 0;
    *from = mk_span_from(*from, *got);
    return 0;
}

void mk_phone_backup_close(struct mk_phone_reading *r)
{
    if (r->fd >= 0)
        close(r->fd);
    mk_phone_cbc_free(r->cbc);
    mk_buf_done(&r->in);
    mk_buf_done(&r->ready);
    r->fd = -1;
    r->cbc = NULL;
}
