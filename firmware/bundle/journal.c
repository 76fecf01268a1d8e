#include "firmware/bundle/journal.h"
#include <errno.h>

#define GATHER ((size_t)256 << 10) /* bytes gathered before they are written */

int mk_chain_init(struct mk_chain *c, struct mk_error *e)
{
    *c = (struct mk_chain){ 0 };
    return mk_sha256_new(&c->hash, e);
}

void mk_chain_done(struct mk_chain *c)
{
    mk_sha256_free(c->hash);
    c->hash = NULL;
}

int mk_chain_next(struct mk_chain *c, struct mk_span json, struct mk_error *e)
{
    struct mk_span before = mk_str(*c->digits ? c->digits : "moka-journal-1\n");
    char hex[MK_SHA256_HEX];
    struct mk_digest d;
    if (mk_sha256_reset(c->hash, e) != 0 || mk_sha256_add(c->hash, before, e) != 0 ||
        mk_sha256_add(c->hash, json, e) != 0 || mk_sha256_end(&d, c->hash, e) != 0)
        return -1;
    mk_digest_hex(hex, &d);
    memcpy(c->digits, hex, MK_JOURNAL_DIGIT);
    c->digits[MK_JOURNAL_DIGIT] = 0;
    return 0;
}

int mk_journal_init(struct mk_journal *j, const struct mk_disk *disk, struct mk_error *e)
{
    *j = (struct mk_journal){ .disk = disk, .fd = -1 };
    mk_buf_init(&j->out, GATHER + MK_JOURNAL_LINE_MAX + MK_JOURNAL_DIGIT + 2);
    return mk_chain_init(&j->chain, e);
}

void mk_journal_done(struct mk_journal *j)
{
    /* What has to last was synced: closing has nothing more to tell. */
    if (j->fd >= 0)
        j->disk->close(j->disk->u, j->fd);
    j->fd = -1;
    mk_buf_done(&j->out);
    mk_chain_done(&j->chain);
}

void mk_journal_continue(struct mk_journal *j, const struct mk_journal_reader *r)
{
    j->end = r->at;
    memcpy(j->standing, r->chain.digits, sizeof j->standing);
    memcpy(j->chain.digits, r->chain.digits, sizeof j->chain.digits);
}

static void take_back(struct mk_journal *j)
{
    mk_buf_clear(&j->out);
    memcpy(j->chain.digits, j->standing, sizeof j->standing);
    /* Also when nothing counts as written: a write that failed may have left a part. */
    if (j->disk->ftruncate(j->disk->u, j->fd, (off_t)j->end) != 0)
        j->broken = true;
    j->written = 0;
}

static int pour(struct mk_journal *j, struct mk_error *e)
{
    if (mk_disk_write_all(j->disk, j->fd, mk_buf_span(&j->out), e) != 0)
        return mk_fail_in(e, MK_JOURNAL_NAME);
    j->written += j->out.len;
    mk_buf_clear(&j->out);
    return 0;
}

int mk_journal_add(uint64_t *at, struct mk_journal *j, struct mk_span json, struct mk_error *e)
{
    int rc = -1;
    if (j->broken)
        return mk_fail(e, MK_EIO, "the journal is broken");
    if (json.len > MK_JOURNAL_LINE_MAX) {
        mk_fail(e, MK_ELIMIT, "a journal line of %zu bytes", json.len);
        goto out;
    }
    if (mk_chain_next(&j->chain, json, e) != 0 || (j->out.len >= GATHER && pour(j, e) != 0))
        goto out;
    if (at)
        *at = j->end + j->written + j->out.len;
    mk_buf_put(&j->out, j->chain.digits, MK_JOURNAL_DIGIT);
    mk_buf_u8(&j->out, ' ');
    mk_buf_put(&j->out, json.p, json.len);
    mk_buf_u8(&j->out, '\n');
    if (!mk_buf_ok(&j->out)) {
        mk_fail(e, MK_ENOMEM, MK_JOURNAL_NAME);
        goto out;
    }
    rc = 0;
out:
    if (rc != 0)
        take_back(j);
    return rc;
}

int mk_journal_write(struct mk_journal *j, struct mk_error *e)
{
    if (j->broken)
        return mk_fail(e, MK_EIO, "the journal is broken");
    if (pour(j, e) != 0) {
        take_back(j);
        return -1;
    }
    j->end += j->written;
    j->written = 0;
    memcpy(j->standing, j->chain.digits, sizeof j->standing);
    return 0;
}
