/*
 * Constructors, by their type: see tl.h. What the others are made of.
 */
/* BaseTheme */
T(0x5b11125a, "baseThemeArctic", "")
T(0xc3a12462, "baseThemeClassic", "")
T(0xfbd81688, "baseThemeDay", "")
T(0xb7b31ea8, "baseThemeNight", "")
T(0x6d5f77ee, "baseThemeTinted", "")
/* Birthday */
T(0x6c8e1e06, "birthday", "# i i 0?i")
/* BotApp */
T(0x95fcd1d6, "botApp", "# l:id l s s:title s:description o:photo 0?o:document l")
T(0x5da674b7, "botAppNotModified", "")
/* ChannelAdminRights */
T(0x5d7ceba5, "channelAdminRights", "#")
/* ChannelBannedRights */
T(0x58cf4249, "channelBannedRights", "# i:until_date")
/* ChatAdminRights */
T(0x5fb224d5, "chatAdminRights", "#")
/* ChatBannedRights */
T(0x9f120418, "chatBannedRights", "# i:until_date")
/* ChatTheme */
T(0xc3dffc04, "chatTheme", "s")
T(0xed0b5c33, "chatTheme", "s o o")
T(0x3458f9c8, "chatThemeUniqueGift", "o vo")
/* EmojiStatus */
T(0x929b619d, "emojiStatus", "l")
T(0xe7ff068a, "emojiStatus", "# l 0?i")
T(0x7184603b, "emojiStatusCollectible", "# l l s:title s:slug l i i i i 0?i")
T(0x2de11aae, "emojiStatusEmpty", "")
T(0xfa30a8c7, "emojiStatusUntil", "l i")
T(0x07141dbf, "inputEmojiStatusCollectible", "# l 0?i")
/* FactCheck */
T(0xb89bfccf, "factCheck", "# 1?s 1?o:text l")
/* InlineQueryPeerType */
T(0x0e3b2d0c, "inlineQueryPeerTypeBotPM", "")
T(0x6334ee9a, "inlineQueryPeerTypeBroadcast", "")
T(0xd766c50a, "inlineQueryPeerTypeChat", "")
T(0x5ec4be43, "inlineQueryPeerTypeMegagroup", "")
T(0x833c0fac, "inlineQueryPeerTypePM", "")
T(0x3081ed9d, "inlineQueryPeerTypeSameBotPM", "")
/* InputChannel */
T(0xafeb712e, "inputChannel", "i:channel_id l")
T(0xf35aec28, "inputChannel", "l:channel_id l")
T(0xee8c1e86, "inputChannelEmpty", "")
T(0x2a286531, "inputChannelFromMessage", "o i i:channel_id")
T(0x5b934f9d, "inputChannelFromMessage", "o i l:channel_id")
/* InputGroupCall */
T(0xd8aa840f, "inputGroupCall", "l:id l")
T(0x8c10603f, "inputGroupCallInviteMessage", "i")
T(0xfe06823f, "inputGroupCallSlug", "s:slug")
/* InputPeer */
T(0x20adaef8, "inputPeerChannel", "i:channel_id l")
T(0x27bcbbfc, "inputPeerChannel", "l:channel_id l")
T(0x9c95f7bb, "inputPeerChannelFromMessage", "o i i:channel_id")
T(0xbd2a0840, "inputPeerChannelFromMessage", "o i l:channel_id")
T(0x179be863, "inputPeerChat", "i:chat_id")
T(0x35a95cb9, "inputPeerChat", "l:chat_id")
T(0x1023dbe8, "inputPeerContact", "i:user_id")
T(0x7f3b18ea, "inputPeerEmpty", "")
T(0x9b447325, "inputPeerForeign", "i:user_id l")
T(0x7da07ec9, "inputPeerSelf", "")
T(0x7b8e7de6, "inputPeerUser", "i:user_id l")
T(0xdde8a54c, "inputPeerUser", "l:user_id l")
T(0x17bae2e6, "inputPeerUserFromMessage", "o i i:user_id")
T(0xa87b0a1c, "inputPeerUserFromMessage", "o i l:user_id")
/* InputStickerSet */
T(0x028703c8, "inputStickerSetAnimatedEmoji", "")
T(0x0cde3739, "inputStickerSetAnimatedEmojiAnimations", "")
T(0x79e21a53, "inputStickerSetDice", "")
T(0xe67f520e, "inputStickerSetDice", "s")
T(0x49748553, "inputStickerSetEmojiChannelDefaultStatuses", "")
T(0x29d0f5ee, "inputStickerSetEmojiDefaultStatuses", "")
T(0x44c1f8e9, "inputStickerSetEmojiDefaultTopicIcons", "")
T(0x04c4d4ce, "inputStickerSetEmojiGenericAnimations", "")
T(0xffb62b95, "inputStickerSetEmpty", "")
T(0x9de7a269, "inputStickerSetID", "l:id l")
T(0xc88b3b02, "inputStickerSetPremiumGifts", "")
T(0x861cc8a0, "inputStickerSetShortName", "s")
T(0x1cf671a0, "inputStickerSetTonGifts", "")
/* InputUser */
T(0xd8292816, "inputUser", "i:user_id l")
T(0xf21158c6, "inputUser", "l:user_id l")
T(0x86e94f65, "inputUserContact", "i:user_id")
T(0xb98886cf, "inputUserEmpty", "")
T(0x655e74ff, "inputUserForeign", "i:user_id l")
T(0x1da448e2, "inputUserFromMessage", "o i l:user_id")
T(0x2d117597, "inputUserFromMessage", "o i i:user_id")
T(0xf7c1b13f, "inputUserSelf", "")
/* KeyboardButtonStyle */
T(0x4fdd3430, "keyboardButtonStyle", "# 3?l")
/* MaskCoords */
T(0xaed6dbb2, "maskCoords", "i d d d")
/* MessageExtendedMedia */
T(0xee479c64, "messageExtendedMedia", "o:media")
T(0xad628cc8, "messageExtendedMediaPreview", "# 0?i:w 0?i:h 1?o 2?i")
/* MessagePeerReaction */
T(0x51b67eff, "messagePeerReaction", "# 1?t:unread o:peer_id s")
T(0x8c79b63c, "messagePeerReaction", "# 1?t:unread o:peer_id i:date o")
T(0xb156fe9c, "messagePeerReaction", "# 1?t:unread o:peer_id o")
/* MessageReactor */
T(0x4ba3a95a, "messageReactor", "# 3?o:peer_id i")
/* MessageUserReaction */
T(0x932844fa, "messageUserReaction", "l:user_id s")
/* PaymentCharge */
T(0xea02c27e, "paymentCharge", "s:id s")
/* PaymentRequestedInfo */
T(0x909c3f94, "paymentRequestedInfo", "# 0?s 1?s:phone 2?s 3?o")
/* PeerColor */
T(0xb8ea86a9, "inputPeerColorCollectible", "l")
T(0xb54b5acf, "peerColor", "# 0?i 1?l")
T(0xb9c0639a, "peerColorCollectible", "# l l l i vi 0?i 1?vi")
/* PhoneCallDiscardReason */
T(0xafe2b839, "phoneCallDiscardReasonAllowGroupCall", "b")
T(0xfaf7e8c9, "phoneCallDiscardReasonBusy", "")
T(0xe095c1a0, "phoneCallDiscardReasonDisconnect", "")
T(0x57adc690, "phoneCallDiscardReasonHangup", "")
T(0x9fbbf1f7, "phoneCallDiscardReasonMigrateConferenceCall", "s:slug")
T(0x85e42301, "phoneCallDiscardReasonMissed", "")
/* PollAnswer */
T(0x199fed96, "inputPollAnswer", "# o:text 0?o:media")
T(0x4b7d786a, "pollAnswer", "# o:text b 0?o:media 1?o 1?i:date")
T(0x6ca9c2e9, "pollAnswer", "s:text b")
T(0xff16e2ca, "pollAnswer", "o:text b")
/* PollAnswerVoters */
T(0x3645230a, "pollAnswerVoters", "# b 2?i 2?vo")
T(0x3b6ddad2, "pollAnswerVoters", "# b i")
/* PostAddress */
T(0x1e8caaeb, "postAddress", "s s s s s s")
/* Reaction */
T(0x8935fc73, "reactionCustomEmoji", "l")
T(0x1b2286b8, "reactionEmoji", "s")
T(0x79f5d419, "reactionEmpty", "")
T(0x523da4eb, "reactionPaid", "")
/* ReactionCount */
T(0x6fb250d1, "reactionCount", "# s i")
T(0xa3d1cb80, "reactionCount", "# 0?i o i")
/* RecentStory */
T(0x711d692d, "recentStory", "# 1?i")
/* RequestPeerType */
T(0x339bef6c, "requestPeerTypeBroadcast", "# 0?t:creator 3?B 1?o 2?o")
T(0xc9f06e1b, "requestPeerTypeChat", "# 0?t:creator 3?B 4?B 1?o 2?o")
T(0x3e81e078, "requestPeerTypeCreateBot", "# 1?s 2?s")
T(0x5f3b8a00, "requestPeerTypeUser", "# 0?B:bot 1?B")
/* RequestedPeer */
T(0x8ba403e4, "requestedPeerChannel", "# l:channel_id 0?s:title 1?s:username 2?o:photo")
T(0x7307544f, "requestedPeerChat", "# l:chat_id 0?s:title 2?o:photo")
T(0xd62ff46a, "requestedPeerUser",
  "# l:user_id 0?s:first_name 0?s:last_name 1?s:username 2?o:photo")
/* RestrictionReason */
T(0xd072acb4, "restrictionReason", "s s:reason s:text")
/* SecureValueType */
T(0xcbe31e26, "secureValueTypeAddress", "")
T(0x89137c0d, "secureValueTypeBankStatement", "")
T(0x06e425c4, "secureValueTypeDriverLicense", "")
T(0x8e3ca7ee, "secureValueTypeEmail", "")
T(0xa0d0744b, "secureValueTypeIdentityCard", "")
T(0x99a48f23, "secureValueTypeInternalPassport", "")
T(0x3dac6a00, "secureValueTypePassport", "")
T(0x99e3806a, "secureValueTypePassportRegistration", "")
T(0x9d2a81e3, "secureValueTypePersonalDetails", "")
T(0xb320aadb, "secureValueTypePhone", "")
T(0x8b883488, "secureValueTypeRentalAgreement", "")
T(0xea02ec33, "secureValueTypeTemporaryRegistration", "")
T(0xfc36954e, "secureValueTypeUtilityBill", "")
/* StarGift */
T(0x00bcff5b, "starGift", "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title 6?o 8?i 8?i")
T(0x02cc73c8, "starGift", "# l:id o l 0?i 0?i l 1?i 1?i 3?l")
T(0x1b9a4d7f, "starGift",
  "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title 6?o 8?i 8?i 9?i 11?s 11?i")
T(0x313a9547, "starGift",
  "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title 6?o 8?i 8?i 9?i 11?s 11?i 11?i 12?i 13?o")
T(0x49c577cd, "starGift", "# l:id o l 0?i 0?i l 1?i 1?i")
T(0x7f853c12, "starGift", "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title 6?o")
T(0x80ac53c3, "starGift", "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title 6?o 8?i 8?i 9?i")
T(0xaea174ee, "starGift", "# l:id o l 0?i 0?i l")
T(0xc62aca28, "starGift", "# l:id o l 0?i 0?i 4?l l 1?i 1?i 3?l 4?l 5?s:title")
T(0x1befe865, "starGiftUnique",
  "# l:id l s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o 8?l 8?s 10?o")
T(0x26a5553e, "starGiftUnique",
  "# l:id l s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o 8?l 8?s")
T(0x3482f322, "starGiftUnique", "# l:id s:title s:slug i 0?l 1?s vo:attributes i i")
T(0x3a274d50, "starGiftUnique",
  "# l:id s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o")
T(0x569d64c9, "starGiftUnique",
  "# l:id l s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o 8?l 8?s 8?l 10?o 11?o "
  "12?o 13?i")
T(0x5c62d151, "starGiftUnique", "# l:id s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s")
T(0x6411db89, "starGiftUnique", "# l:id s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?l")
T(0x6a1407cd, "starGiftUnique", "l:id s:title i l vo:attributes i i")
T(0x85f0a9cd, "starGiftUnique",
  "# l:id l s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o 8?l 8?s 8?l 10?o 11?o "
  "12?o 13?i 16?i")
T(0xb0bf741b, "starGiftUnique",
  "# l:id l s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?vo 5?o 8?l 8?s 10?o 11?o 12?o")
T(0xf2fe7e4a, "starGiftUnique", "# l:id s:title s:slug i 0?o 1?s 2?s vo:attributes i i")
T(0xf63778ae, "starGiftUnique", "# l:id s:title s:slug i 0?o 1?s 2?s vo:attributes i i 3?s 4?l 5?o")
/* StarGiftAttribute */
T(0x94271762, "starGiftAttributeBackdrop", "s i i i i i")
T(0x9f2504e4, "starGiftAttributeBackdrop", "s i i i i i o")
T(0xd93d859c, "starGiftAttributeBackdrop", "s i i i i i i")
T(0x39d99013, "starGiftAttributeModel", "s o:document i")
T(0x565251e2, "starGiftAttributeModel", "# s o:document o")
T(0xc02c4f4b, "starGiftAttributeOriginalDetails", "# 0?l l i:date 1?o:message")
T(0xe0bff26c, "starGiftAttributeOriginalDetails", "# 0?o o i:date 1?o:message")
T(0x13acff19, "starGiftAttributePattern", "s o:document i")
T(0x4e7085ea, "starGiftAttributePattern", "s o:document o")
/* StarGiftAttributeRarity */
T(0x36437737, "starGiftAttributeRarity", "i")
T(0x78fbf3a8, "starGiftAttributeRarityEpic", "")
T(0xcef7e7a8, "starGiftAttributeRarityLegendary", "")
T(0xf08d516b, "starGiftAttributeRarityRare", "")
T(0xdbce6389, "starGiftAttributeRarityUncommon", "")
/* StarGiftBackground */
T(0xaff56398, "starGiftBackground", "i i i")
/* StarsAmount */
T(0xbbb6b4a3, "starsAmount", "l:amount i")
T(0x74aee3e0, "starsTonAmount", "l:amount")
/* SuggestedPost */
T(0x0e8e37e5, "suggestedPost", "# 3?o 0?i")
/* Theme */
T(0x028f1114, "theme", "# 0?t:creator l:id l s:slug s:title 2?o:document 3?o i")
T(0xa00e67d6, "theme", "# 0?t:creator l:id l s:slug s:title 2?o:document 3?vo 6?s 4?i")
T(0xe802b8dc, "theme", "# 0?t:creator l:id l s:slug s:title 2?o:document 3?o 4?i")
T(0xf7d90ce0, "theme", "# 0?t:creator l:id l s:slug s:title 2?o:document i")
T(0x483d270c, "themeDocumentNotModified", "")
/* ThemeSettings */
T(0x8db4e76c, "themeSettings", "# o i 0?vi 1?o")
T(0x9c14984a, "themeSettings", "# o i 0?i 0?i 1?o")
T(0xfa58b6d4, "themeSettings", "# o i 3?i 0?vi 1?o")
/* TodoCompletion */
T(0x221bb5e4, "todoCompletion", "i:id o i:date")
T(0x4cc120b7, "todoCompletion", "i:id l i:date")
/* TodoItem */
T(0xcba9a52f, "todoItem", "i:id o:title")
/* TodoList */
T(0x49b92a26, "todoList", "# o:title vo")
/* Username */
T(0xb4073647, "username", "# s:username")
/* WallPaper */
T(0xa437c3ed, "wallPaper", "l:id # 0?t:creator l s:slug o:document 2?o")
T(0xccb03657, "wallPaper", "i:id s:title vo i")
T(0x8af40b25, "wallPaperNoFile", "# 2?o")
T(0xe0804116, "wallPaperNoFile", "l:id # 2?o")
T(0x63117f24, "wallPaperSolid", "i:id s:title i i")
/* WallPaperSettings */
T(0x05086cf8, "wallPaperSettings", "# 0?i 4?i 3?i 4?i")
T(0x1dc1bca4, "wallPaperSettings", "# 0?i 4?i 5?i 6?i 3?i 4?i")
T(0x372efcd0, "wallPaperSettings", "# 0?i 4?i 5?i 6?i 3?i 4?i 7?s")
T(0xa12f40b8, "wallPaperSettings", "# 0?i 3?i")
/* WebDocument */
T(0x1c570ed1, "webDocument", "s:url l i:size s:mime_type vo:attributes")
T(0xc61acbd8, "webDocument", "s:url l i:size s:mime_type vo:attributes i")
T(0xf9c8bcc6, "webDocumentNoProxy", "s:url i:size s:mime_type vo:attributes")
/* WebPageAttribute */
T(0x7781fe18, "webPageAttributeAiComposeTone", "l")
T(0x01c641c2, "webPageAttributeStarGiftAuction", "o i")
T(0x034986ab, "webPageAttributeStarGiftAuction", "o i i i i")
T(0x31cad303, "webPageAttributeStarGiftCollection", "vo")
T(0x50cc03d3, "webPageAttributeStickerSet", "# vo")
T(0x2e94c3e7, "webPageAttributeStory", "# o i:id 0?o")
T(0x939a4671, "webPageAttributeStory", "# l:user_id i:id 0?o")
T(0x54b56617, "webPageAttributeTheme", "# 0?vo 1?o")
T(0xcf6f6db8, "webPageAttributeUniqueStarGift", "o")
/* messages.EmojiGameOutcome */
T(0xda2ad647, "messages.emojiGameOutcome", "b l l")
