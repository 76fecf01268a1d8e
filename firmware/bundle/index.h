#ifndef MK_INDEX_H
#define MK_INDEX_H

#include "firmware/bundle/format.h"
#include "parsers/source/source.h"

/* A line of index.jsonl (or of a "whole" line in the journal), read. It may come from anybody. */
struct mk_index_row {
    uint64_t n;
    struct mk_entry entry; /* id is n */
    struct mk_span remark;
    uint64_t replaces[3]; /* objects that this one's set was taken again for; 0: none */
    void *json;           /* holds the texts */
    uint8_t path[MK_OBJECT_PATH_MAX];
};

/* MK_EFORMAT when it is none; mk_index_row_done() is due after success. */
MK_CHECK int mk_index_row_read(struct mk_index_row *out, struct mk_span line, struct mk_error *e);
void mk_index_row_done(struct mk_index_row *row);

#endif
