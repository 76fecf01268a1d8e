#ifndef TREE_PRINT_H
#define TREE_PRINT_H

#include "parsers/base/span.h"

/* What `moka tree --as TYPE` shows for these bytes; "!" and the error when nothing, a trailing
 * " (damaged)" when the type says so. Lives until the next call. */
const char *tree_print(const char *type, struct mk_span bytes);

#endif
