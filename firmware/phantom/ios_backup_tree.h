#ifndef MK_IOS_BACKUP_TREE_H
#define MK_IOS_BACKUP_TREE_H

#include "parsers/base/arena.h"
#include "parsers/format/ios_manifest.h"
#include <jansson.h>

/*
 * What an exercise's iPhone backs up: the files, folders and links below its phone/ folder, each as
 * DOMAIN/RELATIVE/PATH (host/train/train.h), in the order of domain and path.
 */
struct mk_phone_item {
    struct mk_span domain, path; /* path: "" for a domain's own folder; both end in a NUL */
    enum mk_ios_type type;
    uint32_t mode;
    uint64_t size;         /* of files */
    int64_t modified;      /* Unix seconds */
    struct mk_span target; /* of links */
    uint8_t id[MK_IOS_ID]; /* the payload's name */
};

struct mk_phone_tree {
    struct mk_arena arena;
    int dir;          /* phone/; its own */
    struct mk_buf at; /* struct mk_phone_item[] */
    size_t n;
    uint64_t bytes; /* of all files */
    int64_t newest; /* modification of any file, and of all folders, Unix seconds */
};

/*
 * exercise  descriptor of the exercise's folder; stays the caller's
 * left_out  array of globs that fit "DOMAIN/RELATIVE/PATH" of files that are not to come, or NULL
 *
 * Needs mk_phone_tree_done() only after 0.
 */
MK_CHECK int mk_phone_tree_read(struct mk_phone_tree *out, int exercise, const json_t *left_out,
                                struct mk_error *e);
void mk_phone_tree_done(struct mk_phone_tree *t);

static inline const struct mk_phone_item *mk_phone_item(const struct mk_phone_tree *t, size_t i)
{
    return (const struct mk_phone_item *)(const void *)t->at.p + i;
}

/* A descriptor of a file, or -1. */
MK_CHECK int mk_phone_item_open(const struct mk_phone_tree *t, const struct mk_phone_item *item,
                                struct mk_error *e);

#endif
