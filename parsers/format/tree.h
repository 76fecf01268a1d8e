#ifndef MK_TREE_H
#define MK_TREE_H

#include "parsers/base/json.h"
#include "parsers/source/context.h"

/*
 * `moka tree`: any container or serialised value as JSON, for an examiner who looks inside an
 * unknown file. One type a row of the table in parsers/format/tree_types.c.
 */
struct mk_tree_type {
    const char *id; /* "plist", "abx", "proto", "vcard", "exif", "zip" ... */
    bool (*knows)(struct mk_span head, struct mk_span path); /* NULL: only by --as */
    /* Writes one JSON value. Damage is shown in place as far as it can be read, and makes the
     * result 1 instead of 0; -1, MK_EFORMAT, when nothing of it makes sense. */
    int (*write)(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                 struct mk_error *e);
};
const struct mk_tree_type *mk_tree_at(size_t i); /* NULL behind the last */

#endif
