#include "firmware/bundle/sealed.h"
#include "firmware/bundle/journal.h"
#include "firmware/bundle/tagfile.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/json.h"
#include "parsers/base/time.h"
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define END ".tar.age"

bool mk_sealed_name(char *out, size_t max, const char *file, const char *end)
{
    size_t n = strlen(file), tail = strlen(END);
    if (n <= tail || strcmp(file + n - tail, END) != 0)
        return false;
    return (size_t)snprintf(out, max, "%.*s%s", (int)(n - tail), file, end) < max;
}

int mk_sealed_put(const struct mk_disk *disk, int dir, const char *name, const struct mk_sealed *s,
                  const char *const *recipients, size_t n, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, (size_t)64 << 10);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "format", "moka-sealed-1");
    mk_json_kv_str(&j, "run", s->run);
    mk_json_kv_str(&j, "kit", s->kit);
    mk_json_kv_uint(&j, "kit_counter", s->kit_counter);
    mk_json_kv_iso(&j, "sealed", s->sealed_us, 6);
    mk_json_kv_bool(&j, "training", s->training);
    mk_json_kv_str(&j, "bundle", s->bundle);
    mk_json_kv_str(&j, "file", s->file);
    mk_json_kv_uint(&j, "bytes", s->bytes);
    mk_json_key(&j, "recipients");
    mk_json_open(&j, '[');
    for (size_t i = 0; i < n; i++)
        mk_json_str(&j, recipients[i]);
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
    mk_buf_u8(&b, '\n');
    int rc = mk_buf_ok(&b) ? mk_disk_put(disk, dir, name, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "%s", name);
    mk_buf_done(&b);
    return rc;
}

static bool text(char *out, size_t max, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && (size_t)snprintf(out, max, "%s", s) < max;
}

static bool hash(char out[static MK_SHA256_HEX], const json_t *o, const char *key)
{
    struct mk_digest d;
    return text(out, MK_SHA256_HEX, o, key) && mk_digest_parse(&d, mk_str(out));
}

static bool parse(struct mk_sealed *out, const json_t *o)
{
    char format[32], sealed[64];
    const json_t *bytes = json_object_get(o, "bytes"), *n = json_object_get(o, "kit_counter");
    if (!text(format, sizeof format, o, "format") || strcmp(format, "moka-sealed-1") != 0)
        return false;
    out->training = json_is_true(json_object_get(o, "training"));
    if (!json_is_integer(bytes) || json_integer_value(bytes) < 0 || !json_is_integer(n) ||
        json_integer_value(n) < 0)
        return false;
    out->bytes = (uint64_t)json_integer_value(bytes);
    out->kit_counter = (uint64_t)json_integer_value(n);
    return text(out->run, sizeof out->run, o, "run") && text(out->kit, sizeof out->kit, o, "kit") &&
           hash(out->bundle, o, "bundle") && hash(out->file, o, "file") &&
           text(sealed, sizeof sealed, o, "sealed") &&
           mk_time_parse(&out->sealed_us, mk_str(sealed));
}

int mk_sealed_get(struct mk_sealed *out, int dir, const char *name, struct mk_error *e)
{
    const char *why;
    struct mk_buf b;
    int fd = mk_verify_open(&why, dir, name, NULL);
    if (fd < 0)
        return mk_fail(e, MK_EABSENT, "%.200s: %s", name, why);
    mk_buf_init(&b, (size_t)64 << 10);
    *out = (struct mk_sealed){ 0 };
    int rc = mk_verify_slurp(&b, fd, e);
    close(fd);
    if (rc == 0) {
        json_t *o = json_loadb((const char *)b.p, b.len, JSON_REJECT_DUPLICATES, NULL);
        if (!parse(out, o))
            rc = mk_fail(e, MK_EFORMAT, "%.200s: not what a kit writes", name);
        json_decref(o);
    }
    mk_buf_done(&b);
    return rc;
}

/* ---- of a bundle's folder ---- */

static bool label(char *out, size_t max, struct mk_span info, const char *name)
{
    char key[60];
    int n = snprintf(key, sizeof key, "\n%s: ", name);
    const uint8_t *at = info.len ? memmem(info.p, info.len, key, (size_t)n) : NULL;
    if (!at)
        return false;
    struct mk_span s = mk_span_from(info, (size_t)(at - info.p) + (size_t)n);
    const uint8_t *end = s.len ? memchr(s.p, '\n', s.len) : NULL;
    return end && end > s.p &&
           (size_t)snprintf(out, max, "%.*s", (int)(end - s.p), (const char *)s.p) < max;
}

static int read_info(struct mk_sealed *out, bool *encrypt, int dir, struct mk_error *e)
{
    struct mk_buf info;
    const char *why;
    char word[64] = "";
    int fd = mk_verify_open(&why, dir, "bag-info.txt", NULL);
    if (fd < 0)
        return mk_fail(e, MK_ESTATE, "no sealed bundle: bag-info.txt: %s", why);
    mk_buf_init(&info, (size_t)1 << 20);
    int rc = mk_verify_slurp(&info, fd, e);
    struct mk_span s = mk_buf_span(&info);
    close(fd);
    if (rc == 0 && (!label(out->run, sizeof out->run, s, "External-Identifier") ||
                    strspn(out->run, "0123456789abcdef-") != strlen(out->run) ||
                    !label(out->kit, sizeof out->kit, s, "Moka-Kit")))
        rc = mk_fail(e, MK_EFORMAT, "bag-info.txt names no run or no kit");
    *encrypt = label(word, sizeof word, s, "Moka-Encrypted") && !strcmp(word, "age");
    out->training = label(word, sizeof word, s, "Moka-Training");
    if (label(word, sizeof word, s, "Moka-Kit-Counter"))
        out->kit_counter = strtoull(word, NULL, 10);
    if (label(word, sizeof word, s, "Payload-Oxum"))
        (void)sscanf(word, "%19" SCNu64 ".%19" SCNu64, &out->payload, &out->payload_files);
    if (label(word, sizeof word, s, "Moka-Sealed"))
        (void)mk_time_parse(&out->sealed_us, mk_str(word));
    mk_buf_done(&info);
    return rc;
}

int mk_sealed_of(struct mk_sealed *out, bool *encrypt, const char *path, struct mk_error *e)
{
    struct stat st;
    struct mk_digest d;
    *out = (struct mk_sealed){ 0 };
    int rc = -1, dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return mk_fail_errno(e, path);
    int got = mk_tagfile_hash(&d, dir, "tagmanifest-sha256.txt", e);
    if (fstatat(dir, MK_JOURNAL_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0)
        mk_fail(e, MK_ESTATE, "%.200s: not sealed", path);
    else if (got == 0)
        mk_fail(e, MK_ESTATE, "%.200s: no sealed bundle", path);
    else if (got > 0)
        rc = read_info(out, encrypt, dir, e);
    if (got > 0)
        mk_digest_hex(out->bundle, &d);
    close(dir);
    return rc;
}
