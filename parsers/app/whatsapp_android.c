/* WhatsApp for Android: msgstore.db. What is known of it, and from where: whatsapp.h. */
#include "parsers/app/whatsapp.h"
#include "parsers/app/whatsapp_chats.h"
#include "parsers/app/whatsapp_extra.h"
#include "parsers/app/whatsapp_new.h"
#include "parsers/app/whatsapp_old.h"

#define OPTIONAL .also = true, .optional = true
#define EXTRA    .also = true, .extra = true, .optional = true

const struct mk_query mk_whatsapp_queries[] = {
    { MK_MESSAGE,      "m", "message",  n_needs, n_message, n_lookups, NULL, app, n_real, OPTIONAL },
    { MK_MESSAGE,      "m", "messages", o_needs, o_message, o_lookups, NULL, app, o_real, OPTIONAL },
    { MK_ATTACHMENT,   "a", "message_media",   NULL,    n_media, n_onces, NULL, NULL, NULL,    OPTIONAL },
    { MK_ATTACHMENT,   "a", "message_vcard",   NULL,    n_vcard, NULL,    NULL, vcard, NULL,   OPTIONAL },
    { MK_ATTACHMENT,   "m", "messages",        o_needs, o_media, NULL,    NULL, NULL, o_filed, EXTRA },
    { MK_ATTACHMENT,   "a", "messages_vcards", NULL,    o_vcard, NULL,    NULL, vcard, NULL,   OPTIONAL },
    { MK_LOCATION,     "l", "message_location", NULL,    n_place, n_places, NULL, shared, NULL,     OPTIONAL },
    { MK_LOCATION,     "l", "message_location", NULL,    n_end,   n_places, NULL, shared, n_ended,  EXTRA },
    { MK_LOCATION,     "m", "messages",         o_needs, o_place, NULL,     NULL, shared, o_placed, EXTRA },
    { MK_REACTION,     "a", "message_add_on",   NULL, x_reaction, x_addon_lookups, NULL, NULL, x_is_reaction, OPTIONAL },
    { MK_CONVERSATION, "c", "chat",      c_needs, c_chat, c_lookups, c_group, NULL, NULL, OPTIONAL },
    { MK_CONVERSATION, "c", "chat_list", NULL,    o_chat, NULL,      o_group, NULL, NULL, OPTIONAL },
    { MK_CALL,         "l", "call_log",  NULL,    c_call, c_call_lookups, c_conference, NULL, NULL, OPTIONAL },
    { MK_CONTACT,      "d", "lid_display_name", NULL, x_lid, x_lids, NULL, NULL, NULL, OPTIONAL },
    { MK_KIND_ACCOUNT, "p", "props",     NULL,    x_account, NULL, NULL, service, x_owner, EXTRA },
    { MK_EVENT,        "m", "message",   n_needs, n_none, NULL, NULL, placeholder, n_made, OPTIONAL },
    { MK_EVENT,        "m", "messages",  o_needs, o_none, NULL, NULL, placeholder, o_made, OPTIONAL },
    { MK_EVENT,        "a", "message_add_on",      NULL, x_addon,    x_addon_lookups, NULL, NULL, x_no_reaction, OPTIONAL },
    { MK_EVENT,        "a", "receipt_user",        NULL, x_receipt,  x_user,      NULL, receipt, NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_poll_option", NULL, x_poll,     NULL,        NULL, poll,    NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_text",        NULL, x_link,     NULL,        NULL, preview, NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_mentions",    NULL, x_mention,  x_mentioned, NULL, mention, NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_system_chat_participant", NULL, x_participant, x_subject, NULL, participant, NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_system_number_change",    NULL, x_number,      x_numbers, NULL, number,      NULL, OPTIONAL },
    { MK_EVENT,        "a", "message_system_value_change",     NULL, x_value,       NULL,      NULL, value,       NULL, OPTIONAL },
    { 0 },
};

const struct mk_app mk_app_whatsapp_android = {
    .id = "whatsapp.android",
    .title = "WhatsApp (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.whatsapp/databases/msgstore.db", "*/WhatsApp/Databases/msgstore.db", NULL },
    .also = (const char *const[]){ "*msgstore-*.db", NULL },
    .queries = mk_whatsapp_queries,
    .proven_on = "simulated",
};
