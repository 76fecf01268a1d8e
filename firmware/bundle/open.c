#include "firmware/bundle/writer.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXTS_MAX ((size_t)256 << 10)
#define NEW_NAME  MK_JOURNAL_NAME MK_DISK_TMP

/* All of it, on a page: so that it can go to the disk as it is. */
static int block_init(struct mk_buf *b, struct mk_error *e)
{
    void *p = NULL;
    mk_buf_init(b, MK_WRITE_BLOCK);
    if (posix_memalign(&p, MK_DISK_PAGE, MK_WRITE_BLOCK) != 0)
        return mk_fail(e, MK_ENOMEM, "bundle");
    b->p = p;
    b->cap = MK_WRITE_BLOCK;
    return 0;
}

int mk_bundle_new(struct mk_bundle **out, const struct mk_disk *disk, struct mk_error *e)
{
    struct mk_bundle *b = calloc(1, sizeof *b);
    if (!b)
        return mk_fail(e, MK_ENOMEM, "bundle");
    *out = b;
    b->disk = disk;
    b->dir = b->data = b->folder = b->fd = b->commit.journal.fd = -1;
    memset(b->prev, '0', MK_SHA256_HEX - 1);
    mk_arena_init(&b->texts, TEXTS_MAX);
    mk_buf_init(&b->line, 2 * MK_JOURNAL_LINE_MAX);
    b->begun = calloc(MK_BUNDLE_AHEAD, sizeof *b->begun);
    for (size_t i = 0; b->begun && i < MK_BUNDLE_AHEAD; i++)
        mk_buf_init(&b->begun[i].members, MK_JOURNAL_LINE_MAX);
    if (!b->begun)
        return mk_fail(e, MK_ENOMEM, "bundle");
    if (block_init(&b->block[0], e) != 0 || block_init(&b->block[1], e) != 0)
        return -1;
    if (mk_hasher_new(&b->hasher, e) != 0 || mk_sha256_new(&b->custody, e) != 0)
        return -1;
    return 0;
}

void mk_bundle_free(struct mk_bundle *b)
{
    if (!b)
        return;
    mk_commit_done(&b->commit);
    int fds[] = { b->fd, b->folder, b->data, b->dir };
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            b->disk->close(b->disk->u, fds[i]);
    for (size_t i = 0; b->begun && i < MK_BUNDLE_AHEAD; i++)
        mk_buf_done(&b->begun[i].members);
    free(b->begun);
    mk_hasher_free(b->hasher); /* before the blocks that it may be reading */
    mk_buf_done(&b->block[0]);
    mk_buf_done(&b->block[1]);
    mk_sha256_free(b->custody);
    mk_buf_done(&b->line);
    mk_arena_done(&b->texts);
    free(b);
}

static int open_dir(struct mk_bundle *b, const char *dir, struct mk_error *e)
{
    b->dir = b->disk->openat(b->disk->u, AT_FDCWD, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (b->dir < 0)
        return mk_fail_errno(e, dir);
    return mk_commit_init(&b->commit, b->disk, b->dir, e);
}

static int open_journal(struct mk_bundle *b, const char *name, int flags, struct mk_error *e)
{
    flags |= O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
    int fd = b->disk->openat(b->disk->u, b->dir, name, flags, 0600);
    if (fd < 0)
        return mk_fail_errno(e, name);
    b->commit.journal.fd = fd;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? mk_fail(e, MK_ESTATE, "another process writes this bundle")
                                    : mk_fail_errno(e, name);
    return 0;
}

/* ---- a new one ---- */

/* The folder's own name has to last, too: it is the parent that is synced. */
static int sync_parent(struct mk_bundle *b, struct mk_error *e)
{
    int fd = b->disk->openat(b->disk->u, b->dir, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return mk_fail_errno(e, "the folder above");
    int rc = mk_disk_sync_dir(b->disk, fd, e);
    b->disk->close(b->disk->u, fd);
    return rc;
}

/* What a creation that was cut leaves behind is no harm; anything else is somebody's. */
static int is_harmless(void *u, int in, const char *name, struct mk_error *e)
{
    (void)u;
    (void)in;
    if (strcmp(name, "data") == 0 || strcmp(name, NEW_NAME) == 0)
        return 0;
    return mk_fail(e, MK_ESTATE, "the folder is not empty: it holds %s", name);
}

static int is_foreign(void *u, int in, const char *name, struct mk_error *e)
{
    (void)u;
    (void)in;
    return mk_fail(e, MK_ESTATE, "the folder is not empty: it holds data/%s", name);
}

static int write_info(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_journal *j = &b->commit.journal;
    mk_buf_clear(&b->line);
    mk_info_json(&b->line, &b->info);
    if (!mk_buf_ok(&b->line))
        return mk_fail(e, MK_ENOMEM, "bundle info");
    if (mk_journal_add(NULL, j, mk_buf_span(&b->line), e) != 0 || mk_journal_write(j, e) != 0)
        return -1;
    if (b->disk->fsync(b->disk->u, j->fd) != 0 ||
        b->disk->renameat(b->disk->u, b->dir, NEW_NAME, MK_JOURNAL_NAME) != 0)
        return mk_fail_errno(e, MK_JOURNAL_NAME);
    return mk_disk_sync_dir(b->disk, b->dir, e);
}

/* The journal gets its name when it holds its first line: where there is one, one can resume. */
static int create(struct mk_bundle *b, const char *dir, const struct mk_bundle_info *info,
                  struct mk_error *e)
{
    if (mk_info_copy(&b->info, &b->texts, info, e) != 0)
        return -1;
    if (b->disk->mkdirat(b->disk->u, AT_FDCWD, dir, 0700) != 0 && errno != EEXIST)
        return mk_fail_errno(e, dir);
    if (open_dir(b, dir, e) != 0 || mk_each_name(b->dir, ".", is_harmless, NULL, e) != 0 ||
        mk_disk_folder(&b->data, b->disk, b->dir, "data", e) != 0 ||
        mk_each_name(b->dir, "data", is_foreign, NULL, e) != 0 || sync_parent(b, e) != 0 ||
        open_journal(b, NEW_NAME, O_CREAT | O_TRUNC, e) != 0 || write_info(b, e) != 0)
        return -1;
    return mk_commit_start(&b->commit, e);
}

int mk_bundle_create(struct mk_bundle **out, const char *dir, const struct mk_disk *disk,
                     const struct mk_bundle_info *info, struct mk_error *e)
{
    struct mk_bundle *b = NULL;
    int rc = mk_bundle_new(&b, disk, e);
    if (rc == 0)
        rc = create(b, dir, info, e);
    if (rc == 0) {
        *out = b;
        b = NULL;
    }
    mk_bundle_free(b);
    return rc;
}

/* ---- an old one ---- */

static int take_seal(struct mk_bundle *b, struct mk_span json, struct mk_error *e)
{
    json_t *o = json_loadb((const char *)json.p, json.len, JSON_REJECT_DUPLICATES, NULL);
    const char *time = json_string_value(json_object_get(o, "time"));
    b->sealing = time && mk_time_parse(&b->sealed_us, mk_str(time));
    json_decref(o);
    return b->sealing ? 0 : mk_fail(e, MK_EFORMAT, "the journal's seal is not understood");
}

static int take_act(struct mk_bundle *b, struct mk_span line, struct mk_error *e)
{
    struct mk_digest d;
    if (mk_sha256_reset(b->custody, e) != 0 || mk_sha256_add(b->custody, line, e) != 0 ||
        mk_sha256_end(&d, b->custody, e) != 0)
        return -1;
    mk_digest_hex(b->prev, &d);
    b->seq++;
    return 0;
}

static int take(struct mk_bundle *b, const struct mk_jline *l, struct mk_error *e)
{
    struct mk_objects *t = &b->commit.objects;
    switch (l->kind) {
    case MK_J_INFO:
        return mk_info_parse(&b->info, &b->texts, l->json, e);
    case MK_J_BEGIN:
    case MK_J_COVER:
    case MK_J_COUNT:
        return 0;
    case MK_J_WHOLE:
    case MK_J_DROP:
        if (mk_objects_room(t, l->n, e) != 0)
            return -1;
        mk_objects_set(t, l->n, l->kind == MK_J_DROP ? MK_OBJECT_GONE : MK_OBJECT_AT + l->at);
        return 0;
    case MK_J_ACT:
        return take_act(b, l->line, e);
    case MK_J_SEAL:
        return take_seal(b, l->json, e);
    }
    return 0;
}

/* Reads all valid lines; the journal then goes on behind the last of them. */
static int replay(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_journal *j = &b->commit.journal;
    struct mk_journal_reader r;
    struct mk_jline l;
    int rc = mk_journal_reader_init(&r, j->fd, e);
    while (rc == 0 && (rc = mk_journal_next(&l, &r, e)) == 1)
        rc = take(b, &l, e);
    if (rc == 0 && r.at == 0)
        rc = mk_fail(e, MK_EFORMAT, "the journal's first line does not check");
    if (rc == 0)
        mk_journal_continue(j, &r);
    mk_journal_reader_done(&r);
    return rc;
}

static int cut_tail(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_journal *j = &b->commit.journal;
    struct stat st;
    if (fstat(j->fd, &st) != 0)
        return mk_fail_errno(e, MK_JOURNAL_NAME);
    if ((uint64_t)st.st_size == j->end)
        return 0;
    if (b->disk->ftruncate(b->disk->u, j->fd, (off_t)j->end) != 0 ||
        b->disk->fdatasync(b->disk->u, j->fd) != 0)
        return mk_fail_errno(e, MK_JOURNAL_NAME);
    return 0;
}

/* Going on with a journal that somebody put into a sealed bundle would remove what it does not
 * name, and have the kit sign the rest. */
static int not_sealed_before(const struct mk_bundle *b, struct mk_error *e)
{
    static const char *const marks[] = { "signatures/kit.sig", "custody/transfers" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if ((i > 0 || !b->sealing) && faccessat(b->dir, marks[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            return mk_fail(e, MK_ESTATE, "it was sealed, and the journal does not know of %s",
                           marks[i]);
    return 0;
}

static int resume(struct mk_bundle *b, const char *dir, struct mk_error *e)
{
    struct stat st;
    if (open_dir(b, dir, e) != 0)
        return -1;
    if (faccessat(b->dir, MK_JOURNAL_NAME, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return faccessat(b->dir, "bag-info.txt", F_OK, 0) == 0
                   ? mk_fail(e, MK_ESTATE, "%s is sealed", dir)
                   : mk_fail(e, MK_EABSENT, "%s is no bundle", dir);
    if (open_journal(b, MK_JOURNAL_NAME, 0, e) != 0)
        return -1;
    /* Whoever held the lock before may have sealed it meanwhile. */
    if (fstat(b->commit.journal.fd, &st) != 0 || st.st_nlink == 0)
        return mk_fail(e, MK_ESTATE, "%s has been sealed meanwhile", dir);
    if (replay(b, e) != 0 || not_sealed_before(b, e) != 0 || cut_tail(b, e) != 0 ||
        mk_disk_folder(&b->data, b->disk, b->dir, "data", e) != 0 || mk_bundle_sweep(b, e) != 0)
        return -1;
    return mk_commit_start(&b->commit, e);
}

int mk_bundle_resume(struct mk_bundle **out, const char *dir, const struct mk_disk *disk,
                     struct mk_error *e)
{
    struct mk_bundle *b = NULL;
    int rc = mk_bundle_new(&b, disk, e);
    if (rc == 0)
        rc = resume(b, dir, e);
    if (rc == 0) {
        *out = b;
        b = NULL;
    }
    mk_bundle_free(b);
    return rc;
}
