/* The parts of an object, and what is written of the tree. */
#include "firmware/bundle/disk.h"
#include "firmware/bundle/index.h"
#include "firmware/bundle/lines.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/json.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int mk_merkle_object_init(struct mk_merkle_object *o, const struct mk_digest *seed,
                          struct mk_error *e)
{
    *o = (struct mk_merkle_object){ .number = 0 };
    mk_buf_init(&o->line, MK_JOURNAL_LINE_MAX + 1);
    mk_buf_init(&o->content, MK_MERKLE_SPLIT + 4096);
    mk_buf_init(&o->leaves, (MK_MERKLE_SPLIT + 2) * sizeof(struct mk_digest));
    if (mk_merkle_salts(&o->salts, seed, e) != 0 || mk_sha256_new(&o->hash, e) != 0)
        return -1;
    o->tree.hash = o->hash;
    return 0;
}

void mk_merkle_object_done(struct mk_merkle_object *o)
{
    mk_buf_done(&o->line);
    mk_buf_done(&o->content);
    mk_buf_done(&o->leaves);
    mk_hmac_free(o->salts);
    mk_sha256_free(o->hash);
}

static bool splits(const json_t *o)
{
    static const char *const roles[] = { "ids", "column", "row", "filtered-extract" };
    const char *role = json_string_value(json_object_get(o, "role"));
    json_int_t bytes = json_integer_value(json_object_get(o, "bytes"));
    for (size_t i = 0; role && i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(role, roles[i]))
            return bytes >= 0 && (uint64_t)bytes <= MK_MERKLE_SPLIT;
    return false;
}

/* {"file":"..","bytes":N,"sha256":"..": where the two begin that tell of the whole content, and how
 * long they are; the index has its members in that order. */
static bool find_told(size_t *from, size_t *len, struct mk_span line)
{
    static const char begin[] = ",\"bytes\":", hash[] = ",\"sha256\":\"";
    const uint8_t *at = memmem(line.p, line.len, begin, sizeof begin - 1);
    size_t n = at ? (size_t)(at - line.p) + sizeof begin - 1 : line.len;
    while (n < line.len && line.p[n] >= '0' && line.p[n] <= '9')
        n++;
    size_t end = n + sizeof hash - 1 + MK_SHA256_HEX; /* with its quote */
    if (!at || end > line.len || memcmp(line.p + n, hash, sizeof hash - 1) != 0 ||
        line.p[end - 1] != '"')
        return false;
    *from = (size_t)(at - line.p);
    *len = end - *from;
    return true;
}

static bool plain_line(struct mk_merkle_object *o, char path[static 64], struct mk_span line)
{
    struct mk_index_plain x;
    o->split = false;
    return mk_index_plain(&x, line) && !x.role.p && mk_verify_number(&o->number, x.file) &&
           mk_digest_parse(&o->sha256, x.sha256) &&
           (size_t)snprintf(path, 64, "%.*s", (int)x.file.len, (const char *)x.file.p) < 64;
}

static int read_line(struct mk_merkle_object *o, char path[static 64], struct mk_span line,
                     struct mk_error *e)
{
    if (plain_line(o, path, line))
        return 0;
    json_t *v = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    const char *file = json_string_value(json_object_get(v, "file"));
    const char *sha = json_string_value(json_object_get(v, "sha256"));
    bool good = file && sha && mk_verify_number(&o->number, mk_str(file)) &&
                mk_digest_parse(&o->sha256, mk_str(sha)) &&
                (size_t)snprintf(path, 64, "%s", file) < 64;
    o->split = good && splits(v);
    json_decref(v);
    return good ? 0 : mk_fail(e, MK_EFORMAT, "index.jsonl: a line that names no object");
}

static int read_content(struct mk_merkle_object *o, int dir, const char *path, struct mk_error *e)
{
    const char *why = "";
    int fd = mk_verify_open(&why, dir, path, NULL);
    if (fd < 0)
        return mk_fail(e, why == mk_verify_cannot ? MK_EIO : MK_EFORMAT, "%s: %s", path, why);
    int rc = mk_verify_slurp(&o->content, fd, e);
    close(fd);
    return rc;
}

static int add_leaf(struct mk_merkle_object *o, const struct mk_digest *leaf, struct mk_error *e)
{
    if (mk_merkle_add(&o->tree, leaf, e) != 0)
        return -1;
    if (!o->keep)
        return 0;
    mk_buf_put(&o->leaves, leaf, sizeof *leaf);
    return mk_buf_ok(&o->leaves) ? 0 : mk_fail(e, MK_ENOMEM, "tree of an object");
}

/* A line with its LF; the last may lack it. */
static struct mk_span next(struct mk_span *rest)
{
    const uint8_t *end = rest->len ? memchr(rest->p, '\n', rest->len) : NULL;
    struct mk_span line = mk_span(rest->p, end ? (size_t)(end - rest->p) + 1 : rest->len);
    *rest = mk_span_from(*rest, line.len);
    return line;
}

static int add_lines(struct mk_merkle_object *o, struct mk_error *e)
{
    struct mk_digest salt, leaf;
    struct mk_span rest = mk_buf_span(&o->content);
    for (uint64_t part = 1; rest.len; part++) {
        struct mk_span line = next(&rest);
        if (mk_merkle_salt(&salt, o->salts, o->number, part, e) != 0 ||
            mk_merkle_part(&leaf, o->hash, &salt, line, e) != 0 || add_leaf(o, &leaf, e) != 0)
            return -1;
    }
    return 0;
}

static int shown_line(struct mk_merkle_object *o, struct mk_span line, struct mk_error *e)
{
    size_t from = line.len, len = 0;
    mk_buf_clear(&o->line);
    if (o->split && !find_told(&from, &len, line))
        return mk_fail(e, MK_EFORMAT, "index.jsonl: a line whose members are not in order");
    mk_buf_put(&o->line, line.p, from);
    mk_buf_put(&o->line, line.p + from + len, line.len - from - len);
    mk_buf_u8(&o->line, '\n');
    return mk_buf_ok(&o->line) ? 0 : mk_fail(e, MK_ENOMEM, "tree of an object");
}

static int add_index(struct mk_merkle_object *o, struct mk_span line, struct mk_error *e)
{
    struct mk_digest salt, leaf;
    return shown_line(o, line, e) || mk_merkle_salt(&salt, o->salts, o->number, 0, e) ||
                   mk_merkle_part(&leaf, o->hash, &salt, mk_buf_span(&o->line), e) ||
                   add_leaf(o, &leaf, e)
               ? -1
               : 0;
}

int mk_merkle_object_read(struct mk_merkle_object *o, int dir, struct mk_span line,
                          struct mk_error *e)
{
    char path[64];
    struct mk_digest salt, leaf;
    o->tree.n = 0;
    mk_buf_clear(&o->content);
    mk_buf_clear(&o->leaves);
    if (read_line(o, path, line, e) != 0 || add_index(o, line, e) != 0)
        return -1;
    if (o->split)
        return read_content(o, dir, path, e) || add_lines(o, e) ? -1 : 0;
    return mk_merkle_salt(&salt, o->salts, o->number, 1, e) ||
                   mk_merkle_whole(&leaf, o->hash, &salt, &o->sha256, e) || add_leaf(o, &leaf, e)
               ? -1
               : 0;
}

int mk_merkle_object_leaf(struct mk_digest *out, const struct mk_merkle_object *o,
                          struct mk_error *e)
{
    struct mk_digest root, salt;
    return mk_merkle_root(&root, &o->tree, e) ||
                   mk_merkle_salt(&salt, o->salts, o->number, MK_MERKLE_SELF, e) ||
                   mk_merkle_object(out, o->hash, o->number, o->tree.n, &salt, &root, e)
               ? -1
               : 0;
}

int mk_merkle_index(struct mk_merkle *m, int dir, struct mk_lines *l, const struct mk_digest *seed,
                    struct mk_error *e)
{
    struct mk_merkle_object o;
    struct mk_digest leaf;
    struct mk_span line;
    int rc = mk_merkle_object_init(&o, seed, e);
    m->hash = o.hash;
    while (rc == 0 && (rc = mk_lines_next(&line, l, e)) > 0) {
        rc = mk_merkle_object_read(&o, dir, line, e) || mk_merkle_object_leaf(&leaf, &o, e) ||
                     mk_merkle_add(m, &leaf, e)
                 ? -1
                 : 0;
    }
    m->hash = NULL;
    mk_merkle_object_done(&o);
    return rc;
}

struct mk_span mk_merkle_object_part(const struct mk_merkle_object *o, uint64_t at)
{
    struct mk_span rest = mk_buf_span(&o->content), line = { NULL, 0 };
    for (uint64_t i = 0; i < at && rest.len; i++)
        line = next(&rest);
    return line;
}

/* ---- the seed ---- */

static int make_seed(int dir, const struct mk_disk *disk, struct mk_error *e)
{
    uint8_t raw[32];
    struct mk_buf b;
    if (RAND_priv_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    mk_buf_init(&b, 256);
    mk_buf_puts(&b, "{\"format\":\"moka-merkle-seed-1\",\"seed\":\"");
    mk_buf_hex(&b, mk_span(raw, sizeof raw));
    mk_buf_puts(&b, "\"}\n");
    int rc = mk_buf_ok(&b) ? mk_disk_put(disk, dir, MK_MERKLE_SEED, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, MK_MERKLE_SEED);
    mk_buf_done(&b);
    mk_wipe(raw, sizeof raw);
    return rc;
}

static int read_seed(struct mk_digest *out, int fd, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    int rc = mk_verify_slurp(&b, fd, e);
    if (rc == 0) {
        json_t *o = json_loadb((const char *)b.p, b.len, JSON_REJECT_DUPLICATES, NULL);
        const char *seed = json_string_value(json_object_get(o, "seed"));
        if (!seed || !mk_digest_parse(out, mk_str(seed)))
            rc = mk_fail(e, MK_EFORMAT, MK_MERKLE_SEED " is damaged");
        json_decref(o);
    }
    mk_buf_done(&b);
    return rc;
}

int mk_merkle_seed(struct mk_digest *out, int dir, bool make, const struct mk_disk *disk,
                   struct mk_error *e)
{
    const char *why = "";
    int fd = mk_verify_open(&why, dir, MK_MERKLE_SEED, NULL);
    if (fd < 0 && make && !strcmp(why, "missing")) {
        if (make_seed(dir, disk, e) != 0)
            return -1;
        fd = mk_verify_open(&why, dir, MK_MERKLE_SEED, NULL);
    }
    if (fd < 0)
        return mk_fail(e, why == mk_verify_cannot ? MK_EIO : MK_EABSENT, MK_MERKLE_SEED ": %s",
                       why);
    int rc = read_seed(out, fd, e);
    close(fd);
    return rc;
}
