#ifndef MK_IOS_BACKUP_LISTS_H
#define MK_IOS_BACKUP_LISTS_H

#include "firmware/phantom/ios_backup.h"

/* The lists of a backup: see ios_backup.h for what they are and where that is known from. */
struct mk_phone_lists {
    const struct mk_phone_tree *tree;
    const json_t *doc;
    struct mk_span seed;
    const struct mk_phone_class *classes;
    size_t nclasses;
    bool heavy;
    struct mk_span keybag;        /* empty: not encrypted */
    uint8_t list_key[MK_IOS_KEY]; /* of Manifest.db */
};

/* Which class a file's key is wrapped under. */
uint32_t mk_phone_class_of(const struct mk_phone_item *item);
MK_CHECK int mk_phone_file_key(uint8_t out[static MK_IOS_KEY], struct mk_span seed,
                               const struct mk_phone_item *item, struct mk_error *e);

/* A new, unnamed file with the database; positioned anywhere. */
MK_CHECK int mk_phone_list_db(int *fd, const struct mk_phone_lists *l, struct mk_error *e);
MK_CHECK int mk_phone_list_manifest(struct mk_buf *out, const struct mk_phone_lists *l,
                                    struct mk_error *e);
MK_CHECK int mk_phone_list_status(struct mk_buf *out, const struct mk_phone_lists *l,
                                  const char *state, struct mk_error *e);
/* As idevicebackup2 1.3.0 puts it together: mobilebackup_factory_info_plist_new(). */
MK_CHECK int mk_phone_list_info(struct mk_buf *out, const json_t *doc, int64_t date,
                                struct mk_error *e);

#endif
