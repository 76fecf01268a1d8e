/*
 * Constructors, by their type: see tl.h. Users, chats, channels, secret chats.
 */
/* User */
T(0xf2fb8319, "userContact", "i:id s:first_name s:last_name l s:phone o:photo o")
T(0x22e8ceb0, "userRequest", "i:id s:first_name s:last_name l s:phone o:photo o")
T(0x5214c89d, "userForeign", "i:id s:first_name s:last_name l o:photo o")
T(0x720535ec, "userSelf", "i:id s:first_name s:last_name s:phone o:photo o B")
T(0xb29ad7cc, "userDeleted", "i:id s:first_name s:last_name")
T(0x020b1422, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i 40?o 41?o 44?i 46?l 47?l")
T(0x215c4438, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i 40?o 41?o")
T(0x22e49072, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified i:id 0?l "
  "1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i")
T(0x2e13f4c3, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "i:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i 18?s 19?s "
  "22?s")
T(0x31774388, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?o 40?o 41?o 44?i 46?l 47?l")
T(0x3289b590, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified i:id 0?l "
  "1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i 18?s")
T(0x3ff6ecb0, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s")
T(0x4b46c37e, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i 40?o 41?o 44?i 46?l")
T(0x5d99adee, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o")
T(0x83314fca, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i 40?o 41?o 44?i")
T(0x8f97c628, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames")
T(0x938458c1, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake i:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s")
T(0xabb5f120, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i")
T(0xd10d979a, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified i:id 0?l "
  "1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i 18?s 19?s")
T(0xeb602f25, "user",
  "# 10?t:self 11?t:contact 12?t:mutual_contact 13?t:deleted 14?t:bot 17?t:verified 24?t:scam "
  "26?t:fake # l:id 0?l 1?s:first_name 2?s:last_name 3?s:username 4?s:phone 5?o:photo 6?o 14?i "
  "18?vo 19?s 22?s 30?o 32?vo:usernames 37?i 39?i 38?l")
T(0xcab35e18, "userContact", "i:id s:first_name s:last_name s:username l s:phone o:photo o")
T(0xd6016d7a, "userDeleted", "i:id s:first_name s:last_name s:username")
T(0x200250ba, "userEmpty", "i:id")
T(0xd3bc4b7a, "userEmpty", "l:id")
T(0x075cf7a8, "userForeign", "i:id s:first_name s:last_name s:username l o:photo o")
T(0xd9ccc4ef, "userRequest", "i:id s:first_name s:last_name s:username l s:phone o:photo o")
T(0x1c60e608, "userSelf", "i:id s:first_name s:last_name s:username s:phone o:photo o")
T(0x7007b451, "userSelf", "i:id s:first_name s:last_name s:username s:phone o:photo o B")
/* Chat */
T(0x0aadfc8f, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o 40?o 41?o 42?i")
T(0x0cb44b1c, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id 13?l s:title "
  "6?s:username o:photo i:date i 9?s 14?o 15?o")
T(0x1981ea7e, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 38?i 37?l")
T(0x1c32b11c, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?o 39?o 40?o 41?o 42?i 43?i 45?l 46?l 50?l")
T(0x450b7115, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id 13?l s:title "
  "6?s:username o:photo i:date i 9?s 14?o 15?o 17?i:participants_count")
T(0x4b1b7506, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id l s:title 6?s:username "
  "o:photo i:date i 9?s")
T(0x4df30834, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam i:id 13?l s:title "
  "6?s:username o:photo i:date i 9?s 14?o 15?o 18?o 17?i:participants_count")
T(0x678e9587, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id l s:title 6?s:username "
  "o:photo i:date i")
T(0x7482147e, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o 40?o 41?o 42?i 43?i 45?l 46?l")
T(0x8261ac61, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count")
T(0x83259464, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames")
T(0x8dbb1461, "channel", "# i:id l s:title o:photo i:date i")
T(0x8e87ccd8, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o")
T(0x94f592db, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i")
T(0xa14dca52, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id 13?l s:title "
  "6?s:username o:photo i:date i 9?s")
T(0xc88974ac, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id 13?l s:title "
  "6?s:username o:photo i:date i 9?s 14?o 15?o 17?i:participants_count")
T(0xd31a961e, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake i:id "
  "13?l s:title 6?s:username o:photo i:date i 9?vo 14?o 15?o 18?o 17?i:participants_count")
T(0xe00998b7, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o 40?o 41?o 42?i 43?i 45?l")
T(0xe834ce68, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup i:id l s:title 6?s:username "
  "o:photo i:date i 9?s")
T(0xfe4478bd, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o 40?o 41?o 42?i 43?i")
T(0xfe685355, "channel",
  "# 0?t:creator 2?t:left 5?t:broadcast 7?t:verified 8?t:megagroup 19?t:scam 25?t:fake "
  "27?t:noforwards # l:id 13?l s:title 6?s:username o:photo i:date 9?vo 14?o 15?o 18?o "
  "17?i:participants_count 32?vo:usernames 36?i 39?o 40?o 41?o 42?i 43?i 45?l 46?l 50?l")
T(0x17d493d5, "channelForbidden", "# 5?t:broadcast 8?t:megagroup l:id l s:title 16?i:until_date")
T(0x289da732, "channelForbidden", "# 5?t:broadcast 8?t:megagroup i:id l s:title 16?i:until_date")
T(0x2d85832c, "channelForbidden", "i:id l s:title")
T(0x8537784f, "channelForbidden", "# 5?t:broadcast 8?t:megagroup i:id l s:title")
T(0x3bda1bde, "chat",
  "# 0?t:creator 2?t:left i:id s:title o:photo i:participants_count i:date i 6?o 14?o 18?o")
T(0x41cbf256, "chat",
  "# 0?t:creator 2?t:left 25?t:noforwards l:id s:title o:photo i:participants_count i:date i "
  "6?o 14?o 18?o")
T(0x6e9c9bc7, "chat", "i:id s:title o:photo i:participants_count i:date B:left i")
T(0x7312bc48, "chat", "# i:id s:title o:photo i:participants_count i:date i")
T(0xd91cdd54, "chat",
  "# 0?t:creator 2?t:left i:id s:title o:photo i:participants_count i:date i 6?o")
T(0x29562865, "chatEmpty", "l:id")
T(0x9ba2d800, "chatEmpty", "i:id")
T(0x07328bdb, "chatForbidden", "i:id s:title")
T(0x6592a1a7, "chatForbidden", "l:id s:title")
T(0xfb0ccc41, "chatForbidden", "i:id s:title i:date")
T(0x75eaea5a, "geoChat", "i:id l s:title s:address s o:geo o:photo i:participants_count i:date B i")
/* EncryptedChat */
T(0x61f0d4c7, "encryptedChat", "i:id l i:date l:admin_id l:participant_id b l")
T(0xfa56ce36, "encryptedChat", "i:id l i:date i:admin_id i:participant_id b l")
T(0x13d6dd27, "encryptedChatDiscarded", "i:id")
T(0x1e1c7c45, "encryptedChatDiscarded", "# i:id")
T(0xab7ec0a0, "encryptedChatEmpty", "i:id")
T(0x48f1d94c, "encryptedChatRequested", "# 0?i i:id l i:date l:admin_id l:participant_id b")
T(0x62718a82, "encryptedChatRequested", "# 0?i i:id l i:date i:admin_id i:participant_id b")
T(0xc878527e, "encryptedChatRequested", "i:id l i:date i:admin_id i:participant_id b")
T(0x3bf703dc, "encryptedChatWaiting", "i:id l i:date i:admin_id i:participant_id")
T(0x66b25953, "encryptedChatWaiting", "i:id l i:date l:admin_id l:participant_id")
/* UserProfilePhoto */
T(0x69d3ab26, "userProfilePhoto", "# l o o i")
T(0x82d1f706, "userProfilePhoto", "# l 1?b i")
T(0xd559d8c8, "userProfilePhoto", "l o o")
T(0xecd75d8c, "userProfilePhoto", "l o o i")
T(0x4f11bae1, "userProfilePhotoEmpty", "")
/* UserStatus */
T(0x09d05049, "userStatusEmpty", "")
T(0x65899777, "userStatusLastMonth", "#")
T(0x77ebc742, "userStatusLastMonth", "")
T(0x07bf09fc, "userStatusLastWeek", "")
T(0x541a1d1a, "userStatusLastWeek", "#")
T(0x008c703f, "userStatusOffline", "i")
T(0xedb93949, "userStatusOnline", "i")
T(0x7b197dc8, "userStatusRecently", "#")
T(0xe26f42f1, "userStatusRecently", "")
/* ChatPhoto */
T(0x1c6e1c11, "chatPhoto", "# l 1?b i")
T(0x475cdbd5, "chatPhoto", "o o i")
T(0x6153276a, "chatPhoto", "o o")
T(0xd20b9f3c, "chatPhoto", "# o o i")
T(0x37c1011c, "chatPhotoEmpty", "")
