#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES 4096

/* Every missing folder of the path; those that are there stay as they are. */
static int make_folders(const char *dir, struct mk_error *e)
{
    char path[4096];
    size_t n = strlen(dir);
    if (n == 0 || n >= sizeof path)
        return mk_fail(e, MK_EUSAGE, "kit folder: length of its path");
    memcpy(path, dir, n + 1);
    for (char *p = path + 1;; p++)
        if (*p == '/' || *p == 0) {
            char was = *p;
            *p = 0;
            if (mkdir(path, 0700) != 0 && errno != EEXIST)
                return mk_fail_errno(e, path);
            *p = was;
            if (!was)
                return 0;
        }
}

static int make_id(struct mk_kit *k, struct mk_error *e)
{
    uint8_t raw[4];
    char text[sizeof k->id + 1];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    snprintf(k->id, sizeof k->id, "k-%02x%02x%02x%02x", raw[0], raw[1], raw[2], raw[3]);
    snprintf(text, sizeof text, "%s\n", k->id);
    return mk_disk_put(mk_disk_real(), k->dir, "id", mk_str(text), e);
}

static int read_id(struct mk_kit *k, struct mk_error *e)
{
    char text[sizeof k->id] = { 0 };
    int fd = openat(k->dir, "id", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? make_id(k, e) : mk_fail_errno(e, "kit folder: id");
    ssize_t n = mk_disk_read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? strcspn(text, "\n") : 0] = 0;
    if (n != 11 || strncmp(text, "k-", 2) != 0 || strspn(text + 2, "0123456789abcdef") != 8)
        return mk_fail(e, MK_EFORMAT, "kit folder: id is damaged");
    memcpy(k->id, text, sizeof text);
    return 0;
}

/* One at a time: two that find an empty folder must not make two kits. */
static int read_all(struct mk_kit *k, const char *dir, struct mk_error *e)
{
    if (flock(k->dir, LOCK_EX) != 0)
        return mk_fail_errno(e, dir);
    int rc = read_id(k, e) || mk_kit_key_read(k, dir, e) ? -1 : 0;
    flock(k->dir, LOCK_UN);
    return rc;
}

int mk_kit_open(struct mk_kit **out, const char *dir, struct mk_error *e)
{
    int rc = -1;
    struct mk_kit *k = calloc(1, sizeof *k);
    if (!k) {
        mk_fail(e, MK_ENOMEM, "kit");
        goto out;
    }
    k->dir = -1;
    if (make_folders(dir, e))
        goto out;
    k->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (k->dir < 0) {
        mk_fail_errno(e, dir);
        goto out;
    }
    if (read_all(k, dir, e))
        goto out;
    *out = k;
    k = NULL;
    rc = 0;
out:
    mk_kit_free(k);
    return rc;
}

void mk_kit_free(struct mk_kit *k)
{
    if (!k)
        return;
    if (k->dir >= 0)
        close(k->dir);
    mk_sshkey_free(k->key);
    free(k);
}

const char *mk_kit_id(const struct mk_kit *k)
{
    return k->id;
}

const struct mk_sshkey *mk_kit_key(const struct mk_kit *k)
{
    return k->key;
}

/* The last whole line of the counter file; *keep is where it ends (a torn tail lies behind). */
static int last_line(struct mk_buf *line, off_t *keep, int fd, struct mk_error *e)
{
    uint8_t tail[2 * LINE_BYTES];
    struct stat st;
    if (fstat(fd, &st) != 0)
        return mk_fail_errno(e, "kit counter");
    off_t from = st.st_size > (off_t)sizeof tail ? st.st_size - (off_t)sizeof tail : 0;
    ssize_t n = mk_disk_read_at(fd, tail, sizeof tail, (uint64_t)from);
    if (n < 0)
        return mk_fail_errno(e, "kit counter");
    while (n > 0 && tail[n - 1] != '\n')
        n--;
    *keep = from + n;
    ssize_t start = n ? n - 1 : 0;
    while (start > 0 && tail[start - 1] != '\n')
        start--;
    /* Nothing of ours looks so: to begin again at 1 would hide what was there. */
    if (from > 0 && start == 0)
        return mk_fail(e, MK_EFORMAT, "kit counter: its last line is too long");
    if (n && n - 1 == start)
        return mk_fail(e, MK_EFORMAT, "kit counter: its last line is empty");
    mk_buf_put(line, tail + start, n ? (size_t)(n - 1 - start) : 0);
    return 0;
}

static int next_number(uint64_t *n, struct mk_span line, struct mk_error *e)
{
    *n = 1;
    if (line.len == 0)
        return 0;
    json_t *o = json_loadb((const char *)line.p, line.len, 0, NULL);
    json_int_t last = json_integer_value(json_object_get(o, "n"));
    json_decref(o);
    if (last < 1)
        return mk_fail(e, MK_EFORMAT, "kit counter: its last line cannot be read");
    *n = (uint64_t)last + 1;
    return 0;
}

struct step {
    const char *run, *act;
    int64_t wall_us;
};

static int make_line(struct mk_buf *line, uint64_t n, const struct mk_kit *k, const struct step *s,
                     struct mk_span before, struct mk_error *e)
{
    struct mk_digest prev;
    char hex[MK_SHA256_HEX];
    struct mk_buf sig;
    int rc = -1;
    mk_buf_init(&sig, LINE_BYTES);
    if (mk_sha256_of(&prev, before, e))
        goto out;
    mk_digest_hex(hex, &prev);
    struct mk_json j = mk_json(line);
    mk_json_open(&j, '{');
    mk_json_kv_uint(&j, "n", n);
    mk_json_kv_str(&j, "run", s->run);
    mk_json_kv_str(&j, "act", s->act);
    mk_json_kv_iso(&j, "time", s->wall_us, 6);
    mk_json_kv_str(&j, "prev", hex);
    mk_json_close(&j, '}');
    if (mk_sshkey_sign(&sig, k->key, "moka-counter", mk_buf_span(line), e))
        goto out;
    line->len--; /* the closing bracket: the signature goes in front of it */
    mk_json_kv_text(&j, "sig", mk_buf_span(&sig));
    mk_json_close(&j, '}');
    mk_buf_u8(line, '\n');
    rc = mk_buf_ok(line) ? 0 : mk_fail(e, MK_ENOMEM, "kit counter");
out:
    mk_buf_done(&sig);
    return rc;
}

/* A torn last line is cut off: it was never confirmed to anybody. */
static int append_line(int dir, int fd, off_t keep, struct mk_span line, struct mk_error *e)
{
    if (ftruncate(fd, keep) != 0)
        return mk_fail_errno(e, "kit counter");
    if (mk_disk_write_all(mk_disk_real(), fd, line, e))
        return -1;
    return fdatasync(fd) != 0 || fsync(dir) != 0 ? mk_fail_errno(e, "kit counter") : 0;
}

int mk_kit_count(uint64_t *n, struct mk_kit *k, const char *run, const char *act, int64_t wall_us,
                 struct mk_error *e)
{
    int rc = -1;
    off_t keep;
    struct step s = { run, act, wall_us };
    struct mk_buf before, line;
    int fd = openat(k->dir, "counter.jsonl", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    mk_buf_init(&before, 2 * LINE_BYTES);
    mk_buf_init(&line, LINE_BYTES);
    if (fd < 0 || flock(fd, LOCK_EX) != 0) {
        mk_fail_errno(e, "kit counter");
        goto out;
    }
    if (last_line(&before, &keep, fd, e) || next_number(n, mk_buf_span(&before), e) ||
        make_line(&line, *n, k, &s, mk_buf_span(&before), e) ||
        append_line(k->dir, fd, keep, mk_buf_span(&line), e))
        goto out;
    rc = 0;
out:
    if (fd >= 0)
        close(fd);
    mk_buf_done(&before);
    mk_buf_done(&line);
    return rc;
}
