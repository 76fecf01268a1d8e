#ifndef MK_PLAN_IOS_H
#define MK_PLAN_IOS_H

#include "firmware/plan/scope.h"

/*
 * What of an iPhone's backup a scope means. Pure.
 *
 * All of it comes, whatever is wanted. In a whole scope (all categories, no limit of time, people,
 * apps, media or folders) all of it is kept, as a backup. Else only files that the table below
 * knows, of categories in scope, under their paths on the device; in a scope that limits records
 * (time, people, media) databases and lists among them are read and cut, and files that stand for
 * themselves (attachments, recordings) are left, since a backup does not tell their times before
 * its end. What lies on the media partition (pictures) is not taken a second time: the files of the
 * phone's storage have it.
 *
 * A file's name in a backup is the SHA-1 of "domain-path". So a file of the table that has one
 * place is known by its name; one of a folder by the phone's own name for it, out of which domain
 * and path are made and held against the name in the backup: a phone that says otherwise is not
 * believed, and its file is left.
 *
 * The phone's own names are paths in a snapshot of /private/var that is mounted at /.ba
 * ("/.ba/mobile/Media/DCIM/108APPLE/IMG_8720.HEIC"), or paths below /var (libimobiledevice, issue
 * 1361; pymobiledevice3, issue 755). Containers of apps have random names there.
 */
bool mk_ios_whole(const struct mk_scope *s);
/* Whether one is made at all: records of whatever category lie in it; of the phone itself there is
 * too little for the hours that it takes. */
bool mk_ios_wants_backup(const struct mk_scope *s);

/* Names of the files of the table that have one place. */
#define MK_IOS_INDEXED 240u
struct mk_ios_indexed {
    uint8_t id[20], row, end;
};
struct mk_ios_index {
    struct mk_ios_indexed v[MK_IOS_INDEXED];
    size_t n;
};
MK_CHECK int mk_ios_index_make(struct mk_ios_index *x, struct mk_error *e);

/* Which file it is. */
struct mk_ios_place {
    char domain[200], path[1024]; /* domain "": not known */
};
/* name: 40 hex digits behind a folder of the first two, as in a backup */
void mk_ios_place_of(struct mk_ios_place *out, const struct mk_ios_index *x,
                     const struct mk_scope *s, struct mk_span name, struct mk_span phone);

enum mk_ios_fate {
    MK_IOS_TAKE, /* as it is, under its path on the device */
    MK_IOS_CUT,  /* read, and only its records that are in scope */
    MK_IOS_PART, /* a log of one that is cut */
    MK_IOS_LEAVE
};
struct mk_ios_rule {
    enum mk_ios_fate fate;
    const char *why; /* of what is left, one of the words below; else "" */
};
struct mk_ios_rule mk_ios_rule(const struct mk_scope *s, const struct mk_ios_place *p);

#define MK_IOS_UNKNOWN  "unknown"  /* none that the table knows */
#define MK_IOS_CATEGORY "category" /* of a category that is not in scope */
#define MK_IOS_APP      "app"      /* of none of the apps */
#define MK_IOS_ALONE    "alone"    /* a file that does not tell what of it is in scope */
#define MK_IOS_LISTS    "lists"    /* the backup's own lists, which name what is left */
/* What a word means, for the ledger. */
const char *mk_ios_why(const char *word);

/* The domain of a file that is left, for counts: one that the name fits, made of the phone's own
 * name for it; of a container's only which kind ("AppDomain-"), since its name there is random. A
 * phone that says otherwise is not believed: MK_IOS_NO_AREA. Never a word of the phone's. */
#define MK_IOS_NO_AREA "not told"
const char *mk_ios_area(struct mk_span name, struct mk_span phone);

#endif
