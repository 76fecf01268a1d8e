#ifndef MK_PHANTOM_TREE_PATH_H
#define MK_PHANTOM_TREE_PATH_H

#include "firmware/phantom/exercise.h"

#define MK_PHANTOM_CARD       "/storage/1A2B-3C4D" /* where a memory card lies */
#define MK_PHANTOM_PER_FOLDER 1000u                /* virtual files */

/* What a path leads to. */
struct mk_phantom_node {
    enum {
        MK_NODE_REAL,
        MK_NODE_FOLDER,
        MK_NODE_LINK,
        MK_NODE_VIRTUAL_ROOT,
        MK_NODE_VIRTUAL_FOLDER,
        MK_NODE_VIRTUAL_FILE
    } kind;
    char path[4096];          /* REAL: below the folder, "." for itself */
    int dir;                  /* REAL: descriptor of the folder, the exercise's */
    uint64_t index;           /* VIRTUAL_FOLDER, VIRTUAL_FILE */
    const char *const *names; /* FOLDER */
    size_t link_len;
};

/* 0 or an errno number; whether a REAL one is there is not looked at. */
int mk_phantom_node_find(struct mk_phantom_node *out, const struct mk_exercise *x,
                         struct mk_span path, bool follow);

#endif
