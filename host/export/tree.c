#include "host/export/tree.h"
#include "parsers/base/escape.h"
#include "parsers/base/utf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART_MAX  200u
#define KEEP      150u /* of one that is cut */
#define PATH_MOST 4096u
#define PIECE     65536u
#define CLASH     "moka-clash"

/* ---- names ---- */

static void percent(struct mk_buf *out, uint8_t c)
{
    mk_buf_printf(out, "%%%02X", c);
}

static void cut(struct mk_buf *out, struct mk_span part)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX] = "";
    if (mk_sha256_of(&d, part, NULL) == 0)
        mk_digest_hex(hex, &d);
    size_t n = KEEP;
    while (n && (out->p[n] & 0xc0) == 0x80)
        n--;
    out->len = n;
    mk_buf_printf(out, "~%.32s", hex);
}

bool mk_tree_name(struct mk_buf *out, struct mk_span part)
{
    bool dots = mk_span_is(part, ".") || mk_span_is(part, "..");
    mk_buf_clear(out);
    for (size_t at = 0; at < part.len;) {
        size_t from = at;
        int32_t c = mk_utf8_next(part, &at);
        bool last = at == part.len && (c == '.' || c == ' ');
        if (c < 0 || mk_is_steering((uint32_t)c) || last || dots ||
            strchr("%\\:*?\"<>|", c < 0x80 ? c : 'x'))
            for (size_t i = from; i < at; i++)
                percent(out, part.p[i]);
        else
            mk_buf_put(out, part.p + from, at - from);
    }
    if (mk_buf_ok(out) && out->len > PART_MAX)
        cut(out, part);
    return !mk_buf_ok(out) || !mk_span_eq(mk_buf_span(out), part);
}

/* ---- writing ---- */

struct job {
    struct mk_tree_tally *tally;
    const struct mk_source *src;
    int dir;
    int (*renamed)(void *u, struct mk_span path, const char *name, struct mk_error *e);
    void *u;
    struct mk_buf part, name; /* one part, all of it */
    struct mk_sha256 *hash;
    uint8_t piece[PIECE];
};

/* The folder that the last part lies in, made on the way; j->part then is that part. -1: errno. */
static int folder_of(struct job *j, struct mk_span path, bool *other)
{
    int at = dup(j->dir);
    *other = false;
    mk_buf_clear(&j->name);
    while (at >= 0) {
        while (path.len && path.p[0] == '/')
            path = mk_span_from(path, 1);
        const uint8_t *slash = path.len ? memchr(path.p, '/', path.len) : NULL;
        struct mk_span part = mk_span(path.p, slash ? (size_t)(slash - path.p) : path.len);
        *other |= mk_tree_name(&j->part, part);
        mk_buf_puts(&j->name, j->name.len ? "/" : "");
        mk_buf_put(&j->name, j->part.p, j->part.len);
        const char *name = mk_buf_cstr(&j->part);
        if (!slash || !name)
            break;
        path = mk_span_from(path, part.len);
        int next = mkdirat(at, name, 0700) == 0 || errno == EEXIST
                       ? openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                       : -1;
        int why = errno;
        close(at);
        errno = why;
        at = next;
    }
    return at;
}

static int make(int dir, const char *name)
{
    return openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* A new file for the entry, and the folder that it lies in. Where two paths cannot both be (a file
 * and a folder of one name, the same path twice) the later one lies below CLASH by its number. */
static int make_for(int *folder, struct job *j, const struct mk_entry *en, bool *other,
                    struct mk_error *e)
{
    int fd = -1;
    *folder = folder_of(j, en->path, other);
    if (*folder >= 0)
        fd = make(*folder, mk_buf_cstr(&j->part));
    if (fd >= 0 || (errno != EEXIST && errno != ENOTDIR && errno != EISDIR && errno != ENOENT &&
                    errno != ENAMETOOLONG))
        return fd >= 0 ? fd : mk_fail_errno(e, "the tree");
    char name[60];
    if (*folder >= 0)
        close(*folder);
    snprintf(name, sizeof name, CLASH "/%llu", (unsigned long long)en->id);
    *folder = folder_of(j, mk_str(name), other);
    *other = true;
    if (*folder >= 0)
        fd = make(*folder, mk_buf_cstr(&j->part));
    return fd >= 0 ? fd : mk_fail_errno(e, "the tree");
}

static int write_piece(int fd, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = write(fd, s.p, s.len);
        if (n > 0)
            s = mk_span_from(s, (size_t)n);
        else if (n == 0 || errno != EINTR)
            return mk_fail_errno(e, "the tree");
    }
    return 0;
}

/* Copies and hashes; *same says whether it is what the index has. */
static int copy(bool *same, struct job *j, int fd, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_file f = { 0 };
    struct mk_digest d;
    uint64_t at = 0;
    size_t got = 1;
    if (j->src->open(&f, j->src->u, en->id, e) != 0)
        return -1;
    int rc = mk_sha256_reset(j->hash, e);
    while (rc == 0 && got) {
        rc = f.pread(f.u, at, j->piece, sizeof j->piece, &got, e);
        struct mk_span s = mk_span(j->piece, rc == 0 ? got : 0);
        if (rc == 0 && mk_sha256_add(j->hash, s, e) != 0)
            rc = -1;
        if (rc == 0)
            rc = write_piece(fd, s, e);
        at += s.len;
    }
    if (rc == 0)
        rc = mk_sha256_end(&d, j->hash, e);
    *same = rc == 0 && (!en->has_sha256 || memcmp(d.b, en->sha256.b, sizeof d.b) == 0);
    j->tally->bytes += *same ? at : 0;
    mk_file_close(&f);
    return rc;
}

static int place(struct job *j, const struct mk_entry *en, bool *other, struct mk_error *e)
{
    bool same = false;
    int dir = -1, fd = make_for(&dir, j, en, other, e);
    int rc = fd < 0 ? -1 : copy(&same, j, fd, en, e);
    if (fd >= 0 && close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, "the tree");
    if (rc == 0 && same)
        j->tally->files++;
    else if (fd >= 0 && unlinkat(dir, mk_buf_cstr(&j->part), 0) == 0 && rc == 0)
        j->tally->changed++;
    if (dir >= 0)
        close(dir);
    return rc;
}

static int each(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct job *j = u;
    bool other = false;
    if (en->set.len || !en->path.len || en->role == MK_ROLE_EXTRACT || en->absent) {
        ++*(en->absent                    ? &j->tally->absent
            : en->role == MK_ROLE_EXTRACT ? &j->tally->extracts
                                          : &j->tally->replies);
        return 0;
    }
    int rc = place(j, en, &other, e);
    if (rc == 0 && other) {
        j->tally->renamed++;
        if (j->renamed)
            rc = j->renamed(j->u, en->path, mk_buf_cstr(&j->name), e);
    }
    return rc;
}

int mk_export_tree(struct mk_tree_tally *tally, const struct mk_source *src, int dir,
                   int (*renamed)(void *u, struct mk_span path, const char *name,
                                  struct mk_error *e),
                   void *u, struct mk_error *e)
{
    static struct job j;
    *tally = (struct mk_tree_tally){ 0 };
    j = (struct job){ .tally = tally, .src = src, .dir = dir, .renamed = renamed, .u = u };
    mk_buf_init(&j.part, 4 * PATH_MOST);
    mk_buf_init(&j.name, 4 * PATH_MOST);
    int rc = mk_sha256_new(&j.hash, e);
    if (rc == 0)
        rc = src->list(src->u, each, &j, e);
    if (rc == 0 && syncfs(dir) != 0)
        rc = mk_fail_errno(e, "the tree");
    mk_sha256_free(j.hash);
    mk_buf_done(&j.part);
    mk_buf_done(&j.name);
    return rc;
}
