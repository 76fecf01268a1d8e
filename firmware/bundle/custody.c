#include "firmware/bundle/writer.h"

int mk_bundle_act(struct mk_bundle *b, const char *act,
                  void (*fields)(struct mk_json *j, const void *u), const void *u, bool now,
                  struct mk_error *e)
{
    static const char head[] = "{\"j\":\"act\",\"line\":";
    struct mk_json j = mk_json(&b->line);
    struct mk_digest d;
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    mk_buf_clear(&b->line);
    mk_buf_puts(&b->line, head);
    mk_json_open(&j, '{');
    mk_json_kv_uint(&j, "seq", b->seq);
    mk_json_kv_iso(&j, "time", mk_wall_us(), 6);
    mk_json_kv_int(&j, "mono_us", mk_mono_us());
    mk_json_kv_str(&j, "act", act);
    if (fields)
        fields(&j, u);
    mk_json_kv_str(&j, "prev", b->prev);
    mk_json_close(&j, '}');
    struct mk_span line = mk_span_from(mk_buf_span(&b->line), sizeof head - 1);
    if (mk_sha256_reset(b->custody, e) != 0 || mk_sha256_add(b->custody, line, e) != 0 ||
        mk_sha256_end(&d, b->custody, e) != 0)
        return -1;
    mk_json_close(&j, '}');
    if (mk_bundle_line(b, e) != 0)
        return -1;
    /* The chain goes on only from a line that is in the journal. */
    mk_digest_hex(b->prev, &d);
    b->seq++;
    return now ? mk_commit_sync(&b->commit, e) : 0;
}

int mk_bundle_acts(const struct mk_bundle *b,
                   int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                   struct mk_error *e)
{
    struct mk_journal_reader r;
    struct mk_jline l;
    int rc = mk_journal_reader_init(&r, b->commit.journal.fd, e);
    while (rc == 0 && (rc = mk_journal_next(&l, &r, e)) == 1)
        rc = l.kind == MK_J_ACT ? each(u, l.line, e) : 0;
    mk_journal_reader_done(&r);
    return rc;
}

int mk_bundle_cover(struct mk_bundle *b, const struct mk_coverage *c, struct mk_error *e)
{
    struct mk_json j = mk_json(&b->line);
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    mk_buf_clear(&b->line);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "j", "cover");
    mk_json_key(&j, "line");
    mk_coverage_json(&j, c);
    mk_json_close(&j, '}');
    return mk_bundle_line(b, e);
}
