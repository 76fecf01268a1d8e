#ifndef MK_SECTIONS_H
#define MK_SECTIONS_H

#include "parsers/base/error.h"
#include "parsers/base/hash.h"

/* Which sections of the withheld digests' scratch file count: the last one of each name. */
struct mk_section {
    struct mk_digest name;
    uint64_t from, to; /* its lines in the file: from the first one's offset to its end line's */
    bool used;
    bool claimed; /* ended, or asked for, since the file was opened */
};

struct mk_sections {
    struct mk_section *v; /* open addressing; a power of two of places */
    size_t n, places;
};

void mk_sections_done(struct mk_sections *s);
/* NULL when there is none. */
struct mk_section *mk_sections_find(const struct mk_sections *s, const struct mk_digest *name);
MK_CHECK int mk_sections_put(struct mk_sections *s, const struct mk_section *section,
                             struct mk_error *e);

#endif
