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

/* What is checked of a line, as it stands there; texts that are not there have no p. */
struct mk_index_plain {
    struct mk_span file, sha256, mtime, taken, role;
    int64_t bytes;
};
/* Reads a line of the plain form that almost all have. False: it is not of that form, or is wrong;
 * only a reader of JSON can tell. Texts point into the line. */
bool mk_index_plain(struct mk_index_plain *out, struct mk_span line);

#endif
