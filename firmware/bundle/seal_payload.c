#include "firmware/bundle/seal.h"

static int payload_row(struct mk_tagfile *index, struct mk_tagfile *manifest,
                       const struct mk_jline *l, struct mk_error *e)
{
    char hex[MK_SHA256_HEX], name[MK_OBJECT_NAME_MAX];
    mk_digest_hex(hex, &l->sha256);
    mk_object_name(name, l->n);
    mk_buf_put(&index->buf, l->line.p, l->line.len);
    mk_buf_u8(&index->buf, '\n');
    mk_buf_put(&manifest->buf, hex, MK_SHA256_HEX - 1);
    mk_buf_puts(&manifest->buf, "  ");
    mk_buf_puts(&manifest->buf, name);
    mk_buf_u8(&manifest->buf, '\n');
    return mk_tagfile_pour(index, e) == 0 ? mk_tagfile_pour(manifest, e) : -1;
}

/* By number: the table knows where each one's line is in the journal. */
static int payload_rows(struct mk_seal_sums *sums, struct mk_bundle *b, struct mk_tagfile *index,
                        struct mk_tagfile *manifest, struct mk_error *e)
{
    struct mk_buf line;
    struct mk_jline l;
    uint64_t at;
    int rc = 0;
    mk_buf_init(&line, MK_JOURNAL_BUF_MAX);
    for (uint64_t n = 0; rc == 0 && mk_objects_next(&b->commit.objects, &n, &at); n++) {
        rc = mk_journal_line_at(&l, &line, b->commit.journal.fd, at, e);
        if (rc == 0 && (l.kind != MK_J_WHOLE || l.n != n))
            rc = mk_fail(e, MK_EFORMAT, "the journal's line at byte %llu is another's",
                         (unsigned long long)at);
        if (rc == 0)
            rc = payload_row(index, manifest, &l, e);
        sums->files++;
        sums->bytes += rc == 0 ? l.bytes : 0;
    }
    mk_buf_done(&line);
    return rc;
}

int mk_seal_payload(struct mk_seal_sums *out, struct mk_bundle *b, struct mk_error *e)
{
    struct mk_tagfile index = { .fd = -1 }, manifest = { .fd = -1 };
    int rc = -1;
    *out = (struct mk_seal_sums){ 0 };
    if (mk_tagfile_open(&index, b->disk, b->dir, "index.jsonl", e) == 0 &&
        mk_tagfile_open(&manifest, b->disk, b->dir, "manifest-sha256.txt", e) == 0 &&
        payload_rows(out, b, &index, &manifest, e) == 0 && mk_tagfile_keep(&index, e) == 0)
        rc = mk_tagfile_keep(&manifest, e);
    mk_tagfile_done(&index);
    mk_tagfile_done(&manifest);
    return rc;
}
