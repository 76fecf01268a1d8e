#ifndef MK_BACKUP_MESSAGE_H
#define MK_BACKUP_MESSAGE_H

#include "firmware/ios/backup_private.h"

/* Private to backup_message.c and backup_asked.c: one message of the phone. */
struct mk_backup_message {
    const struct mk_plist_value *v; /* the array */
    struct mk_span name;            /* its first item */
};
/* Its n-th item, or NULL. */
const struct mk_plist_value *mk_backup_arg(const struct mk_backup_message *m, size_t n);
bool mk_backup_of_kind(const struct mk_plist_value *v, enum mk_plist_kind kind);
/* What makes no sense is told. */
MK_CHECK int mk_backup_note_odd(struct mk_backup_talk *t, const struct mk_backup_message *m,
                                struct mk_span name, struct mk_error *e);

/* ---- backup_asked.c: what the phone asks of our disk ---- */
typedef int mk_backup_taker(struct mk_backup_talk *t, const struct mk_backup_message *m,
                            struct mk_error *e);
mk_backup_taker mk_backup_on_upload, mk_backup_on_download, mk_backup_on_free_space,
    mk_backup_on_purge, mk_backup_on_list, mk_backup_on_folder, mk_backup_on_move,
    mk_backup_on_remove, mk_backup_on_copy;

#endif
