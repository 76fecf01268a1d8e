#ifndef MK_PLIST_WALK_H
#define MK_PLIST_WALK_H

#include "parsers/format/plist_archive.h"
#include "parsers/format/plist_shape.h"

/* Private to plist_shape.c: ways through a list, see plist_shape.h. Lists may hold an item in many
 * places, so rows can be many more than bytes: a walk ends after MK_WALK_MAX steps. */
#define MK_WALK_STARS 4
#define MK_WALK_MAX   ((uint64_t)1 << 20)

struct mk_plist_walk {
    struct mk_plist_archive archive;
    const struct mk_plist_value *root;
    const char *path;
    size_t next[MK_WALK_STARS];                       /* item to look at */
    size_t at[MK_WALK_STARS];                         /* of the row in hand */
    const struct mk_plist_value *item[MK_WALK_STARS]; /* the same */
    const struct mk_plist_value *key[MK_WALK_STARS];  /* NULL: item of an array */
    const struct mk_plist_value *in[MK_WALK_STARS];   /* container, of the first `known` */
    const char *rest[MK_WALK_STARS];                  /* of the path, behind it */
    size_t known;
    uint64_t steps;
    bool ended;
};

void mk_plist_walk_begin(struct mk_plist_walk *w, const struct mk_plist_archive *a,
                         const struct mk_plist_value *root, const char *path);
/* Somebody goes through all of a value: large ones use up steps as well. */
void mk_plist_walk_cost(struct mk_plist_walk *w, const struct mk_plist_value *v);
/* The next row; false at the end, or after too many steps. */
bool mk_plist_walk_next(const struct mk_plist_value **row, struct mk_plist_walk *w);
/* Whether the path leads somewhere up to its first `*`. */
bool mk_plist_walk_leads(const struct mk_plist_archive *a, const struct mk_plist_value *root,
                         const char *path);

/* What of a row no column and no other table reads; `path` lives until the call returns. */
void mk_plist_unread(const struct mk_shape *shape, const struct mk_shape_table *table,
                     const struct mk_plist_value *row,
                     void (*each)(void *u, struct mk_span path, const struct mk_plist_value *v),
                     void *u);
/* Whether `v`, at that path from the root ('.' or '/' between keys), holds another table's rows. */
bool mk_shape_reads(const struct mk_shape *shape, const struct mk_shape_table *but,
                    struct mk_span path, const struct mk_plist_value *v);
bool mk_plist_holds(const struct mk_plist_value *v); /* items: a dictionary, an array, a set */

#endif
