#ifndef MK_PHANTOM_TREE_H
#define MK_PHANTOM_TREE_H

#include "firmware/phantom/exercise.h"
#include "parsers/base/buf.h"
#include <dirent.h>

/*
 * The phone's file tree:
 *
 *   /sdcard                     link to /storage/self/primary
 *   /storage/self/primary       link to /storage/emulated/0
 *   /storage/emulated/0         the exercise's storage/; links in it cannot leave it
 *   /storage/emulated/0/virtual with virtual_files: dNNNN/fNNNNNN, 1,000 files a folder, never
 * stored
 */
struct mk_phantom_tree_stat {
    uint32_t mode, nlink, uid, gid;
    uint64_t dev, ino, size;
    int64_t mtime_s;
};

/* Errors of all three are errno numbers, as a phone tells them. */
int mk_phantom_tree_stat(struct mk_phantom_tree_stat *out, const struct mk_exercise *x,
                         struct mk_span path, bool follow);

struct mk_phantom_tree_list {
    const struct mk_exercise *x;
    DIR *dir;                 /* a real folder; NULL: made up */
    char folder[256];         /* its path below storage/, or "" */
    size_t listed;            /* then the exercise's "listed" of it, from here on */
    struct mk_buf hex;        /* the last of those names */
    const char *const *fixed; /* further names, NULL-ended */
    uint64_t next, end;       /* then virtual ones, `next` before `end` */
    bool files;               /* these are files, else folders */
    char name[32];
};
int mk_phantom_tree_list(struct mk_phantom_tree_list *out, const struct mk_exercise *x,
                         struct mk_span path);
/* Next name ("." and ".." of a real folder too), with what lstat says of it (*error, if that
 * failed); false at the end. */
bool mk_phantom_tree_next(struct mk_phantom_tree_list *l, struct mk_span *name,
                          struct mk_phantom_tree_stat *st, int *error);
void mk_phantom_tree_list_done(struct mk_phantom_tree_list *l);

struct mk_phantom_tree_file {
    int fd; /* -1: virtual */
    char text[64];
    uint64_t at, size; /* size: of a virtual one */
};
int mk_phantom_tree_open(struct mk_phantom_tree_file *out, const struct mk_exercise *x,
                         struct mk_span path);
/* Up to `n` bytes from where the last read ended; 0 at the end. */
int mk_phantom_tree_read(size_t *got, struct mk_phantom_tree_file *f, void *out, size_t n);
void mk_phantom_tree_close(struct mk_phantom_tree_file *f);

#endif
