#include "parsers/format/plist_cell.h"
#include "parsers/format/tree_value.h"

#define CELL_MAX ((size_t)1 << 20)

static void put_container(struct mk_grid *g, size_t column, const struct mk_plist_value *v)
{
    struct mk_buf b;
    mk_buf_init(&b, CELL_MAX);
    struct mk_json j = mk_json(&b);
    struct mk_tree t = { .j = &j };
    mk_tree_plist_value(&t, v);
    if (mk_buf_ok(&b))
        mk_grid_text(g, column, mk_buf_span(&b));
    else
        mk_grid_lost(g, column, "larger than 1 MiB as text");
    mk_buf_done(&b);
}

void mk_plist_cell(struct mk_grid *g, size_t column, const struct mk_plist_value *v)
{
    switch (v->kind) {
    case MK_PLIST_NULL:
        break;
    case MK_PLIST_BOOL:
    case MK_PLIST_INT:
        mk_grid_int(g, column, v->i);
        break;
    case MK_PLIST_UINT:
    case MK_PLIST_UID:
        mk_grid_real(g, column, (double)v->u);
        break;
    case MK_PLIST_REAL:
    case MK_PLIST_DATE:
        mk_grid_real(g, column, v->r);
        break;
    case MK_PLIST_TEXT:
        mk_grid_text(g, column, v->s);
        break;
    case MK_PLIST_DATA:
        mk_grid_blob(g, column, v->s);
        break;
    case MK_PLIST_ARRAY:
    case MK_PLIST_SET:
    case MK_PLIST_DICT:
        put_container(g, column, v);
        break;
    case MK_PLIST_DAMAGED:
        mk_grid_lost(g, column, "damaged in the file");
        break;
    }
}
