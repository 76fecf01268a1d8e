#include "tests/lib/tree_print.h"
#include "parsers/format/tree.h"
#include "parsers/source/source.h"
#include "tests/lib/t.h"

static const struct mk_tree_type *find(const char *id)
{
    for (size_t i = 0; mk_tree_at(i); i++)
        if (!strcmp(mk_tree_at(i)->id, id))
            return mk_tree_at(i);
    fail_msg("no type %s", id);
    return NULL;
}

const char *tree_print(const char *type, struct mk_span bytes)
{
    static struct mk_buf b;
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_context cx = { 0 };
    struct mk_error e = { 0 };
    mk_buf_done(&b);
    mk_buf_init(&b, (size_t)256 << 20);
    struct mk_json j = mk_json(&b);
    int rc = find(type)->write(&j, &f, &cx, &e);
    if (rc < 0) {
        mk_buf_clear(&b);
        mk_buf_printf(&b, "!%s", e.text);
    }
    if (rc > 0)
        mk_buf_puts(&b, " (damaged)");
    return mk_buf_cstr(&b);
}
