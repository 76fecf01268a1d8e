#ifndef MK_PLIST_H
#define MK_PLIST_H

#include "parsers/base/arena.h"
#include "parsers/base/error.h"
#include "parsers/base/reader.h"

/*
 * Apple's property lists in all their spellings, as one tree of values that is only read: binary
 * (plist_binary.h), XML, OpenStep with what GNUstep adds, JSON. Hostile: memory is bounded, binary
 * lists may loop or share values (an item can occur in many places, and inside of itself), so who
 * walks the tree needs a limit of his own.
 */
#define MK_PLIST_FILE_MAX ((size_t)64 << 20)
#define MK_PLIST_DEPTH    512 /* of nested values in the spellings that are text */

enum mk_plist_kind {
    MK_PLIST_NULL,
    MK_PLIST_BOOL, /* i */
    MK_PLIST_INT,  /* i */
    MK_PLIST_UINT, /* u: larger than any INT */
    MK_PLIST_REAL, /* r */
    MK_PLIST_DATE, /* r: seconds since 2001-01-01 UTC */
    MK_PLIST_TEXT, /* s: UTF-8, unless the phone wrote something else */
    MK_PLIST_DATA, /* s */
    MK_PLIST_UID,  /* u: object of a keyed archive */
    MK_PLIST_ARRAY,
    MK_PLIST_SET,
    MK_PLIST_DICT,
    MK_PLIST_DAMAGED, /* s: why; what could be read of it is in `items` */
};

struct mk_plist_value {
    enum mk_plist_kind kind;
    union {
        int64_t i;
        uint64_t u;
        double r;
        struct mk_span s;
    };
    /* ARRAY, SET: n items. DICT: n keys, then their n values. */
    const struct mk_plist_value *const *items;
    size_t n;
};

struct mk_plist {
    struct mk_arena arena;
    const struct mk_plist_value *root;
    const char *form;   /* "binary", "xml", "openstep", "json" */
    char damage[200];   /* what is wrong with the list as a whole; "" */
    uint8_t *file;      /* of mk_plist_open() */
    size_t objects;     /* binary: how many objects there are */
    size_t unreachable; /* binary: objects that nothing reaches from the root: left over */
};

/* `bytes` must outlive the list. memory_max 0: 64 MiB. MK_EFORMAT when nothing of it makes sense;
 * where a part can be read, that part with `damage`. Needs mk_plist_done() only after 0. */
MK_CHECK int mk_plist_read(struct mk_plist *out, struct mk_span bytes, size_t memory_max,
                           struct mk_error *e);
/* A whole file, up to MK_PLIST_FILE_MAX. */
MK_CHECK int mk_plist_open(struct mk_plist *out, const struct mk_file *f, size_t memory_max,
                           struct mk_error *e);
void mk_plist_done(struct mk_plist *p);
/* Whether bytes that begin so can be a binary or an XML property list. */
bool mk_plist_knows(struct mk_span head);

/* The value of that key; NULL when `dict` is NULL, no dictionary or has none. */
const struct mk_plist_value *mk_plist_get(const struct mk_plist_value *dict, const char *key);
/* The same, only when it is of that kind. */
const struct mk_plist_value *mk_plist_get_as(const struct mk_plist_value *dict, const char *key,
                                             enum mk_plist_kind kind);
/* An object number of a keyed archive, in its binary or its XML spelling. */
bool mk_plist_uid(uint64_t *uid, const struct mk_plist_value *v);
/* A DATE as time; false when out of range. */
bool mk_plist_time(int64_t *us, const struct mk_plist_value *v);

#endif
