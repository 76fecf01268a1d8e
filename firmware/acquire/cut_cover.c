#include "firmware/acquire/cut.h"
#include "firmware/acquire/events.h"

static int cover(struct mk_run *r, const struct mk_cut_app *a, struct mk_error *e)
{
    const struct mk_app *app = mk_app_find(a->id);
    struct mk_buf why, left;
    uint64_t withheld;
    mk_buf_init(&why, 4096);
    mk_buf_init(&left, 4096);
    int rc = mk_run_withheld_sum(&withheld, &left, r, a->id, mk_record_means, e);
    const char *text = mk_buf_cstr(&left);
    mk_buf_printf(&why, MK_CUT_VIA "%s%s", left.len ? ", left: " : "", text ? text : "");
    const struct mk_coverage c = { .artefact = a->id,
                                   .route = r->platform == MK_IPHONE ? "ios" : "adb:sync",
                                   .where = MK_CUT_VIA,
                                   .state = MK_COVER_FOUND,
                                   .seen = (int64_t)a->seen,
                                   .taken = (int64_t)a->kept,
                                   .records = (int64_t)a->kept,
                                   .issues = (int64_t)a->issues,
                                   .not_taken = (int64_t)withheld,
                                   .withheld = (int64_t)withheld,
                                   .why = mk_buf_cstr(&why),
                                   .proven_on = app ? app->proven_on : NULL };
    if (rc == 0)
        rc = mk_buf_ok(&why) ? mk_run_cover(r, &c, e) : mk_fail(e, MK_ENOMEM, "ledger");
    mk_buf_done(&why);
    mk_buf_done(&left);
    return rc;
}

int mk_cut_cover(struct mk_run *r, const struct mk_cut_sums *s, struct mk_error *e)
{
    for (size_t i = 0; i < s->napps; i++)
        if (cover(r, &s->apps[i], e))
            return -1;
    return 0;
}
