#ifndef MK_CHAT_STAMP_H
#define MK_CHAT_STAMP_H

#include "parsers/base/span.h"
#include "parsers/base/zone.h"

/*
 * The time at the beginning of a line of an exported chat, as the phone's language and settings
 * write it (observed in exports; forms of dates and words for the halves of a day after Unicode
 * CLDR 44, common/main, dateFormats and dayPeriods):
 *
 *   [bracket] a sep b sep c [, ] [half of the day] h:mm[:ss] [half of the day] "]" or " - "
 *
 * Digits of any script, marks of direction and narrow spaces anywhere, the year first or last. What
 * a, b and c mean is not said by one line: mk_order_see() looks at all of them.
 */
struct mk_chat_stamp {
    int32_t n[3]; /* as written, in this order */
    uint8_t digits[3];
    uint8_t hour, minute, second;  /* of 24 */
    bool seconds, bracket, dashes; /* seconds are written; "[...]"; '-' between the numbers */
    struct mk_span raw;            /* the stamp itself */
    size_t end;                    /* of it in the line, with what sets it off from the rest */
};
bool mk_chat_stamp(struct mk_chat_stamp *out, struct mk_span line);

/* What all stamps of a file tell about the order of day and month. */
struct mk_chat_order {
    bool day_first, month_first; /* a number above 12 stood there; both: they contradict */
    bool year_first;             /* of the last one seen */
};
void mk_order_see(struct mk_chat_order *o, const struct mk_chat_stamp *s);

/* The local time. Returns NULL, or why there is none. *year_was: 0, or what is to be said of the
 * year (a literal) though there is one. */
const char *mk_chat_civil(struct mk_civil *out, const char **remark, const struct mk_chat_stamp *s,
                          const struct mk_chat_order *o);

/* How many bytes of marks of direction and spaces `s` begins with. */
size_t mk_chat_blank(struct mk_span s);

#endif
