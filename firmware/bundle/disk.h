#ifndef MK_DISK_H
#define MK_DISK_H

#include "parsers/base/error.h"
#include <sys/types.h>

/*
 * Every write that matters, as a table of calls: the real one, and in tests one
 * that fails the n-th call, runs out of room or stops for good (a power cut). Calls behave
 * as their namesakes: -1 and errno. Names are relative to the directory descriptor.
 */
struct mk_disk {
    void *u;
    int (*openat)(void *u, int dir, const char *name, int flags, mode_t mode);
    ssize_t (*write)(void *u, int fd, const void *p, size_t n);
    int (*ftruncate)(void *u, int fd, off_t size);
    int (*direct)(void *u, int fd, bool on); /* past the page cache; -1: not on this file system */
    int (*sync_range)(void *u, int fd, off_t at, off_t n); /* starts writeback, does not wait */
    int (*fdatasync)(void *u, int fd);
    int (*fsync)(void *u, int fd);
    int (*syncfs)(void *u, int fd);
    int (*mkdirat)(void *u, int dir, const char *name, mode_t mode);
    int (*renameat)(void *u, int dir, const char *from, const char *to);
    int (*unlinkat)(void *u, int dir, const char *name, int flags);
    int (*close)(void *u, int fd);
};

const struct mk_disk *mk_disk_real(void);

/* Up to n bytes, fewer only at the end, through short reads and EINTR; -1 with errno. What asks for
 * all of a small file must not take an interrupted read for a damaged file, nor half of it for all.
 */
ssize_t mk_disk_read(int fd, void *p, size_t n);
ssize_t mk_disk_read_at(int fd, void *p, size_t n, uint64_t at);

/* All of `s`, through short writes and EINTR. */
MK_CHECK int mk_disk_write_all(const struct mk_disk *d, int fd, struct mk_span s,
                               struct mk_error *e);

/*
 * The same past the page cache, for pieces of large files that nobody will read soon: it saves the
 * copy, and what was read last stays in memory. `s` begins on a page (MK_DISK_PAGE), is whole pages
 * long and goes to a place in the file that is. Where a write does not go that way, *direct is
 * cleared and the rest goes the usual one. On the way out with it the caller says so by direct().
 */
#define MK_DISK_PAGE 4096u
MK_CHECK int mk_disk_write_direct(const struct mk_disk *d, int fd, struct mk_span s, bool *direct,
                                  struct mk_error *e);

/* A whole small file, durable and never seen half: written beside, synced, renamed over. */
MK_CHECK int mk_disk_put(const struct mk_disk *d, int dir, const char *name, struct mk_span s,
                         struct mk_error *e);

/* What mk_disk_put() calls a file until it is whole. */
#define MK_DISK_TMP ".tmp"
/* The end of it, for a file that the caller wrote to `name`.tmp: synced, closed in any case,
 * renamed, the folder synced. */
MK_CHECK int mk_disk_keep(const struct mk_disk *d, int dir, int fd, const char *name,
                          struct mk_error *e);

/* Opens the folder that a path lies in; *name: what is behind it, into `path`. MK_EUSAGE: there is
 * no such name, or it is too long. */
MK_CHECK int mk_disk_place(int *dir, const char **name, const char *path, struct mk_error *e);

/* Opens a folder, made if it is not there. Its name is durable once `dir` is synced. */
MK_CHECK int mk_disk_folder(int *fd, const struct mk_disk *d, int dir, const char *name,
                            struct mk_error *e);
MK_CHECK int mk_disk_sync_dir(const struct mk_disk *d, int dir, struct mk_error *e);

#endif
