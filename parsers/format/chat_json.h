#ifndef MK_CHAT_JSON_H
#define MK_CHAT_JSON_H

#include "parsers/table/format.h"

/*
 * Chats exported as JSON.
 *
 * Telegram Desktop ("Export chat history", result.json): one chat with "messages", or all of them
 * under "chats.list"; telegram.org/docs/export and Telegram/SourceFiles/export/output/
 * export_output_json.cpp (tdesktop 4.x): date_unixtime came with 2.9, before it there is only a
 * local `date`; `text` is a text or a list of texts and {type, text}.
 *
 * Instagram and Messenger ("Download your information", message_1.json): "messages" with
 * sender_name, timestamp_ms, content. Observed: each byte of the UTF-8 texts is written as an
 * escape of its own (\u00c3\u00a9 for an e with acute); put right here, with a remark.
 *
 *   messages   row, chat (number in the file, Telegram), id, kind, unix (seconds, text), date
 * (local text), time, zone, zone_origin, ms, edited, from, from_id, text, reply_to, action,
 *              forwarded_from, file, mime, lat, lon, duration_s, unsent, local (`date`, where there
 * is nothing better) reactions  message (row), from, text
 */
extern const struct mk_format mk_format_telegram_json, mk_format_instagram_json;

#endif
