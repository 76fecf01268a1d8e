#ifndef MK_GLOB_H
#define MK_GLOB_H

#include "parsers/base/span.h"

/*
 * Whether all of `s` is as the glob says: `*` any bytes ('/' too, or none), `?` any one byte, [a-z]
 * and [!a-z] one byte of a set. All else stands for itself; case counts. Takes at most as many
 * steps as glob and text have bytes, multiplied: safe on hostile paths, which fnmatch() is not.
 */
bool mk_glob_fits(const char *glob, struct mk_span s);

/* Whether it has no `*`, `?` or `[`. */
bool mk_glob_is_plain(const char *glob);

#endif
