#ifndef MK_FILES_H
#define MK_FILES_H

#include "firmware/plan/scope.h"

/*
 * What becomes of a file of the phone's storage under a scope: told by its path and its time of
 * change alone, since nothing of a file that is left may be fetched. Pure.
 *
 *   people       A file does not say whom it is about: where people or threads limit, files are
 *                left. What holds records (databases, exports of chats, archives) is read and cut.
 *   time         By the time of change. What holds records is read although it was changed later;
 *                not when it was changed before the window began, as nothing in it can be of later.
 *                (Databases are read in any case: their log may be newer.)
 *                What holds records and is not called so by its name (a database named "x") is a
 * file like any other here: in scope by its time. apps         Only folders of these packages:
 * Android/{data,media,obb}/PACKAGE, and those that the tables of apps or the list in files_app.c
 * name. media        Pictures, sounds and films: by the ending of the name, by the folder, and,
 * where that leaves a doubt, counted as one. Thumbnails and caches as well. Of files that hold
 * others only records are taken then. With "metadata" none of them is fetched either: what the
 * phone's own list of media says (a provider) is their metadata. encrypted    Backups that cannot
 * be read cannot be cut: left, unless "whole" names them.
 *
 * "whole" with "android.files" ("ios.files" of an iPhone), or the id of the app whose file it is,
 * takes what cannot be cut.
 */
enum mk_file_fate {
    MK_FILE_TAKE,    /* its bytes into the bundle */
    MK_FILE_LOOK,    /* its records are taken; where no reader knows it, its bytes */
    MK_FILE_EXTRACT, /* of it only records that are in scope */
    MK_FILE_PART,    /* a log of a database that is read and cut: goes with that */
    MK_FILE_LEAVE
};

struct mk_file_rule {
    enum mk_file_fate fate;
    const char *why; /* of what is not taken as it is, one of the words below; else "" */
};

#define MK_FILE_WINDOW    "window"           /* changed outside of it */
#define MK_FILE_APP       "app"              /* no folder of one of the apps */
#define MK_FILE_MEDIA     "media"            /* a picture, sound or film */
#define MK_FILE_THUMBNAIL "thumbnail"        /* or a cache */
#define MK_FILE_DOUBT     "media-doubt"      /* may be one of these */
#define MK_FILE_PEOPLE    "people"           /* does not tell whom it is about */
#define MK_FILE_ENCRYPTED "encrypted"        /* cannot be read, so not be cut */
#define MK_FILE_FILTERED  "filtered-extract" /* was read, only records of it are kept */

struct mk_file_rule mk_file_rule(const struct mk_scope *s, struct mk_span path, int64_t mtime_s);

/* Where the files of an iPhone lie, for an authority that names no folders; NULL-ended. The last
 * one is asked for each app that shares its documents. */
#define MK_IOS_ROOT_MEDIA   "/private/var/mobile/Media"
#define MK_IOS_ROOT_CRASHES "/private/var/mobile/Library/Logs/CrashReporter"
#define MK_IOS_ROOT_APPS    "/private/var/mobile/Containers/Data/Application"
extern const char *const mk_ios_roots[];

/* What a word means, for the ledger. */
const char *mk_file_why(const char *word);

/* Whether any rule but the roots limits files at all: then names of what is left are not told. */
bool mk_file_limited(const struct mk_scope *s);

/* The file that a log of a database ("-wal", "-journal", "-shm") belongs to; else the path. */
struct mk_span mk_file_stem(struct mk_span path);

/* ---- files_app.c ---- */

/* The path behind the root of the storage it lies on, without '/'; all of it where there is none.
 */
struct mk_span mk_file_below_root(struct mk_span path);
/* Whether it lies in a folder of one of the scope's packages. */
bool mk_file_of_apps(const struct mk_scope *s, struct mk_span path);

/* ---- files_media.c ---- */

enum mk_file_media { MK_FILE_NO_MEDIA, MK_FILE_IS_MEDIA, MK_FILE_IS_THUMBNAIL, MK_FILE_MAY_BE };
enum mk_file_media mk_file_media(struct mk_span path);

#endif
