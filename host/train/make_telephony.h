#ifndef MK_TRAIN_MAKE_TELEPHONY_H
#define MK_TRAIN_MAKE_TELEPHONY_H

#include "host/train/make.h"

/* SMS and MMS share one file, and its threads. */
#define MK_TELEPHONY_DB "data/user_de/0/com.android.providers.telephony/databases/mmssms.db"

MK_CHECK int mk_train_sms(struct mk_train *t, struct mk_db *kept, struct mk_error *e);
MK_CHECK int mk_train_mms(struct mk_train *t, struct mk_db *kept, struct mk_error *e);

#endif
