#ifndef IOS_RECEIVER_H
#define IOS_RECEIVER_H

#include "firmware/acquire/ios_backup.h"
#include "firmware/bundle/disk.h"

/* What acquire makes of an iPhone's backup, with a bundle in a folder and no phone. */

#define SMS    "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"
#define FOLDER "/backup/00008110-X/"
#define RECEIVER_ALL                                                                               \
    "\"categories\":[\"device\",\"messages\",\"calls\",\"contacts\",\"calendar\",\"files\","       \
    "\"apps\",\"activity\",\"network\",\"accounts\"]"

struct receiver {
    struct mk_run r;
    struct mk_backup_intake t;
    struct mk_backup_take take;
};
extern char receiver_dir[64];
extern struct mk_error receiver_err;
extern struct mk_authority *receiver_ready; /* for all sessions; NULL: each has its own */

/* Setup and teardown: a folder, a phone's banner. */
int receiver_folder(void **state);
int receiver_no_folder(void **state);
void receiver_anew(void); /* an empty folder */

struct mk_authority *receiver_authority(const char *scope);
/* A new bundle, or the one that is there. */
int receiver_open(struct receiver *v, const char *scope, bool again, const struct mk_disk *disk);
void receiver_open_whole(struct receiver *v, bool again);
/* As a process that ends; what was begun and not ended is lost. */
void receiver_close(struct receiver *v);
/* One file in two pieces; -1: receiver_err. */
int receiver_give(struct receiver *v, const char *name, const char *phone, const char *content,
                  int status);
/* What a reader of the bundle sees: "PATH CONTENT" a line, by number. */
const char *receiver_bundle(struct receiver *v);

#endif
