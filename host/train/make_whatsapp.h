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
    bool old;                                       /* the schema before 2021 */
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

/* Types of messages and statuses: ALEAPP, WhatsApp.py; WAInsight, models/enums.py. */
enum mk_wa_type {
    MK_WA_TEXT = 0,
    MK_WA_IMAGE = 1,
    MK_WA_AUDIO = 2,
    MK_WA_CONTACT = 4,
    MK_WA_PLACE = 5,
    MK_WA_REVOKED = 15
};
enum mk_wa_status { MK_WA_RECEIVED = 0, MK_WA_DELIVERED = 5, MK_WA_READ = 13 };

/* One message; all else of it hangs on its row. */
struct mk_wa_row {
    const struct mk_said *s;
    int64_t id, sender, status;
    enum mk_wa_type type;
    char key[36];
    struct mk_jid chat, from;
    bool starred;
};
void mk_wa_make_row(struct mk_wa_row *r, struct mk_whatsapp *w, const struct mk_said *s,
                    struct mk_rng *g);
void mk_wa_key(char key[static 36], const struct mk_whatsapp *w, uint64_t index);
int64_t mk_wa_id(const struct mk_whatsapp *w, uint64_t index);
void mk_wa_tell(struct mk_whatsapp *w, const struct mk_wa_row *r);
/* The bytes of the picture at that place in WhatsApp's folder; 0: it is not on the phone. What goes
 * wrong is kept in w->d. */
int64_t mk_wa_picture(struct mk_whatsapp *w, const struct mk_wa_row *r, const char *path);
MK_CHECK int mk_whatsapp_old(struct mk_whatsapp *w, struct mk_error *e);

/* The tables, the addresses, the chats with their members, and the calls. */
extern const char mk_whatsapp_schema[], mk_whatsapp_indexes[];
void mk_whatsapp_chats(struct mk_whatsapp *w);
MK_CHECK int mk_whatsapp_calls(struct mk_whatsapp *w, struct mk_error *e);
MK_CHECK int mk_whatsapp_contacts(struct mk_train *t, struct mk_error *e); /* wa.db */

#endif
