#ifndef MK_SAID_H
#define MK_SAID_H

#include "parsers/base/error.h"
#include <jansson.h>

/*
 * What an officer says about an exhibit, in parts: the shape of each. The panel asks for them one
 * decision a screen, so a part may be there in pieces ("so far"); an authority holds whole ones.
 *
 *   exhibit    number, seal?, description?, serial?
 *   item       seal?, description?          the same as an authority has them: its "exhibit" and
 *                                           "device" are the other two
 *   seizure    by, at, place, how: seized|handed-over|volunteered|found, note?
 *   phone      power: on|off|unknown, lock: unlocked|locked|unknown, airplane, wifi, bluetooth:
 *              {state: on|off|unknown, set_by: officer|owner|found|unknown, verified}, note?
 *   owner      role: suspect|victim|witness|unknown, name?, language?, present, minor:
 *              yes|no|unknown                in an authority without role: that is its "owner_role"
 *   authority  basis: warrant|consent|statute|exercise, reference, issued_by?, valid_from,
 *              valid_until, comment?
 *   consent    notice: {language, given: read|read-aloud|interpreted}, capacity: adult|minor|
 *              supported, understood, controller_absent, withdrawal_told, alternatives, guardian?:
 *              {name, relation}, interpreter?: {name, language}, receipt: wanted|declined, at,
 *              signature: {strokes}          the three that are true or false have to be true; a
 *                                            minor needs a guardian, what is interpreted an
 *                                            interpreter
 *   clock      reference, agrees, offset_s   of the kit's clock against a named one: kit minus
 *                                            reference, a day at most
 *
 * A line is 1 to 200 bytes of UTF-8 without control characters; note, description and alternatives
 * are texts of up to 2,000 bytes that may hold line breaks. strokes: a list of strokes, a stroke a
 * list of [x, y, ms]: x and y 0 to 10000 of the field's width, ms since the first point, at most an
 * hour and not going back; up to MK_SAID_STROKES and MK_SAID_POINTS.
 */
#define MK_SAID_LINE    200u
#define MK_SAID_TEXT    2000u
#define MK_SAID_STROKES 64u
#define MK_SAID_POINTS  1500u

struct mk_said_wrong {
    char field[48]; /* "airplane.state"; "" when it is the part as a whole */
};

/* Whether all that is there is in order. MK_EUSAGE: what is wrong, and *w says where. MK_EABSENT:
 * there is no such part. */
MK_CHECK int mk_said_check(struct mk_said_wrong *w, const char *part, const json_t *value,
                           struct mk_error *e);
/* Calls each() for every member that a whole part still lacks, in the order above; of `value` NULL,
 * once with "". Of a part that is checked. */
void mk_said_lacks(const char *part, const json_t *value, void (*each)(void *u, const char *field),
                   void *u);
/* Both: whole and in order. */
MK_CHECK int mk_said_whole(const char *part, const json_t *value, struct mk_error *e);

bool mk_said_is_part(const char *part);
/* A line as above. */
bool mk_said_line(const json_t *v);
/* {"strokes": ..} as above. */
bool mk_said_signature(const json_t *v);

#endif
