/*
 * Constructors, by their type: see tl.h. What comes with a message: pictures, files, places, polls,
 * pages.
 */
/* MessageMedia */
T(0xc6b68300, "messageMediaAudio", "o:audio")
T(0x5e7d2f39, "messageMediaContact", "s:phone_number s:first_name s:last_name i:user_id")
T(0x70322949, "messageMediaContact", "s:phone_number s:first_name s:last_name s:vcard l:user_id")
T(0xcbf24940, "messageMediaContact", "s:phone_number s:first_name s:last_name s:vcard i:user_id")
T(0x08cbec07, "messageMediaDice", "# i s 0?o")
T(0x3f7ee58b, "messageMediaDice", "i s")
T(0x638fe46b, "messageMediaDice", "i")
T(0x2fda2204, "messageMediaDocument", "o:document")
T(0x4cf4d72d, "messageMediaDocument", "# 6?t:video 8?t:voice 0?o:document 5?o 2?i:ttl_seconds")
T(0x52d8ccd9, "messageMediaDocument",
  "# 6?t:video 8?t:voice 0?o:document 5?vo 9?o 10?i 2?i:ttl_seconds")
T(0x7c4414d3, "messageMediaDocument", "# 0?o:document 1?s:caption 2?i:ttl_seconds")
T(0x9cb070d7, "messageMediaDocument", "# 0?o:document 2?i:ttl_seconds")
T(0xdd570bd5, "messageMediaDocument", "# 6?t:video 8?t:voice 0?o:document 5?vo 2?i:ttl_seconds")
T(0xf3e02ea8, "messageMediaDocument", "o:document s:caption")
T(0x3ded6320, "messageMediaEmpty", "")
T(0xfdb19008, "messageMediaGame", "o:game")
T(0x56e0d474, "messageMediaGeo", "o:geo")
T(0x7c3c2609, "messageMediaGeoLive", "o:geo i:period")
T(0xb940c666, "messageMediaGeoLive", "# o:geo 0?i i:period 1?i")
T(0x58260664, "messageMediaGiveaway", "# vl 1?vs i i i:until_date")
T(0xaa073beb, "messageMediaGiveaway", "# vl 1?vs 3?s i 4?i 5?l i:until_date")
T(0xdaad85b0, "messageMediaGiveaway", "# vl 1?vs 3?s i i i:until_date")
T(0xc6991068, "messageMediaGiveawayResults", "# l:channel_id 3?i i i i vl i 1?s i:until_date")
T(0xceaa3ea1, "messageMediaGiveawayResults", "# l:channel_id 3?i i i i vl 4?i 5?l 1?s i:until_date")
T(0x84551347, "messageMediaInvoice",
  "# s:title s:description 0?o:photo 2?i s:currency l:total_amount s")
T(0xf6a548d3, "messageMediaInvoice",
  "# s:title s:description 0?o:photo 2?i s:currency l:total_amount s 4?o")
T(0xa8852491, "messageMediaPaidMedia", "l vo")
T(0x3d8ce53d, "messageMediaPhoto", "o:photo s:caption")
T(0x695150d7, "messageMediaPhoto", "# 0?o:photo 2?i:ttl_seconds")
T(0xb5223b0f, "messageMediaPhoto", "# 0?o:photo 1?s:caption 2?i:ttl_seconds")
T(0xc8c45a2a, "messageMediaPhoto", "o:photo")
T(0xe216eb63, "messageMediaPhoto", "# 0?o:photo 2?i:ttl_seconds 4?o:video")
T(0x4bd6e798, "messageMediaPoll", "o:poll o")
T(0x773f4e66, "messageMediaPoll", "# o:poll o 0?o")
T(0x68cb6283, "messageMediaStory", "# o i:id 0?o")
T(0xcbb20d88, "messageMediaStory", "# l:user_id i:id 0?o")
T(0x8a53b014, "messageMediaToDo", "# o 0?vo")
T(0x29632a36, "messageMediaUnsupported", "b")
T(0x9f84f49e, "messageMediaUnsupported", "")
T(0x2ec0533f, "messageMediaVenue", "o:geo s:title s:address s s:venue_id s")
T(0x7912b71f, "messageMediaVenue", "o:geo s:title s:address s s:venue_id")
T(0x5bcf1675, "messageMediaVideo", "o:video s:caption")
T(0xa2d24290, "messageMediaVideo", "o:video")
T(0xca5cab89, "messageMediaVideoStream", "# o")
T(0xa32dd600, "messageMediaWebPage", "o:webpage")
T(0xddf10c3b, "messageMediaWebPage", "# o:webpage")
/* Photo */
T(0xc3838076, "photo", "l:id l i:user_id i:date o:geo vo")
T(0x22b56751, "photo", "l:id l i:user_id i:date s:caption o:geo vo")
T(0x9288dd29, "photo", "# l:id l i:date vo")
T(0x9c477dd8, "photo", "# l:id l b i:date vo")
T(0xcded42fe, "photo", "l:id l i:date vo")
T(0xd07504a5, "photo", "# l:id l b i:date vo i")
T(0xfb197a65, "photo", "# l:id l b i:date vo 1?vo i")
T(0x2331b22d, "photoEmpty", "l:id")
/* PhotoSize */
T(0x021e1ad6, "photoCachedSize", "s i:w i:h b")
T(0xe9a734fa, "photoCachedSize", "s o i:w i:h b")
T(0xd8214d41, "photoPathSize", "s b")
T(0x75c78e60, "photoSize", "s i:w i:h i:size")
T(0x77bfb61b, "photoSize", "s o i:w i:h i:size")
T(0x0e17e23c, "photoSizeEmpty", "s")
T(0x5aa86a51, "photoSizeProgressive", "s o i:w i:h vi")
T(0xfa3efb95, "photoSizeProgressive", "s i:w i:h vi")
T(0xe0b0bc2e, "photoStrippedSize", "s b")
/* Document */
T(0x1e87342b, "document", "# l:id l b i:date s:mime_type i:size 0?vo 1?vo i vo:attributes")
T(0x59534e4c, "document", "l:id l b i:date s:mime_type i:size o i vo:attributes")
T(0x87232bc7, "document", "l:id l i:date s:mime_type i:size o i i vo:attributes")
T(0x8fd4c4d8, "document", "# l:id l b i:date s:mime_type l:size 0?vo 1?vo i vo:attributes")
T(0x9ba29cc1, "document", "# l:id l b i:date s:mime_type i:size 0?vo i vo:attributes")
T(0x9efc6326, "document", "l:id l i:user_id i:date s:file_name s:mime_type i:size o i")
T(0xf9a39f4f, "document", "l:id l i:date s:mime_type i:size o i vo:attributes")
T(0x36f8c871, "documentEmpty", "l:id")
T(0x55555556, "documentEncrypted", "l:id l i:user_id i:date s:file_name s:mime_type i:size o i b b")
T(0x55555558, "documentEncrypted", "l:id l i:date s:mime_type i:size o i vo:attributes b b")
/* DocumentAttribute */
T(0x11b58939, "documentAttributeAnimated", "")
T(0x051448e5, "documentAttributeAudio", "i:duration")
T(0x9852f9c6, "documentAttributeAudio", "# 10?t:voice i:duration 0?s:title 1?s:performer 2?b")
T(0xded218e0, "documentAttributeAudio", "i:duration s:title s:performer")
T(0xfd149899, "documentAttributeCustomEmoji", "# s:alt o")
T(0x15590068, "documentAttributeFilename", "s:file_name")
T(0x9801d2f7, "documentAttributeHasStickers", "")
T(0x6c37c15c, "documentAttributeImageSize", "i:w i:h")
T(0x3a556302, "documentAttributeSticker", "s:alt o")
T(0x6319d612, "documentAttributeSticker", "# s:alt o 0?o")
T(0x994c9882, "documentAttributeSticker", "s:alt")
T(0xfb0a5727, "documentAttributeSticker", "")
T(0x0ef02ce6, "documentAttributeVideo", "# 0?t:round_message i:duration i:w i:h")
T(0x17399fad, "documentAttributeVideo", "# 0?t:round_message d:duration i:w i:h 2?i 4?d")
T(0x43c57c48, "documentAttributeVideo", "# 0?t:round_message d:duration i:w i:h 2?i 4?d 5?s")
T(0x5910cccb, "documentAttributeVideo", "i:duration i:w i:h")
T(0xd38ff1c2, "documentAttributeVideo", "# 0?t:round_message d:duration i:w i:h 2?i")
/* Video */
T(0x388fa391, "video",
  "l:id l i:user_id i:date s:caption i:duration s:mime_type i:size o i i:w i:h")
T(0xf72887d3, "video", "l:id l i:date i:duration s:mime_type i:size o i i:w i:h")
T(0xc10658a8, "videoEmpty", "l:id")
T(0x55555553, "videoEncrypted",
  "l:id l i:user_id i:date s:caption i:duration i:size o i i:w i:h b b")
/* Audio */
T(0xc7ac6496, "audio", "l:id l i:user_id i:date i:duration s:mime_type i:size i")
T(0xf9e35055, "audio", "l:id l i:date i:duration s:mime_type i:size i")
T(0x586988d8, "audioEmpty", "l:id")
T(0x555555f6, "audioEncrypted", "l:id l i:user_id i:date i:duration i:size i b b")
/* GeoPoint */
T(0x0296f104, "geoPoint", "d:long d:lat l")
T(0x2049d70c, "geoPoint", "d:long d:lat")
T(0xb2a2f663, "geoPoint", "# d:long d:lat l 0?i:accuracy_radius")
T(0x1117dd5f, "geoPointEmpty", "")
/* Poll */
T(0x58747131, "poll", "l:id # o:question vo:answers 4?i 5?i")
T(0x86e18161, "poll", "l:id # s:question vo:answers 4?i 5?i")
T(0x966e2dbf, "poll", "l:id # 10?t:creator o:question vo:answers 4?i 5?i 12?vs l")
T(0xb8425be9, "poll", "l:id # 10?t:creator o:question vo:answers 4?i 5?i l")
T(0xd5529d06, "poll", "l:id # s:question vo:answers")
/* PollResults */
T(0x5755785a, "pollResults", "# 1?vo 2?i")
T(0x7adf2420, "pollResults", "# 1?vo 2?i 3?vo 4?s:solution 4?vo")
T(0xba7bb15e, "pollResults", "# 1?vo 2?i 3?vo 4?s:solution 4?vo 5?o")
T(0xbadcc1a3, "pollResults", "# 1?vo 2?i 3?vi 4?s:solution 4?vo")
T(0xc87024a2, "pollResults", "# 1?vo 2?i 3?vi")
T(0xdcb82ea3, "pollResults", "# 1?vo 2?i 3?vl 4?s:solution 4?vo")
/* WebPage */
T(0x5f07b4bc, "webPage",
  "# l:id s:url s:display_url i 0?s 1?s:site_name 2?s:title 3?s:description 4?o:photo 5?s 5?s "
  "6?i 6?i 7?i:duration 8?s 9?o:document 10?o")
T(0xa31ea0b5, "webPage",
  "# l:id s:url s:display_url 0?s 1?s:site_name 2?s:title 3?s:description 4?o:photo 5?s 5?s "
  "6?i 6?i 7?i:duration 8?s")
T(0xca820ed7, "webPage",
  "# l:id s:url s:display_url 0?s 1?s:site_name 2?s:title 3?s:description 4?o:photo 5?s 5?s "
  "6?i 6?i 7?i:duration 8?s 9?o:document")
T(0xe89c45b2, "webPage",
  "# l:id s:url s:display_url i 0?s 1?s:site_name 2?s:title 3?s:description 4?o:photo 5?s 5?s "
  "6?i 6?i 7?i:duration 8?s 9?o:document 10?o 12?vo:attributes")
T(0xfa64e172, "webPage",
  "# l:id s:url s:display_url i 0?s 1?s:site_name 2?s:title 3?s:description 4?o:photo 5?s 5?s "
  "6?i 6?i 7?i:duration 8?s 9?o:document 11?vo 10?o")
T(0x211a1788, "webPageEmpty", "# l:id 0?s:url")
T(0xeb1477e8, "webPageEmpty", "l:id")
T(0xcf73f207, "webPageExternal",
  "# s:url s:display_url 0?s 1?s:title 2?s:description 3?s 4?s 5?i:w 5?i:h 6?i:duration")
T(0x7311ca11, "webPageNotModified", "# 0?i")
T(0x85849473, "webPageNotModified", "")
T(0xb0d13e47, "webPagePending", "# l:id 0?s:url i:date")
T(0xc586da1c, "webPagePending", "l:id i:date")
/* Game */
T(0xbdf9653b, "game", "# l:id l s s:title s:description o:photo 0?o:document")
/* VideoSize */
T(0x435bb987, "videoSize", "s o i:w i:h i:size")
T(0xde33b094, "videoSize", "# s i:w i:h i:size 0?d")
T(0xe831c556, "videoSize", "# s o i:w i:h i:size 0?d")
T(0xf85c413c, "videoSizeEmojiMarkup", "l vi")
T(0x0da082fe, "videoSizeStickerMarkup", "o l vi")
/* FileLocation */
T(0x55555554, "fileEncryptedLocation", "i l i l b b")
T(0x091d11eb, "fileLocation", "i l i l b")
T(0x53d69076, "fileLocation", "i l i l")
T(0xbc7fc6cd, "fileLocationToBeDeprecated", "l i")
T(0x7c596b46, "fileLocationUnavailable", "l i l")
