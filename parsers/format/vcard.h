#ifndef MK_VCARD_H
#define MK_VCARD_H

#include "parsers/table/format.h"

/*
 * vCard 2.1 (IMC, "vCard, The Electronic Business Card", 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350),
 * any number of cards in a file, and the events of iCalendar (RFC 5545), which has the same lines.
 *
 *   cards        card (its number in the file), version, name, family, given, additional, prefix,
 *                suffix, nickname, org, role, note, birthday, anniversary, gender, kind, uid,
 *                revised, revised_raw, agent_of (number of the card that it stood in)
 *   properties   card, part ("phone", "email", "address", "handle", "other"), name ("TEL"), label
 *                ("home,pref", or what X-ABLabel says), service (of a handle), value, bytes (of a
 *                picture or sound, whose value is not given), version ("vcard")
 *   events       event, type ("VEVENT"), title, text, place, start, start_raw, end, end_raw, zone,
 *                zone_origin, uid, organizer, attendees, rule, status
 *
 * start, end and revised are ISO 8601 in UTC, only where the zone is known; *_raw is what was
 * written. A name is FN, or what N says where there is no FN.
 */
extern const struct mk_format mk_format_vcard;

#endif
