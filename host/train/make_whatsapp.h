#ifndef MK_TRAIN_MAKE_WHATSAPP_H
#define MK_TRAIN_MAKE_WHATSAPP_H

#include "host/train/make.h"

#define MK_WHATSAPP_DB "data/data/com.whatsapp/databases/msgstore.db"

/* Rows of `jid`: people by their number, then groups, then the owner; a chat has its address's row
 * number. */
struct mk_whatsapp {
    struct mk_train *t;
    struct mk_db d;
    struct mk_talk k;
    int64_t owner; /* the owner's row of jid */
    struct mk_into message, media, location, vcard, quoted, revoked, edited, add_on, reaction,
        receipt, system;
    struct mk_at at, media_at, vcard_at, reaction_at, receipt_at;
    int64_t add_on_id, receipt_id, vcard_id, first; /* first: row of the message with index 0 */
};

struct mk_jid {
    char raw[48], phone[24];
};
void mk_jid_of_person(struct mk_jid *out, const struct mk_person *p);
void mk_jid_of_group(struct mk_jid *out, const struct mk_group *g, const struct mk_whatsapp *w);
void mk_jid_of_chat(struct mk_jid *out, struct mk_whatsapp *w, uint32_t chat);
bool mk_on_whatsapp(const struct mk_person *p);
/* {"id", "phone"} */
void mk_true_jid(struct mk_json *j, const char *key, bool list, const struct mk_jid *jid);

/* The tables, the addresses, the chats with their members, and the calls. */
extern const char mk_whatsapp_schema[], mk_whatsapp_indexes[];
void mk_whatsapp_chats(struct mk_whatsapp *w);
MK_CHECK int mk_whatsapp_calls(struct mk_whatsapp *w, struct mk_error *e);
MK_CHECK int mk_whatsapp_contacts(struct mk_train *t, struct mk_error *e); /* wa.db */

#endif
