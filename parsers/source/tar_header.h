#ifndef MK_TAR_HEADER_H
#define MK_TAR_HEADER_H

#include "parsers/base/buf.h"
#include "parsers/source/view.h"

/* Of the tar reader, and of who reads an archive of ours as it comes. */
#define MK_TAR_BLOCK 512u

struct mk_tar_header {
    char type;
    uint64_t size;
    struct mk_span prefix, name; /* in the block */
};
/* 1 a header; 0 a block of zeros; -1 neither. */
int mk_tar_header(struct mk_tar_header *h, struct mk_span block);

/* What pax records and GNU's names say of the next entry. */
struct mk_tar_extra {
    struct mk_buf name; /* empty: the header's counts */
    bool has_size, sparse, odd;
    uint64_t size;
};
void mk_tar_extra_init(struct mk_tar_extra *x);
void mk_tar_extra_clear(struct mk_tar_extra *x);
/* The records of a pax header; `odd` is set when they make no sense. */
void mk_tar_pax(struct mk_tar_extra *x, struct mk_span records);

#endif
