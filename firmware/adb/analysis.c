#include "firmware/adb/analysis.h"
#include <stdio.h>

int mk_analysis_init(struct mk_analysis *a, struct mk_cursor *c, struct mk_content_ids *ids,
                     struct mk_error *e)
{
    uint8_t role = mk_cur_u8(c);
    *a = (struct mk_analysis){ 0 };
    if (role == MK_ROLE_FILE)
        return 0;
    int64_t row = (int64_t)mk_cur_u64le(c);
    struct mk_span columns = mk_cur_text(c);
    if (!mk_cur_ok(c) || role >= MK_ROLE_COUNT)
        return mk_fail(e, MK_EPROTO, "the parent asks for an analysis in a damaged frame");
    if (role == MK_ROLE_IDS)
        mk_content_ids_done(ids);
    return mk_content_feed_new(&a->feed, (enum mk_role)role, columns, row, ids, e);
}

void mk_analysis_done(struct mk_analysis *a)
{
    mk_content_feed_free(a->feed);
    a->feed = NULL;
}

int mk_analysis_out(struct mk_analysis *a, struct mk_span bytes, struct mk_error *e)
{
    return a->feed ? mk_content_feed(a->feed, bytes, e) : 0;
}

int mk_analysis_err(struct mk_analysis *a, struct mk_span bytes, struct mk_error *e)
{
    return a->feed ? mk_content_feed_err(a->feed, bytes, e) : 0;
}

static void put_ids(struct mk_buf *out, const int64_t *v, size_t n)
{
    if (n > MK_PH_SELECTED + 1)
        n = MK_PH_SELECTED + 1;
    mk_buf_u32le(out, (uint32_t)n);
    for (size_t i = 0; i < n; i++)
        mk_buf_u64le(out, (uint64_t)v[i]);
}

static void put_result(struct mk_buf *out, const struct mk_content_result *r)
{
    mk_buf_u8(out, (uint8_t)r->answer);
    mk_buf_u32le(out, r->flags);
    mk_buf_u64le(out, r->rows);
    mk_buf_u64le(out, (uint64_t)r->first);
    mk_buf_u64le(out, (uint64_t)r->last);
    put_ids(out, r->singles, r->nsingles);
    put_ids(out, r->changed, r->nchanged);
}

int mk_analysis_end(struct mk_buf *out, struct mk_analysis *a, struct mk_error *e)
{
    struct mk_content_result r = { 0 };
    if (!a->feed)
        return 0;
    if (mk_content_feed_end(&r, a->feed, e) != 0)
        return -1;
    put_result(out, &r);
    snprintf(a->why, sizeof a->why, "%s", r.why);
    return 0;
}

void mk_analysis_broken(struct mk_buf *out, const struct mk_analysis *a)
{
    if (a->feed)
        put_result(out, &(struct mk_content_result){ .answer = MK_ANSWER_BROKEN });
}
