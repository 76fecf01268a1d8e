#ifndef MK_TRAIN_IOS_WHATSAPP_H
#define MK_TRAIN_IOS_WHATSAPP_H

#include "host/train/ios.h"
#include "host/train/make_whatsapp.h"

/* WhatsApp on an iPhone. Person k's chat is row k + 1, a group's that behind all people; addresses
 * are those of its Android side. */
#define MK_IOS_WA_GROUP "AppDomainGroup-group.net.whatsapp.WhatsApp.shared/"
#define MK_IOS_WA_PLACE                                                                            \
    MK_IOS_MOBILE "Containers/Shared/AppGroup/group.net.whatsapp.WhatsApp.shared/"
#define MK_IOS_WA(p) .where = "phone/" MK_IOS_WA_GROUP p, .at = MK_IOS_WA_PLACE p

enum mk_ios_wa_type { WA_TEXT, WA_IMAGE, WA_VOICE = 3, WA_CARD, WA_PLACE, WA_DELETED = 14 };

struct mk_ios_wa {
    struct mk_whatsapp names; /* for addresses: t and k.people */
    struct mk_train *t;
    struct mk_db d;
    struct mk_into message, media, info;
    struct mk_at at, media_at, info_at;
    struct mk_rng g;
    int64_t row, medias, infos;
    int64_t *rows; /* by the index of what was said; 0: not yet */
};

/* One row of ZWAMESSAGE. */
struct mk_ios_wa_row {
    const struct mk_said *s;
    int64_t id, media, info, member; /* 0: none */
    int64_t reply;                   /* its row */
    enum mk_ios_wa_type type;
    char stanza[32];
    struct mk_jid chat, from;
    const char *name; /* of who wrote it, or NULL */
};

extern const char mk_ios_wa_schema[];
/* Chats, groups and their members, what people call themselves; and the records of chats. */
void mk_ios_wa_chats(struct mk_ios_wa *w);
/* The row of a group's member. */
int64_t mk_ios_wa_member(const struct mk_ios_wa *w, const struct mk_group *g,
                         const struct mk_person *p);
void mk_ios_wa_stanza(char out[static 32], int64_t row);
/* What hangs on a message: media, a place, a card, what it answers; a reaction. */
void mk_ios_wa_attach(struct mk_ios_wa *w, struct mk_ios_wa_row *r);
void mk_ios_wa_react(struct mk_ios_wa *w, struct mk_ios_wa_row *r);
MK_CHECK int mk_ios_wa_calls(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_ios_wa_contacts(struct mk_train *t, struct mk_error *e);

#endif
