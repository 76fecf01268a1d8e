#ifndef MK_OBJECTS_H
#define MK_OBJECTS_H

#include "firmware/bundle/format.h"
#include "parsers/source/source.h"

/*
 * What is known of each object number: 8 bytes each, in pages that come with use (4 MB for
 * 500,000 objects). Not for two threads at once.
 */
struct mk_objects {
    uint64_t **page;
    size_t top; /* pages from here on were never used */
};

/* An object's word: one of these, or MK_OBJECT_AT plus the offset of its "whole" line. */
#define MK_OBJECT_UNKNOWN 0u
#define MK_OBJECT_GONE    1u /* dropped */
#define MK_OBJECT_INHAND  2u /* whole, its line is not in the journal yet */
#define MK_OBJECT_AT      3u

MK_CHECK int mk_objects_init(struct mk_objects *t, struct mk_error *e);
void mk_objects_done(struct mk_objects *t);
/* MK_OBJECT_UNKNOWN for any number that was never set. */
uint64_t mk_objects_get(const struct mk_objects *t, uint64_t n);
/* Makes room for a number (at most MK_OBJECT_MAX), so that setting it cannot fail. */
MK_CHECK int mk_objects_room(struct mk_objects *t, uint64_t n, struct mk_error *e);
void mk_objects_set(struct mk_objects *t, uint64_t n, uint64_t word);
/* The first number from *n on that is whole and in the journal: true, *n and its line's offset. */
bool mk_objects_next(const struct mk_objects *t, uint64_t *n, uint64_t *at);

/* Names of payload files and their folders, in data/. */
#define MK_OBJECT_NAME_MAX 32
void mk_object_folder(char out[static MK_OBJECT_NAME_MAX], uint64_t n); /* "000" */
void mk_object_file(char out[static MK_OBJECT_NAME_MAX], uint64_t n);   /* "0000001" */
void mk_object_name(char out[static MK_OBJECT_NAME_MAX], uint64_t n);   /* "data/000/0000001" */
/* Back from mk_object_file(): exactly as it writes it, or false. */
bool mk_object_number(uint64_t *n, const char *file);

/* Opens an object's file to read, below the bundle's folder: a regular file, by its number's name
 * and no other way, no link followed. MK_EABSENT when there is none. */
MK_CHECK int mk_object_open(struct mk_file *out, int dir, uint64_t n, struct mk_error *e);

#endif
