#ifndef MK_TRAIN_MAKE_TL_H
#define MK_TRAIN_MAKE_TL_H

#include "host/train/make.h"

/*
 * Objects in Telegram's TL, as its app keeps them in blobs: parsers/format/tl.h tells the form and
 * where the schemas are. Those written here: message#94345242, user#215c4438, chat#41cbf256,
 * messageReplyHeader#afbc09db, photo#fb197a65, document#8fd4c4d8, geoPoint#b2a2f663. Each function
 * clears the buffer first; that it is full is told by mk_buf_ok().
 */
enum {
    MK_TL_OWNER = 1,
    MK_TL_FIRST = 1000
}; /* numbers of users and chats, as the export has them */

/* handle, phone (E.164): or NULL */
void mk_tl_user(struct mk_buf *b, int64_t uid, const char *name, const char *handle,
                const char *phone);
void mk_tl_chat(struct mk_buf *b, int64_t id, const char *title, uint32_t members, int64_t made_s);
/* from: the writer, 0: not told. dialog: a user, or below 0 a chat. */
void mk_tl_message(struct mk_buf *b, const struct mk_train *t, const struct mk_said *s,
                   int64_t from, int64_t dialog);

#endif
