#ifndef MK_CHAT_TEXT_H
#define MK_CHAT_TEXT_H

#include "parsers/table/format.h"

/*
 * Chats that were exported as text: WhatsApp's ("12/31/23, 11:59 PM - Ana: text", on iOS
 * "[31.12.23, 23:59:00] Ana: text"), and Signal's by text exporters ("[2023-12-31, 23:59] Ana:
 * text"). A line without a time goes on with the message before it. What the forms are: observed,
 * chat_stamp.h.
 *
 *   messages   row, chat (from the file's name), from, text, time_raw, time (UTC, only with a
 *              default zone), zone, zone_origin, system (1: nobody wrote it), file, omitted (1: the
 *              export left it out), deleted, edited, service ("whatsapp", "signal": by the form)
 */
extern const struct mk_format mk_format_chat_text;

#endif
