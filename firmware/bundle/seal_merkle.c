/* merkle.json: over the index and the payload, once both are written. */
#include "firmware/bundle/lines.h"
#include "firmware/bundle/merkle.h"
#include "firmware/bundle/seal.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int put(struct mk_bundle *b, const struct mk_merkle *m, bool by_kit, struct mk_error *e)
{
    struct mk_merkle_told t = { .objects = m->n };
    struct mk_buf text;
    if (mk_merkle_root(&t.root, m, e) != 0)
        return -1;
    if (by_kit) {
        snprintf(t.run, sizeof t.run, "%s", b->info.id);
        snprintf(t.kit, sizeof t.kit, "%s", b->info.kit_id);
        t.sealed_us = b->sealed_us;
        t.training = b->info.training;
    }
    mk_buf_init(&text, 1024);
    mk_merkle_told_put(&text, &t);
    int rc = mk_buf_ok(&text) ? mk_disk_put(b->disk, b->dir, MK_MERKLE_FILE, mk_buf_span(&text), e)
                              : mk_fail(e, MK_ENOMEM, MK_MERKLE_FILE);
    mk_buf_done(&text);
    return rc;
}

int mk_seal_merkle(struct mk_bundle *b, bool by_kit, struct mk_error *e)
{
    struct mk_merkle m = { .n = 0 };
    struct mk_digest seed;
    struct mk_lines l;
    if (mk_merkle_seed(&seed, b->dir, true, b->disk, e) != 0)
        return -1;
    int fd = openat(b->dir, "index.jsonl", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, "index.jsonl");
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    int rc = mk_merkle_index(&m, b->dir, &l, &seed, e);
    mk_lines_done(&l);
    close(fd);
    return rc == 0 ? put(b, &m, by_kit, e) : -1;
}
