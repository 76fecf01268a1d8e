#include "firmware/bundle/disclose.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/lines.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/sealed.h"
#include "firmware/bundle/verify.h"
#include "firmware/bundle/writer.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COPY_MAX ((size_t)1 << 20)

struct disclose {
    const struct mk_disk *disk;
    int from, to, items; /* folders: the bundle, the new one, items/ in that */
    struct mk_digest seed;
    const struct mk_disclose_item *want;
    size_t n;
    struct mk_buf leaves; /* of all objects */
    struct mk_buf list;   /* of disclosure.json: the items */
    uint64_t found;       /* objects that were asked for */
};

static bool wanted(const struct disclose *d, uint64_t object, uint64_t part)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct mk_disclose_item *w = &d->want[i];
        if (w->object == object &&
            (part == 0 || w->from == 0 || (part >= w->from && part <= w->to)))
            return true;
    }
    return false;
}

/* ---- files ---- */

static int copy_small(struct disclose *d, int dir, const char *from, const char *name,
                      struct mk_error *e)
{
    struct mk_buf b;
    int fd = openat(d->from, from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, from);
    mk_buf_init(&b, COPY_MAX);
    int rc = mk_verify_slurp(&b, fd, e);
    close(fd);
    if (rc == 0)
        rc = mk_disk_put(d->disk, dir, name, mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}

/* The content of an object that is one part. */
static int copy_object(struct disclose *d, uint64_t number, struct mk_error *e)
{
    struct mk_verify_path path;
    static uint8_t step[64 << 10];
    char name[32];
    ssize_t got = 0;
    int rc = 0, in = openat(d->from, mk_verify_path(&path, number),
                            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (in < 0)
        return mk_fail_errno(e, path.s);
    snprintf(name, sizeof name, "%07llu", (unsigned long long)number);
    int out = d->disk->openat(d->disk->u, d->items, name,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (out < 0)
        rc = mk_fail_errno(e, name);
    while (rc == 0 && (got = mk_disk_read(in, step, sizeof step)) > 0)
        rc = mk_disk_write_all(d->disk, out, mk_span(step, (size_t)got), e);
    if (rc == 0 && got < 0)
        rc = mk_fail_errno(e, path.s);
    if (out >= 0 && d->disk->close(d->disk->u, out) != 0 && rc == 0)
        rc = mk_fail_errno(e, name);
    close(in);
    return rc;
}

static int put_part(struct disclose *d, const struct mk_merkle_object *o, uint64_t part,
                    struct mk_error *e)
{
    char name[64];
    if (part > 0 && !o->split)
        return copy_object(d, o->number, e);
    if (part > 0) {
        snprintf(name, sizeof name, "%07llu.%06llu", (unsigned long long)o->number,
                 (unsigned long long)part);
        return mk_disk_put(d->disk, d->items, name, mk_merkle_object_part(o, part), e);
    }
    snprintf(name, sizeof name, "%07llu.index", (unsigned long long)o->number);
    return mk_disk_put(d->disk, d->items, name, mk_buf_span(&o->line), e);
}

/* ---- proofs ---- */

static void hex(struct mk_json *j, const char *key, struct mk_span bytes)
{
    mk_json_key(j, key);
    mk_json_hex(j, bytes);
}

/* The item but for the object's own way up, which is known once all objects are. */
static int list_part(struct disclose *d, const struct mk_merkle_object *o, uint64_t part,
                     uint64_t at, struct mk_error *e)
{
    struct mk_digest salt, own;
    struct mk_buf path;
    size_t parts = o->leaves.len / sizeof salt;
    const struct mk_digest *leaves = (const void *)o->leaves.p;
    mk_buf_init(&path, MK_MERKLE_DEPTH * sizeof salt);
    int rc = mk_merkle_salt(&salt, o->salts, o->number, part, e) ||
                     mk_merkle_salt(&own, o->salts, o->number, MK_MERKLE_SELF, e) ||
                     mk_merkle_path(&path, leaves, parts, (size_t)part, e)
                 ? -1
                 : 0;
    if (rc == 0) {
        struct mk_json j = mk_json(&d->list);
        j.comma = d->list.len > 1;
        mk_json_open(&j, '{');
        mk_json_kv_uint(&j, "object", o->number);
        mk_json_kv_uint(&j, "part", part);
        mk_json_kv_uint(&j, "parts", parts);
        mk_json_kv_uint(&j, "at", at);
        hex(&j, "salt", mk_span(&salt, sizeof salt));
        hex(&j, "path", mk_buf_span(&path));
        hex(&j, "object_salt", mk_span(&own, sizeof own));
        mk_json_close(&j, '}');
        rc = mk_buf_ok(&d->list) ? 0 : mk_fail(e, MK_ENOMEM, "disclosure");
    }
    mk_buf_done(&path);
    return rc;
}

static int take_object(struct disclose *d, const struct mk_merkle_object *o, uint64_t at,
                       struct mk_error *e)
{
    size_t parts = o->leaves.len / sizeof(struct mk_digest), taken = 0;
    if (!wanted(d, o->number, 0))
        return 0;
    for (uint64_t part = 1; part < parts; part++) {
        if (!wanted(d, o->number, part))
            continue;
        taken++;
        if (put_part(d, o, part, e) != 0 || list_part(d, o, part, at, e) != 0)
            return -1;
    }
    if (!taken && parts > 1)
        return mk_fail(e, MK_EABSENT, "object %llu has no such part: it has %zu",
                       (unsigned long long)o->number, parts - 1);
    d->found++;
    return put_part(d, o, 0, e) || list_part(d, o, 0, at, e) ? -1 : 0;
}

static int walk(struct disclose *d, struct mk_error *e)
{
    struct mk_merkle_object o;
    struct mk_digest leaf;
    struct mk_lines l;
    struct mk_span line;
    int rc, fd = openat(d->from, "index.jsonl", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, "index.jsonl");
    rc = mk_merkle_object_init(&o, &d->seed, e);
    o.keep = true;
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    while (rc == 0 && (rc = mk_lines_next(&line, &l, e)) > 0) {
        uint64_t at = d->leaves.len / sizeof leaf;
        rc = mk_merkle_object_read(&o, d->from, line, e) || mk_merkle_object_leaf(&leaf, &o, e) ||
                     take_object(d, &o, at, e)
                 ? -1
                 : 0;
        if (rc == 0)
            mk_buf_put(&d->leaves, &leaf, sizeof leaf);
    }
    mk_lines_done(&l);
    mk_merkle_object_done(&o);
    close(fd);
    return rc == 0 && !mk_buf_ok(&d->leaves) ? mk_fail(e, MK_ENOMEM, "disclosure") : rc;
}

/* Adds each item's own way up, from its object to the root. */
static int finish_items(struct mk_json *j, struct disclose *d, struct mk_error *e)
{
    struct mk_buf path;
    const struct mk_digest *leaves = (const void *)d->leaves.p;
    size_t n = d->leaves.len / sizeof *leaves, index;
    json_t *items, *item;
    int rc = 0;
    mk_buf_puts(&d->list, "]");
    items = mk_buf_ok(&d->list) ? json_loadb((const char *)d->list.p, d->list.len, 0, NULL) : NULL;
    if (!items)
        return mk_fail(e, MK_ENOMEM, "disclosure");
    mk_buf_init(&path, MK_MERKLE_DEPTH * sizeof *leaves);
    json_array_foreach(items, index, item)
    {
        mk_buf_clear(&path);
        size_t at = (size_t)json_integer_value(json_object_get(item, "at"));
        char *text = json_dumps(item, JSON_COMPACT);
        rc = !text ? mk_fail(e, MK_ENOMEM, "disclosure") : mk_merkle_path(&path, leaves, n, at, e);
        if (rc == 0 && text) {
            text[strlen(text) - 1] = 0; /* the bracket: one more member */
            struct mk_buf one;
            mk_buf_init(&one, (size_t)64 << 10);
            mk_buf_printf(&one, "%s,\"object_path\":\"", text);
            mk_buf_hex(&one, mk_buf_span(&path));
            mk_buf_puts(&one, "\"}");
            mk_json_raw(j, mk_buf_span(&one));
            rc = mk_buf_ok(&one) ? 0 : mk_fail(e, MK_ENOMEM, "disclosure");
            mk_buf_done(&one);
        }
        free(text);
        if (rc != 0)
            break;
    }
    mk_buf_done(&path);
    json_decref(items);
    return rc;
}

static int put_list(struct disclose *d, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, (size_t)64 << 20);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "format", MK_DISCLOSURE_FORMAT);
    mk_json_key(&j, "items");
    mk_json_open(&j, '[');
    int rc = finish_items(&j, d, e);
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
    mk_buf_u8(&b, '\n');
    if (rc == 0)
        rc = mk_buf_ok(&b) ? mk_disk_put(d->disk, d->to, MK_DISCLOSURE, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "disclosure");
    mk_buf_done(&b);
    return rc;
}

static int check_all(const struct disclose *d, struct mk_error *e)
{
    uint64_t asked = 0;
    for (size_t i = 0; i < d->n; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || d->want[k].object == d->want[i].object;
        asked += !again;
    }
    return d->found == asked ? 0
                             : mk_fail(e, MK_EABSENT,
                                       "an object that was asked for is not in "
                                       "the bundle");
}

static int copy_signed(struct disclose *d, struct mk_error *e)
{
    int dir = -1;
    if (copy_small(d, d->to, MK_MERKLE_FILE, MK_MERKLE_FILE, e) != 0 ||
        mk_disk_folder(&dir, d->disk, d->to, "signatures", e) != 0)
        return -1;
    int rc = copy_small(d, dir, MK_MERKLE_SIG, strrchr(MK_MERKLE_SIG, '/') + 1, e);
    close(dir);
    return rc;
}

static void nothing(void *u, bool bad, const char *text)
{
    char *first = u;
    if (bad && !first[0])
        snprintf(first, 200, "%.199s", text);
}

/* What cannot be proven is not handed out. */
static int check_part(const char *part, struct mk_error *e)
{
    enum mk_verdict v;
    char first[200] = "";
    if (mk_verify_disclosure(&v, part, NULL, NULL, nothing, first, e) != 0)
        return -1;
    return v != MK_TAMPERED
               ? 0
               : mk_fail(e, MK_EFORMAT, "the bundle is not what was sealed: %s", first);
}

static int drop_file(void *u, int in, const char *name, struct mk_error *e)
{
    const struct mk_disk *disk = u;
    (void)e;
    (void)!disk->unlinkat(disk->u, in, name, 0);
    return 0;
}

/* What was made of one that failed. */
static void drop(const struct disclose *d, const char *part)
{
    static const char *const folders[] = { "items", "signatures" };
    for (size_t i = 0; d->to >= 0 && i < sizeof folders / sizeof *folders; i++) {
        (void)!mk_each_name(d->to, folders[i], drop_file, (void *)d->disk, NULL);
        (void)!d->disk->unlinkat(d->disk->u, d->to, folders[i], AT_REMOVEDIR);
    }
    if (d->to >= 0)
        (void)!mk_each_name(d->to, ".", drop_file, (void *)d->disk, NULL);
    (void)!d->disk->unlinkat(d->disk->u, AT_FDCWD, part, AT_REMOVEDIR);
}

/* Bundles of before have no signature that covers the tree alone. */
static int check_signed(const struct disclose *d, struct mk_error *e)
{
    struct stat st;
    if (fstatat(d->from, MK_MERKLE_SIG, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    return mk_fail(e, MK_ESTATE,
                   "no kit has signed the tree of this bundle: nothing of it can be shown "
                   "by itself");
}

static int fill(struct disclose *d, const char *dir, const char *part, struct mk_error *e)
{
    d->to = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (d->to < 0)
        return mk_fail_errno(e, part);
    if (mk_disk_folder(&d->items, d->disk, d->to, "items", e) != 0 || walk(d, e) != 0 ||
        check_all(d, e) != 0 || put_list(d, e) != 0 || copy_signed(d, e) != 0)
        return -1;
    if (check_part(part, e) != 0)
        return -1;
    if (d->disk->syncfs(d->disk->u, d->to) != 0 ||
        d->disk->renameat(d->disk->u, AT_FDCWD, part, dir) != 0)
        return mk_fail_errno(e, dir);
    return 0;
}

static int make(struct disclose *d, const char *dir, struct mk_error *e)
{
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s.part", dir) >= sizeof part)
        return mk_fail(e, MK_EUSAGE, "the folder's name is too long");
    if (access(dir, F_OK) == 0)
        return mk_fail(e, MK_EUSAGE, "%.200s: there already", dir);
    if (d->disk->mkdirat(d->disk->u, AT_FDCWD, part, 0700) != 0)
        return mk_fail_errno(e, part);
    if (fill(d, dir, part, e) == 0)
        return 0;
    drop(d, part);
    return -1;
}

int mk_disclose(const char *dir, const char *bundle, const struct mk_disclose_item *items, size_t n,
                const struct mk_disk *disk, struct mk_error *e)
{
    struct disclose d = { .disk = disk, .want = items, .n = n, .to = -1, .items = -1 };
    struct mk_sealed s;
    bool encrypt;
    if (mk_sealed_of(&s, &encrypt, bundle, e) != 0)
        return -1;
    d.from = open(bundle, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (d.from < 0)
        return mk_fail_errno(e, bundle);
    mk_buf_init(&d.leaves, (size_t)64 << 20);
    mk_buf_init(&d.list, (size_t)64 << 20);
    mk_buf_puts(&d.list, "[");
    int rc =
        check_signed(&d, e) || mk_merkle_seed(&d.seed, d.from, false, disk, e) || make(&d, dir, e)
            ? -1
            : 0;
    mk_buf_done(&d.leaves);
    mk_buf_done(&d.list);
    if (d.items >= 0)
        close(d.items);
    if (d.to >= 0)
        close(d.to);
    close(d.from);
    return rc;
}

bool mk_is_disclosure(const char *dir)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/" MK_DISCLOSURE, dir);
    return access(path, F_OK) == 0;
}
