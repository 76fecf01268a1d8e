#include "firmware/bundle/bundle.h"
#include "firmware/bundle/index.h"
#include "firmware/bundle/journal.h"
#include "firmware/bundle/objects.h"
#include "firmware/bundle/replaced.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A bundle's payload as a source. Files are opened by their numbers' names only, below the bundle's
 * folder; an index can point nowhere else. */
struct reader {
    int dir;
    struct mk_index_row row; /* in hand */
    uint64_t least;          /* the next one's number is no lower */
    struct mk_replaced old;  /* not to be given */
};

typedef int mk_each(void *eu, const struct mk_entry *en, struct mk_error *e);

static int give(struct reader *r, struct mk_span line, mk_each *each, void *eu, struct mk_error *e)
{
    int rc = mk_index_row_read(&r->row, line, e);
    if (rc != 0)
        return -1;
    if (r->row.n < r->least)
        rc = mk_fail(e, MK_EFORMAT, "the index does not ascend at object %llu",
                     (unsigned long long)r->row.n);
    r->least = r->row.n + 1;
    if (rc == 0 && !mk_replaced_has(&r->old, r->row.n))
        rc = each(eu, &r->row.entry, e);
    mk_index_row_done(&r->row);
    return rc;
}

/* A regular file in the bundle's folder; *fd is -1 when it is not there. */
static int open_in(int *fd, int dir, const char *name, struct mk_error *e)
{
    struct stat st;
    *fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, name);
    if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
        return 0;
    close(*fd);
    *fd = -1;
    return mk_fail(e, MK_EFORMAT, "%s is no regular file", name);
}

/* ---- sealed: index.jsonl, which ascends ---- */

static int index_lines(struct reader *r, int fd, mk_each *each, void *eu, struct mk_error *e)
{
    struct mk_lines lines;
    struct mk_span line;
    int rc;
    mk_lines_init(&lines, fd, MK_JOURNAL_LINE_MAX);
    while ((rc = mk_lines_next(&line, &lines, e)) == 1 &&
           (rc = each ? give(r, line, each, eu, e) : mk_replaced_note(&r->old, &r->row, line, e)) ==
               0)
        ;
    if (rc == 0 && lines.rest)
        rc = mk_fail(e, MK_EFORMAT, "the index ends within a line, at byte %llu",
                     (unsigned long long)lines.at);
    mk_lines_done(&lines);
    return rc;
}

/* First which objects others replace, then all but these. */
static int list_index(struct reader *r, int fd, mk_each *each, void *eu, struct mk_error *e)
{
    if (index_lines(r, fd, NULL, NULL, e))
        return -1;
    mk_replaced_sort(&r->old);
    return index_lines(r, fd, each, eu, e);
}

/* ---- unsealed: the journal, whose lines may be in any order ---- */

static int find_whole(struct mk_objects *t, struct reader *b, int fd, struct mk_error *e)
{
    struct mk_journal_reader r;
    struct mk_jline l;
    int rc = mk_journal_reader_init(&r, fd, e);
    while (rc == 0 && (rc = mk_journal_next(&l, &r, e)) == 1) {
        rc = 0;
        if (l.kind != MK_J_WHOLE && l.kind != MK_J_DROP)
            continue;
        rc = mk_objects_room(t, l.n, e);
        if (rc == 0)
            mk_objects_set(t, l.n, l.kind == MK_J_DROP ? MK_OBJECT_GONE : MK_OBJECT_AT + l.at);
        if (rc == 0 && l.kind == MK_J_WHOLE)
            rc = mk_replaced_note(&b->old, &b->row, l.line, e);
    }
    mk_journal_reader_done(&r);
    return rc;
}

static int list_journal(struct reader *r, int fd, mk_each *each, void *eu, struct mk_error *e)
{
    struct mk_objects t;
    struct mk_buf buf;
    struct mk_jline l;
    uint64_t at;
    int rc = mk_objects_init(&t, e);
    mk_buf_init(&buf, MK_JOURNAL_BUF_MAX);
    if (rc == 0)
        rc = find_whole(&t, r, fd, e);
    mk_replaced_sort(&r->old);
    for (uint64_t n = 0; rc == 0 && mk_objects_next(&t, &n, &at); n++) {
        rc = mk_journal_line_at(&l, &buf, fd, at, e);
        if (rc == 0)
            rc = give(r, l.line, each, eu, e);
    }
    mk_buf_done(&buf);
    mk_objects_done(&t);
    return rc;
}

/* ---- the source ---- */

static int list(void *u, mk_each *each, void *eu, struct mk_error *e)
{
    struct reader *r = u;
    int fd = -1, rc = open_in(&fd, r->dir, MK_JOURNAL_NAME, e);
    r->least = 0;
    mk_replaced_init(&r->old);
    if (rc == 0 && fd >= 0) {
        rc = list_journal(r, fd, each, eu, e);
    } else if (rc == 0) {
        rc = open_in(&fd, r->dir, "index.jsonl", e);
        if (rc == 0)
            rc = fd >= 0 ? list_index(r, fd, each, eu, e)
                         : mk_fail(e, MK_EABSENT, "the bundle has no index");
    }
    mk_replaced_done(&r->old);
    if (fd >= 0)
        close(fd);
    return rc;
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct reader *r = u;
    return mk_object_open(out, r->dir, id, e);
}

static void reader_free(void *u)
{
    struct reader *r = u;
    close(r->dir);
    free(r);
}

int mk_source_bundle(struct mk_source *out, const char *dir, struct mk_error *e)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "bundle");
    r->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->dir < 0) {
        free(r);
        return mk_fail_errno(e, dir);
    }
    *out = (struct mk_source){ .list = list, .open = open_entry, .free = reader_free, .u = r };
    return 0;
}

/* Whether a file's first 64 KiB hold a text. */
static bool holds(int dir, const char *name, const char *text)
{
    struct mk_buf b;
    int fd = -1;
    bool found = false;
    mk_buf_init(&b, (size_t)64 << 10);
    if (open_in(&fd, dir, name, NULL) == 0 && fd >= 0 &&
        mk_lines_more(&b, fd, 0, (size_t)64 << 10, NULL) > 0)
        found = memmem(b.p, b.len, text, strlen(text)) != NULL;
    if (fd >= 0)
        close(fd);
    mk_buf_done(&b);
    return found;
}

bool mk_is_bundle(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool is = holds(fd, MK_JOURNAL_NAME, " {\"j\":\"info\",") ||
              (holds(fd, "bagit.txt", "BagIt-Version: ") &&
               holds(fd, "bag-info.txt", "\nMoka-Bundle-Version: "));
    close(fd);
    return is;
}
