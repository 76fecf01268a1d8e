#include "tests/lib/mkcase.h"
#include "tests/lib/t.h"

void mkcase_head(struct mk_buf *items, uint16_t id, enum mk_kind kind, const char *ref)
{
    size_t m = mk_put_head(items, id, kind);
    mk_put_text(items, MK_APP, mk_str("test.app"));
    mk_put_text(items, MK_REF, mk_str(ref));
    mk_put_end(items, m);
}

void mkcase_take(struct mk_case *c, char mark, struct mk_buf *items)
{
    struct mk_case_bundle b = { .path = "/p", .verdict = "INTACT", .parsers = "1" };
    struct mk_error err;
    memset(b.root, mark, MK_SHA256_HEX - 1);
    assert_true(mk_buf_ok(items));
    assert_int_equal(mk_case_begin(c, &b, &err), 0);
    assert_int_equal(mk_case_items(c, mk_buf_span(items), &err), 0);
    assert_int_equal(mk_case_end(c, 0, &err), 0);
    mk_buf_done(items);
}
