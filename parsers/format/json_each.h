#ifndef MK_JSON_EACH_H
#define MK_JSON_EACH_H

#include "parsers/base/reader.h"
#include "parsers/base/span.h"
#include <jansson.h>

/*
 * The elements of an array in a JSON document of any size, one at a time: the document is only cut,
 * each element then read by jansson. Memory is that of one element, 16 MiB at most. Hostile.
 *
 *   path   of the array: "" the document itself is it, "locations", "chats.list.*.messages" (`*`:
 * of every element of an array). A document that is no array where one is expected gives nothing;
 * "$" gives the whole document as one element (64 MiB at most).
 */
struct mk_json_each;
/* The file stays the caller's. UTF-8, with or without byte order mark. */
MK_CHECK int mk_json_each_open(struct mk_json_each **out, const struct mk_file *f, const char *path,
                               struct mk_error *e);
void mk_json_each_free(struct mk_json_each *j);
/* 1 and an element, the caller's reference; 0 at the end; -1 when the rest cannot be read. An
 * element that is no JSON by itself is left out with *why set and NULL in *out, and 1. */
MK_CHECK int mk_json_each_next(json_t **out, const char **why, struct mk_json_each *j,
                               struct mk_error *e);
/* Indexes along the path of the element that came last: `*` in order, then its own; from 0. */
size_t mk_json_each_at(const struct mk_json_each *j, size_t level);

#endif
