#ifndef MK_IOS_BACKUP_SERVE_H
#define MK_IOS_BACKUP_SERVE_H

#include "firmware/phantom/ios_stream.h"

/*
 * com.apple.mobilebackup2: serves one connection to its end, as ios_service.h says. Backups are
 * made of the exercise; whether they are encrypted says the phone's backup_password, which
 * ChangePassword sets, changes and takes off. What it does is written down in ios_backup_link.h.
 */
MK_CHECK int mk_ios_backup_serve(struct mk_ios_stream *s, struct mk_error *e);

#endif
