#ifndef MK_PAGE_H
#define MK_PAGE_H

#include "parsers/base/span.h"

/* A file of the page, part of the program (firmware/http/embed.mjs). */
struct mk_page_file {
    const char *path, *type, *tag; /* tag: an ETag's text */
    struct mk_span plain, packed;  /* as it is, and gzip */
};

/* A row of what embed.mjs makes: FILE(path, type, tag, bytes, packed bytes, plain, packed). */
#define MK_PAGE(path, type, tag, n, m, plain, packed)                                              \
    { path, type, tag, { (const uint8_t *)(plain), n }, { (const uint8_t *)(packed), m } },

#endif
