/*
 * Constructors, by their type: see tl.h. Messages, who they are from and to, what they answer, pass
 * on and have had for an answer.
 */
/* Message */
T(0x1e4c8a69, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period")
T(0x22eb6aba, "message", "i:id i:from_id o:to_id B:out B:unread i:date s:message o:media")
T(0x2357bf25, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i")
T(0x1c9b1027, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide i:id 8?i:from_id o:to_id "
  "2?o:fwd_from 11?i:via_bot_id 3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?s")
T(0x9789dac4, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide i:id 8?i:from_id o:to_id "
  "2?o:fwd_from 11?i:via_bot_id 3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo")
T(0x38116ee0, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards i:id 8?o:from_id o:peer_id 2?o:fwd_from 11?l:via_bot_id 3?o:reply_to i:date "
  "s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o 15?i:edit_date 16?s:post_author "
  "17?l:grouped_id 20?o 22?vo 25?i:ttl_period")
T(0x3ae56482, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i 44?s o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id "
  "32?l 3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l 39?o 42?i 43?s")
T(0x44f9b43d, "message",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?i:from_id o:to_id 2?o:fwd_from 11?i:via_bot_id "
  "3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views 15?i:edit_date "
  "16?s:post_author 17?l:grouped_id")
T(0x452c0e65, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide i:id 8?i:from_id o:to_id "
  "2?o:fwd_from 11?i:via_bot_id 3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo "
  "10?i:views 15?i:edit_date 16?s:post_author 17?l:grouped_id 22?vo")
T(0x567699b3, "message", "i i:id i:from_id o:to_id i:date s:message o:media")
T(0x58ae39c9, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned i:id "
  "8?o:from_id o:peer_id 2?o:fwd_from 11?i:via_bot_id 3?o:reply_to i:date s:message 9?o:media "
  "6?o 7?vo 10?i:views 10?i:forwards 23?o 15?i:edit_date 16?s:post_author 17?l:grouped_id "
  "22?vo")
T(0x5ba66c13, "message",
  "# 0?t:unread 1?t:out i:id 8?i:from_id o:to_id 2?o:fwd_from_id 2?i:fwd_date "
  "3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views")
T(0x76bec211, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards i:id 8?o:from_id o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 3?o:reply_to "
  "i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o 15?i:edit_date "
  "16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period")
T(0x85d6cbe2, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards i:id 8?o:from_id o:peer_id 2?o:fwd_from 11?l:via_bot_id 3?o:reply_to i:date "
  "s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o 15?i:edit_date 16?s:post_author "
  "17?l:grouped_id 22?vo 25?i:ttl_period")
T(0x90dddc11, "message",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?i:from_id o:to_id 2?o:fwd_from 11?i:via_bot_id "
  "3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views 15?i:edit_date "
  "16?s:post_author")
T(0x94345242, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o")
T(0x95ef6f2b, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i 44?s o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id "
  "32?l 51?o 3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l 39?o 42?i 43?s")
T(0x96fdbbe9, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i")
T(0x9815cec8, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l 39?o")
T(0x9cb490e9, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l 39?o 42?i 43?s")
T(0xa66c7efc, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i")
T(0xa7ab1991, "message",
  "# i:id i:from_id o:to_id 2?i:fwd_from_id 2?i:fwd_date 3?i:reply_to_msg_id i:date s:message "
  "o:media")
T(0xab406723, "message",
  "# i:id 8?i:from_id o:to_id 2?i:fwd_from_id 2?i:fwd_date 3?i:reply_to_msg_id i:date "
  "s:message 9?o:media 6?o 7?vo")
T(0xb92f76cf, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l 39?o 42?i")
T(0xbce383d2, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned i:id "
  "8?o:from_id o:peer_id 2?o:fwd_from 11?i:via_bot_id 3?o:reply_to i:date s:message 9?o:media "
  "6?o 7?vo 10?i:views 10?i:forwards 23?o 15?i:edit_date 16?s:post_author 17?l:grouped_id "
  "22?vo 25?i:ttl_period")
T(0xbde09c2e, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l")
T(0xc09be45f, "message",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?i:from_id o:to_id 2?o:fwd_from 11?i:via_bot_id "
  "3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views 15?i:edit_date")
T(0xc3060325, "message",
  "# i:id i:from_id o:to_id 2?i:fwd_from_id 2?i:fwd_date 3?i:reply_to_msg_id i:date s:message "
  "o:media 6?o")
T(0xc992e15c, "message",
  "# 0?t:unread 1?t:out i:id 8?i:from_id o:to_id 2?o:fwd_from_id 2?i:fwd_date 11?i:via_bot_id "
  "3?i:reply_to_msg_id i:date s:message 9?o:media 6?o 7?vo 10?i:views")
T(0xeabcdd4d, "message",
  "# 1?t:out 13?t:silent 14?t:post 18?t:from_scheduled 21?t:edit_hide 24?t:pinned "
  "26?t:noforwards # i:id 8?o:from_id 29?i o:peer_id 28?o 2?o:fwd_from 11?l:via_bot_id 32?l "
  "3?o:reply_to i:date s:message 9?o:media 6?o 7?vo 10?i:views 10?i:forwards 23?o "
  "15?i:edit_date 16?s:post_author 17?l:grouped_id 20?o 22?vo 25?i:ttl_period 30?i 34?l 35?o "
  "37?i 38?l")
T(0x83e5de54, "messageEmpty", "i:id")
T(0x90a6ca84, "messageEmpty", "# i:id 0?o:peer_id")
T(0x05f46804, "messageForwarded",
  "i:id i:fwd_from_id i:fwd_date i:from_id o:to_id B:out B:unread i:date s:message o:media")
T(0xa367e716, "messageForwarded",
  "i i:id i:fwd_from_id i:fwd_date i:from_id o:to_id i:date s:message o:media")
T(0x9f8d60bb, "messageService", "i:id i:from_id o:to_id B:out B:unread i:date o:action")
T(0x1d86f70e, "messageService", "i i:id i:from_id o:to_id i:date o:action")
T(0x286fa604, "messageService",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?o:from_id o:peer_id 3?o:reply_to i:date o:action")
T(0x2b085862, "messageService",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?o:from_id o:peer_id 3?o:reply_to i:date o:action "
  "25?i:ttl_period")
T(0x7a800e0a, "messageService",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?o:from_id o:peer_id 28?o 3?o:reply_to i:date "
  "o:action 20?o 25?i:ttl_period")
T(0x9e19a1f6, "messageService",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?i:from_id o:to_id 3?i:reply_to_msg_id i:date "
  "o:action")
T(0xc06b9607, "messageService", "# 0?t:unread 1?t:out i:id 8?i:from_id o:to_id i:date o:action")
T(0xd3d28540, "messageService",
  "# 1?t:out 13?t:silent 14?t:post i:id 8?o:from_id o:peer_id 3?o:reply_to i:date o:action "
  "20?o 25?i:ttl_period")
T(0x555555f8, "message_secret", "# 1?t:out i:id i:ttl i:from_id o:peer_id i:date s:message o:media")
T(0x555555f9, "message_secret",
  "# 1?t:out i:id i:ttl i:from_id o:peer_id i:date s:message o:media vo 11?s:via_bot_name "
  "3?l:reply_to_random_id")
T(0x555555fa, "message_secret",
  "# 1?t:out i:id i:ttl i:from_id o:peer_id i:date s:message o:media vo 11?s:via_bot_name "
  "3?l:reply_to_random_id 17?l:grouped_id")
/* MessageFwdHeader */
T(0x353a686b, "messageFwdHeader",
  "# 0?i:from_id 5?s:from_name i:date 1?i:channel_id 2?i:channel_post 3?s:post_author "
  "4?o:saved_from_peer 4?i:saved_from_msg_id 6?s")
T(0x4e4df4bb, "messageFwdHeader",
  "# 0?o:from_id 5?s:from_name i:date 2?i:channel_post 3?s:post_author 4?o:saved_from_peer "
  "4?i:saved_from_msg_id 8?o 9?s 10?i 6?s")
T(0x559ebe6d, "messageFwdHeader",
  "# 0?i:from_id i:date 1?i:channel_id 2?i:channel_post 3?s:post_author 4?o:saved_from_peer "
  "4?i:saved_from_msg_id")
T(0x5f777dce, "messageFwdHeader",
  "# 0?o:from_id 5?s:from_name i:date 2?i:channel_post 3?s:post_author 4?o:saved_from_peer "
  "4?i:saved_from_msg_id 6?s")
T(0xc786ddcb, "messageFwdHeader", "# 0?i:from_id i:date 1?i:channel_id 2?i:channel_post")
T(0xec338270, "messageFwdHeader",
  "# 0?i:from_id 5?s:from_name i:date 1?i:channel_id 2?i:channel_post 3?s:post_author "
  "4?o:saved_from_peer 4?i:saved_from_msg_id")
T(0xfadff4ac, "messageFwdHeader",
  "# 0?i:from_id i:date 1?i:channel_id 2?i:channel_post 3?s:post_author")
/* MessageReplyHeader */
T(0x1b97dd66, "messageReplyHeader",
  "# 4?i:reply_to_msg_id 0?o:reply_to_peer_id 5?o 8?o 1?i 6?s:quote_text 7?vo 10?i 11?i 12?b")
T(0x6917560b, "messageReplyHeader",
  "# 4?i:reply_to_msg_id 0?o:reply_to_peer_id 5?o 8?o 1?i 6?s:quote_text 7?vo 10?i 11?i")
T(0x6eebcabd, "messageReplyHeader",
  "# 4?i:reply_to_msg_id 0?o:reply_to_peer_id 5?o 8?o 1?i 6?s:quote_text 7?vo")
T(0xa6d57763, "messageReplyHeader", "# i:reply_to_msg_id 0?o:reply_to_peer_id 1?i")
T(0xafbc09db, "messageReplyHeader",
  "# 4?i:reply_to_msg_id 0?o:reply_to_peer_id 5?o 8?o 1?i 6?s:quote_text 7?vo 10?i")
T(0x0e5af939, "messageReplyStoryHeader", "o i:story_id")
T(0x9c98bfc1, "messageReplyStoryHeader", "l:user_id i:story_id")
/* MessageReplies */
T(0x4128faac, "messageReplies", "# i i 1?vo 0?i:channel_id 2?i 3?i")
T(0x83d60fc2, "messageReplies", "# i i 1?vo 0?l:channel_id 2?i 3?i")
/* MessageReactions */
T(0x087b6e36, "messageReactions", "# vo 1?vo")
T(0x0a339f0b, "messageReactions", "# vo 1?vo 4?vo")
T(0x4f2b9479, "messageReactions", "# vo 1?vo")
/* Peer */
T(0xa2a5371e, "peerChannel", "l:channel_id")
T(0xbddde532, "peerChannel", "i:channel_id")
T(0x36c6019a, "peerChat", "l:chat_id")
T(0xbad0e5bb, "peerChat", "i:chat_id")
T(0x59511722, "peerUser", "l:user_id")
T(0x9db1bc6d, "peerUser", "i:user_id")
