#ifndef FAULT_DISK_MODEL_H
#define FAULT_DISK_MODEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* What a disk has for sure, beside what it shows: private to fault_disk. */
#define FD_NAME  64
#define FD_NODES 4096
#define FD_NAMES 64

/* A file or folder as the disk has it for sure. */
struct fd_node {
    ino_t live; /* its inode while it has one, 0 when it is unlinked */
    bool folder;
    uint8_t *data;
    size_t len;
    struct {
        char name[FD_NAME];
        int node;
    } * entry;
    size_t entries;
};

struct fd_model {
    pthread_mutex_t lock;
    char root[256];
    struct fd_node node[FD_NODES]; /* 0: the root */
    int nodes;
};

/* The node of what shows now; made when it is new. */
int fd_node_of(struct fd_model *m, const struct stat *st);
/* The name's file goes, or gives way to another. */
void fd_forget(struct fd_model *m, int dir, const char *name);
/* Synced: a file's bytes, a folder's names, a folder with all in it. */
void fd_keep_file(struct fd_model *m, int fd);
void fd_keep_names(struct fd_model *m, int fd);
void fd_keep_all(struct fd_model *m, int fd);

#endif
