#include "parsers/format/signal_schema.h"
#include <stdlib.h>

/*
 * Which fields each message has: "3" or "1-5" numbers and texts, "6:Name" a message of that name,
 * "7:#2" one that has the fields 1 to 2 and none with fields of its own.
 */
static const struct known {
    const char *message, *fields;
} all[] = {
    { "BackupInfo", "1-6" },
    { "Frame", "1:AccountData 2:Recipient 3:Chat 4:ChatItem 5:#2 6:#4 7:#12 8:#9" },
    { "AccountData", "1-2 3:#3 4-6 7:#3 9:AccountDataAccountSettings 10:#3 11 12:#3 13-14 16:#1" },
    { "Recipient", "1 2:Contact 3:Group 4:DistributionListItem 5:#1 6:#0 7:#5" },
    { "Chat", "1-8 9:ChatStyle 10" },
    { "ChatItem",
      "1-5 6:ChatItem 7 8:#4 9:ChatItemOutgoingMessageDetails 10:#0 11:StandardMessage "
      "12:ContactMessage 13:StickerMessage 14:#0 15:ChatUpdateMessage "
      "16:PaymentNotification 17:#2 18:ViewOnceMessage 19:DirectStoryReplyMessage 20:Poll "
      "21:#3 22:#1" },
    { "AccountDataAccountSettings",
      "1-17 18:ChatStyle 19:ChatStyleCustomChatColor 20-21 23 24:#4 26-32" },
    { "Contact", "1-6 7:#0 8:#1 9-15 16:#2 17-23" },
    { "Group", "1-4 5:GroupGroupSnapshot 6-8" },
    { "DistributionListItem", "1-2 3:#4" },
    { "ChatStyle", "1 2:FilePointer 3:#0 4-5 7" },
    { "ChatItemOutgoingMessageDetails", "1:SendStatus 2" },
    { "StandardMessage", "1:Quote 2:Text 3:MessageAttachment 4:LinkPreview 5:FilePointer 6:#4" },
    { "ContactMessage", "1:ContactAttachment 2:#4" },
    { "StickerMessage", "1:Sticker 2:#4" },
    { "ChatUpdateMessage",
      "1:#1 2:GroupChangeChatUpdate 3:#1 4:#2 5:#1 6:#1 7:#6 8:#7 9:#2 10:#2 11:#2" },
    { "PaymentNotification", "1-3 4:PaymentNotificationTransactionDetails" },
    { "ViewOnceMessage", "1:MessageAttachment 2:#4" },
    { "DirectStoryReplyMessage", "1:DirectStoryReplyMessageTextReply 2 3:#4" },
    { "Poll", "1-2 3:PollPollOption 4 5:#4" },
    { "ChatStyleCustomChatColor", "1-2 3:#3" },
    { "GroupGroupSnapshot", "2:#4 3 4:#4 5:#4 6 7:GroupMember 8:GroupMemberPendingProfileKey "
                            "9:GroupMemberPendingAdminApproval 10 11:#4 12 13:#2 14" },
    { "FilePointer", "4-11 13:FilePointerLocatorInfo" },
    { "SendStatus", "1-2 3:#0 4:#1 5:#1 6:#1 7:#1 8:#0 9:#1" },
    { "Quote", "1-2 3:Text 4:QuoteQuotedAttachment 5" },
    { "Text", "1 2:#4" },
    { "MessageAttachment", "1:FilePointer 2-4" },
    { "LinkPreview", "1-2 3:FilePointer 4-5" },
    { "ContactAttachment", "1:#6 3:#3 4:#3 5:#9 6:FilePointer 7" },
    { "Sticker", "1-4 5:FilePointer" },
    { "GroupChangeChatUpdate", "1:GroupChangeChatUpdateUpdate" },
    { "PaymentNotificationTransactionDetails",
      "1:PaymentNotificationTransactionDetailsTransaction 2:#1" },
    { "DirectStoryReplyMessageTextReply", "1:Text 2:FilePointer" },
    { "PollPollOption", "1 2:#2" },
    { "GroupMember", "1-2 5-7" },
    { "GroupMemberPendingProfileKey", "1:GroupMember 2-3" },
    { "GroupMemberPendingAdminApproval", "1 4" },
    { "FilePointerLocatorInfo", "1 3-7 9-11" },
    { "QuoteQuotedAttachment", "1-2 3:MessageAttachment" },
    { "GroupChangeChatUpdateUpdate",
      "1:#1 2:#1 3:#2 4:#2 5:#2 6:#2 7:#2 8:#2 9:#3 10:#1 11:#2 12:#1 13:#1 14:#2 15:#2 "
      "16:#2 17:#1 18:#4 19:#1 20:GroupInvitationRevokedUpdate 21:#1 22:#3 23:#1 24:#1 "
      "25:#2 26:#2 27:#1 28:#1 29:#0 30:#0 31:#1 32:#1 33:#2 34:#2 35:#2 36:#1" },
    { "PaymentNotificationTransactionDetailsTransaction", "1 2:#2 3-7" },
    { "GroupInvitationRevokedUpdate", "1 2:#3" },
};
#define MESSAGES (sizeof all / sizeof *all)

/* What a field of a message is: -1 unknown, 0 a leaf, n a message: up to MESSAGES all[n - 1],
 * behind that one with so many leaves. */
struct mk_signal_schema {
    int16_t field[MESSAGES][MK_SIGNAL_FIELDS];
};

static int16_t message_named(const char *name, size_t len)
{
    if (*name == '#')
        return (int16_t)(MESSAGES + 1 + strtoul(name + 1, NULL, 10));
    for (size_t i = 0; i < MESSAGES; i++)
        if (mk_span_eq(mk_str(all[i].message), mk_span(name, len)))
            return (int16_t)(i + 1);
    return 0;
}

static void read_fields(int16_t *field, const char *text)
{
    for (size_t i = 0; i < MK_SIGNAL_FIELDS; i++)
        field[i] = -1;
    while (*text) {
        char *end;
        unsigned long from = strtoul(text, &end, 10), to = from;
        int16_t what = 0;
        if (*end == '-')
            to = strtoul(end + 1, &end, 10);
        size_t name = strcspn(end, " ");
        if (*end == ':')
            what = message_named(end + 1, name - 1);
        for (; from <= to && from < MK_SIGNAL_FIELDS; from++)
            field[from] = what;
        text = end + name + (end[name] == ' ');
    }
}

int mk_signal_schema_new(struct mk_signal_schema **out, struct mk_error *e)
{
    *out = malloc(sizeof **out);
    if (!*out)
        return mk_fail(e, MK_ENOMEM, "schema");
    for (size_t i = 0; i < MESSAGES; i++)
        read_fields((*out)->field[i], all[i].fields);
    return 0;
}

void mk_signal_schema_free(struct mk_signal_schema *s)
{
    free(s);
}

static int16_t look(const struct mk_signal_schema *s, int16_t message, uint32_t number)
{
    if (message > (int16_t)MESSAGES)
        return number <= (uint32_t)message - MESSAGES - 1 ? 0 : -1;
    return number < MK_SIGNAL_FIELDS ? s->field[message - 1][number] : -1;
}

static void visit(const struct mk_signal_schema *s, int16_t message, struct mk_span bytes,
                  struct mk_signal_unknown *u)
{
    struct mk_proto_field f;
    struct mk_cursor c = mk_cur(bytes);
    size_t depth = u->depth;
    size_t at = 0;
    for (; depth < MK_SIGNAL_DEPTH && mk_proto_next(&f, &c); at = c.pos) {
        int16_t what = look(s, message, f.number);
        u->path[depth] = f.number;
        u->depth = depth + 1;
        if (what < 0)
            u->found(u, &f);
        else if (what > 0 && f.wire == MK_PROTO_BYTES)
            visit(s, what, f.s, u);
    }
    u->depth = depth;
    if (mk_cur_ok(&c) && depth < MK_SIGNAL_DEPTH)
        return;
    f = (struct mk_proto_field){ .whole = mk_span_from(bytes, at) };
    u->found(u, &f);
}

void mk_signal_schema_visit(const struct mk_signal_schema *s, bool info, struct mk_span bytes,
                            struct mk_signal_unknown *u)
{
    u->depth = 0;
    visit(s, info ? 1 : 2, bytes, u);
}
