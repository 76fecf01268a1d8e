/* gzip and protocol buffers for `moka tree`: what is known only when it is unpacked or tried. */
#include "parsers/format/gunzip.h"
#include "parsers/format/proto.h"
#include "parsers/format/tree_value.h"
#include "parsers/source/container.h"

#define FIELD_MAX 10000 /* a larger number at the top is no message that anybody wrote */

static int write_gzip(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                      struct mk_error *e)
{
    struct mk_tree t = { .j = j };
    struct mk_buf b;
    (void)cx;
    mk_buf_init(&b, MK_TREE_UNPACKED);
    int rc = mk_file_whole(&b, f, e);
    if (rc == 0 && !mk_gzip_knows(mk_buf_span(&b)))
        rc = mk_fail(e, MK_EFORMAT, "gzip: no such file");
    if (rc == 0)
        mk_tree_bytes(&t, mk_buf_span(&b));
    mk_buf_done(&b);
    return rc == 0 ? mk_tree_result(&t) : -1;
}

static int write_proto(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                       struct mk_error *e)
{
    struct mk_tree t = { .j = j };
    struct mk_buf b;
    struct mk_proto_field first;
    (void)cx;
    mk_buf_init(&b, MK_TREE_UNPACKED);
    int rc = mk_file_whole(&b, f, e);
    struct mk_cursor c = mk_cur(mk_buf_span(&b));
    if (rc == 0 && !mk_proto_next(&first, &c))
        rc = mk_fail(e, MK_EFORMAT, "proto: not one field");
    if (rc == 0)
        mk_tree_message(&t, mk_buf_span(&b));
    mk_buf_done(&b);
    return rc == 0 ? mk_tree_result(&t) : -1;
}

static bool knows_gzip(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_gzip_knows(head);
}

/* Every field in the head is whole but the last, which may go on behind it. */
static bool knows_proto(struct mk_span head, struct mk_span path)
{
    struct mk_cursor c = mk_cur(head);
    struct mk_proto_field f;
    size_t n = 0, end = 0;
    (void)path;
    for (; mk_proto_next(&f, &c) && f.number <= FIELD_MAX; n++)
        end = c.pos;
    bool cut = head.len >= MK_HEAD_MAX && n > 0 && end > 0;
    return head.len > 1 && !mk_tree_is_text(head) && (mk_cur_ok(&c) ? end == head.len : cut);
}

const struct mk_tree_type mk_tree_gzip = { "gzip", knows_gzip, write_gzip };
const struct mk_tree_type mk_tree_proto = { "proto", knows_proto, write_proto };
