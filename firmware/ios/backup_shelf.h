#ifndef MK_BACKUP_SHELF_H
#define MK_BACKUP_SHELF_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * What the phone would find of its backup on the host's disk: it lists folders of it to see that
 * all that it sent has come. Names and sizes alone; some 50 bytes a file. Paths are below the
 * UDID's folder, which is the empty one.
 */
#define MK_BACKUP_SHELF_MAX ((size_t)384 << 20)

struct mk_backup_folder;
struct mk_backup_shelf {
    struct mk_backup_folder *folders; /* by path */
    size_t n, room, bytes;
};

void mk_backup_shelf_done(struct mk_backup_shelf *s);
/* MK_ELIMIT: beyond what is remembered. Folders on the way are made. */
MK_CHECK int mk_backup_shelf_put(struct mk_backup_shelf *s, struct mk_span path, uint64_t size,
                                 struct mk_error *e);
MK_CHECK int mk_backup_shelf_folder(struct mk_backup_shelf *s, struct mk_span path,
                                    struct mk_error *e);
/* A file, or a folder with all in it; what is not there is not moved. */
MK_CHECK int mk_backup_shelf_move(struct mk_backup_shelf *s, struct mk_span from, struct mk_span to,
                                  struct mk_error *e);
void mk_backup_shelf_remove(struct mk_backup_shelf *s, struct mk_span path);

struct mk_backup_shelved {
    struct mk_span name;
    bool folder;
    uint64_t size;
};
/* What lies in a folder; nothing in one that is not there. */
void mk_backup_shelf_list(const struct mk_backup_shelf *s, struct mk_span folder,
                          void (*each)(void *u, const struct mk_backup_shelved *item), void *u);

#endif
