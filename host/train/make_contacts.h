#ifndef MK_TRAIN_MAKE_CONTACTS_H
#define MK_TRAIN_MAKE_CONTACTS_H

#include "host/train/make.h"

/* One person in one account, as the address book keeps them. */
struct mk_card {
    int64_t id;      /* of the raw contact */
    int64_t contact; /* the aggregate over accounts; 0: deleted */
    const struct mk_person *p;
    char lookup[24];
    const char *note;
    bool by_whatsapp; /* the app's own account, with a profile row only */
};

/* contacts2.db; one that was never opened takes nothing. */
struct mk_contacts_db {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into contact, raw, data;
    int64_t data_id;
};
MK_CHECK int mk_contacts_db_open(struct mk_contacts_db *x, struct mk_train *t, struct mk_error *e);
void mk_contacts_db_put(struct mk_contacts_db *x, const struct mk_card *c);
MK_CHECK int mk_contacts_db_close(struct mk_contacts_db *x, struct mk_error *e);

/* What a card says, into a record that was begun. */
void mk_card_tell(struct mk_json *j, const struct mk_card *c);

#endif
