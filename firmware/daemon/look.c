#include "firmware/daemon/look.h"
#include "firmware/bundle/lines.h"
#include "firmware/daemon/words.h"
#include "parsers/base/utf.h"
#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)1 << 20)

/* ---- lines ---- */

int mk_look_lines(int dir, const char *name,
                  int (*each)(void *u, const struct json_t *o, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    struct mk_lines lines;
    struct mk_span line;
    int rc, fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return mk_fail_errno(e, name);
    mk_lines_init(&lines, fd, LINE_MAX_BYTES);
    while ((rc = mk_lines_next(&line, &lines, e)) == 1) {
        json_t *o = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
        rc = json_is_object(o) ? each(u, o, e) : 0;
        json_decref(o);
        if (rc)
            break;
    }
    mk_lines_done(&lines);
    close(fd);
    return rc;
}

const char *mk_look_text(char *out, size_t max, const struct json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    out[0] = 0;
    if (!s)
        return out;
    size_t n = strlen(s);
    if (n >= max)
        n = mk_utf8_valid(mk_span(s, max - 1)); /* of a text that is valid: to a whole one */
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)s[i] < 0x20 || s[i] == 0x7f ? ' ' : s[i];
    out[n] = 0;
    return out;
}

/* ---- the root ---- */

static int read_into(struct mk_sha256 *h, int fd, const char *name, struct mk_error *e)
{
    uint8_t block[65536];
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0)
        if (mk_sha256_add(h, mk_span(block, (size_t)n), e))
            return -1;
    return n < 0 ? mk_fail_errno(e, name) : 0;
}

static int root_of(struct mk_digest *out, int dir, struct mk_error *e)
{
    static const char name[] = "tagmanifest-sha256.txt";
    struct mk_sha256 *h = NULL;
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return mk_fail_errno(e, name);
    int rc = mk_sha256_new(&h, e);
    if (rc == 0)
        rc = read_into(h, fd, name, e);
    if (rc == 0)
        rc = mk_sha256_end(out, h, e);
    mk_sha256_free(h);
    close(fd);
    return rc;
}

static int put_root(struct mk_json *j, int dir, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX], words[MK_HASH_WORDS][MK_WORD_LEN];
    if (root_of(&d, dir, e))
        return -1;
    mk_digest_hex(hex, &d);
    mk_hash_words(words, &d);
    mk_json_kv_str(j, "hash", hex);
    mk_json_key(j, "words");
    mk_json_open(j, '[');
    for (size_t i = 0; i < MK_HASH_WORDS; i++)
        mk_json_str(j, words[i]);
    mk_json_close(j, ']');
    return 0;
}

/* ---- who signed, how much ---- */

static void put_signatures(struct mk_json *j, int dir)
{
    static const char *const who[] = { "kit", "officer" };
    char name[64];
    mk_json_key(j, "signatures");
    mk_json_open(j, '[');
    for (size_t i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "signatures/%s.sig", who[i]);
        if (faccessat(dir, name, R_OK, 0) != 0)
            continue;
        mk_json_open(j, '{');
        mk_json_kv_str(j, "who", who[i]);
        mk_json_kv_str(j, "file", name);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

struct info {
    struct mk_look_seen total;
    bool summed, training;
};

/* Payload-Oxum of RFC 8493: octets, a dot, streams. */
static int read_info(struct info *out, int dir, struct mk_error *e)
{
    char text[8192];
    unsigned long long bytes = 0, objects = 0;
    int fd = openat(dir, "bag-info.txt", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    int rc = n < 0 ? mk_fail_errno(e, "bag-info.txt") : 0;
    if (fd >= 0)
        close(fd);
    if (rc)
        return rc;
    text[n] = 0;
    const char *sum = strstr(text, "\nPayload-Oxum: ");
    out->summed = sum && sscanf(sum, "\nPayload-Oxum: %19llu.%19llu", &bytes, &objects) == 2;
    out->total = (struct mk_look_seen){ .files_total = objects, .bytes_total = bytes };
    out->training = strstr(text, "\nMoka-Training: ") != NULL;
    return 0;
}

static void put_info(struct mk_json *j, const struct info *i)
{
    if (i->summed) {
        mk_json_kv_int(j, "objects", (int64_t)i->total.files_total);
        mk_json_kv_int(j, "bytes", (int64_t)i->total.bytes_total);
    }
    mk_json_kv_bool(j, "training", i->training);
}

int mk_look(struct mk_buf *out, const char *bundle, const char *kit,
            const struct mk_look_told *told, struct mk_error *e)
{
    struct info info;
    struct mk_json j = mk_json(out);
    int dir = open(bundle, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return mk_fail_errno(e, bundle);
    mk_json_open(&j, '{');
    int rc = read_info(&info, dir, e) || mk_look_cover(&j, dir, e) || put_root(&j, dir, e) ||
                     mk_look_changes(&j, dir, e) ||
                     mk_look_verify(&j, bundle, kit, told, &info.total, e)
                 ? -1
                 : 0;
    if (rc == 0) {
        put_info(&j, &info);
        put_signatures(&j, dir);
    }
    mk_json_close(&j, '}');
    close(dir);
    if (rc == 0 && (!mk_buf_ok(out) || out->len > MK_LOOK_MAX))
        rc = mk_fail(e, MK_ELIMIT, "what the bundle holds does not fit the screen");
    return rc;
}
