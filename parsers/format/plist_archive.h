#ifndef MK_PLIST_ARCHIVE_H
#define MK_PLIST_ARCHIVE_H

#include "parsers/format/plist.h"

/*
 * Ways into a property list that is the same for plain lists and for archives of NSKeyedArchiver
 * (layout: tree_archive.c), whose objects refer to each other by number: an archive is gone through
 * as if its objects were the values that they stand for. Hostile: every step is one reference, so
 * who walks needs a limit of his own.
 */
struct mk_plist_archive {
    const struct mk_plist_value *objects; /* NULL: a plain list */
};

/* The root, of an archive the object that it is about, or the fields of several; NULL when there is
 * none. */
const struct mk_plist_value *mk_archive_open(struct mk_plist_archive *a, const struct mk_plist *p);

/* A reference followed, and an object of Foundation's (NSString, NSData, NSDate as a REAL of
 * seconds since 2001-01-01, NSUUID as DATA) as what it stands for. NULL: none, or "$null". */
const struct mk_plist_value *mk_archive_value(const struct mk_plist_archive *a,
                                              const struct mk_plist_value *v);

/* Items of an array or a set, values of a dictionary, fields of an object; 0 for anything else. */
size_t mk_archive_count(const struct mk_plist_archive *a, const struct mk_plist_value *v);
/* *key: of a dictionary or an object, else NULL; may itself be NULL. i < count. */
const struct mk_plist_value *mk_archive_item(const struct mk_plist_value **key,
                                             const struct mk_plist_archive *a,
                                             const struct mk_plist_value *v, size_t i);
/* The value of a key or of a number from 0. */
const struct mk_plist_value *mk_archive_into(const struct mk_plist_archive *a,
                                             const struct mk_plist_value *v, const char *step);
/* Keys and numbers with '/' between them. */
const struct mk_plist_value *mk_archive_at(const struct mk_plist_archive *a,
                                           const struct mk_plist_value *v, const char *path);
/* The first step of a path; returns what is left of it. NULL: longer than any key. */
#define MK_ARCHIVE_STEP 256
const char *mk_archive_step(char step[static MK_ARCHIVE_STEP], const char *path);

#endif
