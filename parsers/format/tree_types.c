#include "parsers/format/tree.h"

/* Told apart by content in this order: what has a magic first, what could be anything last. */
#define TYPES(X)                                                                                   \
    X(plist)                                                                                       \
    X(abx)                                                                                         \
    X(typedstream)                                                                                 \
    X(zip)                                                                                         \
    X(ab)                                                                                          \
    X(gzip)                                                                                        \
    X(tar)                                                                                         \
    X(isobmff)                                                                                     \
    X(exif)                                                                                        \
    X(xml)                                                                                         \
    X(vcard)                                                                                       \
    X(json)                                                                                        \
    X(openstep)                                                                                    \
    X(proto)

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
