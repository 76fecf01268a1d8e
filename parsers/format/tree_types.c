#include "parsers/format/tree.h"

#define TYPES(X) /* X(plist): mk_tree_plist, told apart by content in this order */

#define X(id) extern const struct mk_tree_type mk_tree_##id;
TYPES(X)
#undef X

static const struct mk_tree_type *const all[] = {
#define X(id) &mk_tree_##id,
    TYPES(X)
#undef X
        NULL,
};

const struct mk_tree_type *mk_tree_at(size_t i)
{
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}
