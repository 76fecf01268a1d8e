/* The counter written: each step a line, and where there is a TPM one that it has counted, too. */
#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES 4096

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
    const struct mk_kit_counted *by; /* NULL: no TPM counts it */
    uint64_t nv;
    const char *why; /* or NULL */
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
    if (s->by) {
        mk_json_kv_str(&j, "tpm", s->by->tpm);
        mk_json_kv_uint(&j, "nv", s->nv);
    }
    if (s->why)
        mk_json_kv_str(&j, "why", s->why);
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

static int add(uint64_t *n, struct mk_kit *k, int fd, const struct step *s, struct mk_error *e)
{
    off_t keep = 0;
    struct mk_buf before, line;
    mk_buf_init(&before, 2 * LINE_BYTES);
    mk_buf_init(&line, LINE_BYTES);
    int rc = last_line(&before, &keep, fd, e) || next_number(n, mk_buf_span(&before), e) ||
                     make_line(&line, *n, k, s, mk_buf_span(&before), e) ||
                     append_line(k->dir, fd, keep, mk_buf_span(&line), e)
                 ? -1
                 : 0;
    mk_buf_done(&before);
    mk_buf_done(&line);
    return rc;
}

/* The line is durable before the TPM counts it: where the power fails between the two, the TPM is
 * one behind, and the run was not begun. It is never ahead of lines that were not taken away. */
static int by_tpm(uint64_t *n, struct mk_kit *k, int fd, struct step s, struct mk_kit_counted *c,
                  struct mk_error *e)
{
    s.by = c;
    if (c->act) {
        struct step found = s;
        found.act = c->act;
        found.why = c->why[0] ? c->why : NULL;
        found.nv = c->nv;
        if (add(n, k, fd, &found, e))
            return -1;
    }
    if (!c->nv && mk_kit_counted_on(c, k, e)) /* a counter begins where the TPM's others are */
        return -1;
    s.nv = c->nv + 1;
    if (add(n, k, fd, &s, e) || mk_kit_counted_on(c, k, e))
        return -1;
    if (c->nv == s.nv)
        return 0;
    c->refused = true;
    return mk_fail(e, MK_EREFUSED, "somebody else has moved its counter on");
}

/* A TPM that does not count must not keep an officer from a run: the line says why it did not. */
static int count(uint64_t *n, struct mk_kit *k, int fd, struct step s, struct mk_error *e)
{
    struct mk_kit_counted c;
    struct mk_error not = { 0 };
    if (mk_kit_counted_look(&c, k, e))
        return -1;
    int rc = c.on ? by_tpm(n, k, fd, s, &c, &not ) : -1;
    if (rc != 0 && c.on && !c.refused)
        return mk_fail(e, not .code, "%s", not .text);
    if (rc != 0) {
        s.why = c.on ? not .text : c.why[0] ? c.why : NULL;
        rc = add(n, k, fd, &s, e);
    }
    mk_kit_counted_tell(k, &c, c.refused ? not .text : NULL);
    return rc;
}

int mk_kit_count(uint64_t *n, struct mk_kit *k, const char *run, const char *act, int64_t wall_us,
                 struct mk_error *e)
{
    struct step s = { .run = run, .act = act, .wall_us = wall_us };
    int fd = openat(k->dir, "counter.jsonl", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int rc =
        fd < 0 || flock(fd, LOCK_EX) != 0 ? mk_fail_errno(e, "kit counter") : count(n, k, fd, s, e);
    if (fd >= 0)
        close(fd);
    return rc;
}
