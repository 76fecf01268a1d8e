#include "parsers/format/tree.h"

#define TYPES(X) /* told apart by content in this order */ \
    X(isobmff) X(exif)

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
