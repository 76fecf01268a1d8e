#ifndef MK_TRAIN_IOS_SMS_H
#define MK_TRAIN_IOS_SMS_H

#include "host/train/ios.h"

/* sms.db while it is being made. Person k is handle and chat k + 1; group g, which iMessage has of
 * the scenario's, is the chat behind all people. */
struct mk_ios_sent {
    int64_t row; /* 0: not yet */
    uint32_t chat;
    bool can_be_quoted;
};
struct mk_ios_chats {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into message, joined, attachment, attached, recoverable, deleted;
    struct mk_at at, reaction_at, attachment_at, event_at;
    struct mk_rng g;
    struct mk_ios_sent *sent; /* by the index of what was said */
    uint32_t people;
    int64_t row, attachments;
    bool old;          /* before iOS 16: nothing is edited, unsent or kept for a while */
    struct mk_error e; /* of files */
};

/* One row of `message`. */
struct mk_ios_message {
    int64_t id, at_ms, handle, item, about_type, error;
    struct mk_ios_guid guid;
    uint32_t chat;
    bool out, imessage, group, recoverable, unsent, archived_only;
    const char *chat_guid, *title;
    struct mk_span text, was;
    char about[48];                /* associated_message_guid */
    char file_guid[64];            /* of an attachment; "": none */
    int64_t parent_row;            /* what it reacts to */
    int64_t reply_row;             /* 0: to none */
    struct mk_ios_guid reply_guid; /* of that row */
};

extern const char mk_ios_sms_schema[];
bool mk_ios_by_imessage(const struct mk_train *t, uint32_t k); /* else SMS */
/* The address that messages of a person come from. */
const char *mk_ios_address(const struct mk_train *t, const struct mk_person *p, uint32_t k);
/* "iMessage;-;+447700900101", "iMessage;+;chat1000000001". */
void mk_ios_chat_guid(char out[static 96], const struct mk_ios_chats *c, uint32_t chat);
/* handle, chat, chat_handle_join and the truth of conversations. */
void mk_ios_put_chats(struct mk_ios_chats *c);
void mk_ios_put_message(struct mk_ios_chats *c, const struct mk_ios_message *m,
                        const struct mk_person *who, const struct mk_lead *lead);
void mk_ios_sms_hostile(struct mk_ios_chats *c);
/* The attachment of a message, its file and the truth of both; its guid into m->file_guid. */
void mk_ios_put_attachment(struct mk_ios_chats *c, struct mk_ios_message *m,
                           const struct mk_said *s);

#endif
