#ifndef MK_IMESSAGE_H
#define MK_IMESSAGE_H

#include "parsers/table/decoder.h"

/*
 * What lies inside columns of Apple's sms.db (chat.db). Hostile.
 *
 * attributedBody, a typedstream of an NSAttributedString: column "text".
 */
extern const struct mk_decoder mk_decoder_attributed;

/*
 * message_summary_info, a property list:
 *
 *   ec   dictionary: number of a part -> array of its versions, oldest first, each a dictionary:
 *        d  when, seconds since 2001-01-01      t  its text, a typedstream as above
 *   rp   array: numbers of the parts that were unsent
 *
 * Columns: "unsent" and "versions", how many of them; "text.0" .. "text.7" and "time.0" .., the
 * versions in the order of the list. Absent where the list has none of them.
 * Source: ReagentX/imessage-exporter, imessage-database/src/message_types/edited.rs (036959aa);
 * `rp` observed.
 */
#define MK_SUMMARY_VERSIONS 8
extern const struct mk_decoder mk_decoder_message_summary;

/*
 * associated_message_guid: which message, and which part of it: "p:0/GUID", "bp:GUID", or "GUID".
 * Columns: "guid"; "part", an integer. Source: the same, tables/messages.rs.
 */
extern const struct mk_decoder mk_decoder_message_guid;

#endif
