/* WhatsApp for iOS: ChatStorage.sqlite. What is known of it, and from where: whatsapp_ios.h. */
#include "parsers/app/whatsapp_ios.h"
#include "parsers/app/whatsapp_ios_chats.h"
#include "parsers/app/whatsapp_ios_media.h"

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define OPTIONAL   .also = true, .optional = true
#define EXTRA      .also = true, .extra = true, .optional = true

const struct mk_app mk_app_whatsapp_ios = {
    .id = "whatsapp.ios",
    .title = "WhatsApp (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/ChatStorage.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "m", "ZWAMESSAGE", NEEDS("ZISFROMME", "ZTEXT"), w_message, w_lookups, NULL, w_app, w_is_message },
        { MK_MESSAGE, "m", "ZWAMESSAGE", NEEDS("ZMESSAGETYPE"), w_group_event, w_lookups, NULL, w_app, w_is_group_event, OPTIONAL },
        { MK_MESSAGE, "m", "ZWAMESSAGE", NEEDS("ZMESSAGETYPE"), w_notices, w_lookups, NULL, w_app, w_is_notice, OPTIONAL },
        { MK_MESSAGE, "m", "ZWAMESSAGE", NEEDS("ZMESSAGETYPE"), w_timer, w_lookups, NULL, w_app, w_is_timer, OPTIONAL },
        { MK_MESSAGE, "m", "ZWAMESSAGE", NEEDS("ZMESSAGETYPE"), w_channels, w_lookups, NULL, w_app, w_is_channel, OPTIONAL },
        { MK_CONVERSATION, "c", "ZWACHATSESSION", NEEDS("ZCONTACTJID"), s_chat, s_lookups, s_group },
        { MK_ATTACHMENT, "a", "ZWAMEDIAITEM", NEEDS("ZMEDIALOCALPATH"), d_picture, d_of, NULL, NULL, d_is_picture, EXTRA },
        { MK_ATTACHMENT, "a", "ZWAMEDIAITEM", NEEDS("ZMEDIALOCALPATH"), d_document, d_of, NULL, NULL, d_is_document, EXTRA },
        { MK_ATTACHMENT, "a", "ZWAMEDIAITEM", NEEDS("ZMEDIALOCALPATH"), d_other, d_of, NULL, NULL, d_is_other, EXTRA },
        { MK_ATTACHMENT, "a", "ZWAMEDIAITEM", NEEDS("ZMEDIALOCALPATH"), d_other, d_of, NULL, NULL, d_is_remote, EXTRA },
        { MK_ATTACHMENT, "a", "ZWAMEDIAITEM", NEEDS("ZVCARDSTRING"), d_card, d_of, NULL, d_vcard, d_is_card, EXTRA },
        { MK_LOCATION, "a", "ZWAMEDIAITEM", NEEDS("ZLATITUDE", "ZLONGITUDE"), d_place, d_of, NULL, d_shared, d_is_place, EXTRA },
        { MK_REACTION, "i", "ZWAMESSAGEINFO", NEEDS("ZRECEIPTINFO"), r_reaction, r_theirs, EXTRA },
        { MK_REACTION, "i", "ZWAMESSAGEINFO", NEEDS("ZRECEIPTINFO"), r_own_reaction, r_own, EXTRA },
        { MK_EVENT, "i", "ZWAMESSAGEINFO", NEEDS("ZRECEIPTINFO"), r_count, r_counts, .constants = r_counted, EXTRA },
        { MK_EVENT, "i", "ZWAMESSAGEINFO", NEEDS("ZRECEIPTINFO"), r_option, r_options, .constants = r_poll, EXTRA },
        { MK_EVENT, "v", "ZWAGROUPMEMBERSCHANGE", NEEDS("ZGROUPJID"), s_change, .constants = s_changed, OPTIONAL },
        { MK_EVENT, "v", "ZWAMESSAGEDATAITEM", NEEDS("ZMATCHEDTEXT"), s_link, .constants = s_preview, OPTIONAL },
        { MK_EVENT, "v", "ZWAVCARDMENTION", NEEDS("ZWHATSAPPID"), s_mention, s_mention_lookups, .constants = s_mentioned, OPTIONAL },
        { MK_EVENT, "v", "ZWABLACKLISTITEM", NEEDS("ZJID"), s_block, .constants = s_blocked, OPTIONAL },
        { MK_CONTACT, "v", "ZWAPROFILEPUSHNAME", NEEDS("ZJID"), s_name, OPTIONAL },
        { MK_PAYMENT, "v", "ZWAZ1PAYMENTTRANSACTION", NEEDS("ZTRANSACTIONID"), s_payment, OPTIONAL },
        { 0 },
    },
    .proven_on = "public-sample",
};
