#ifndef MK_ZONE_RULES_H
#define MK_ZONE_RULES_H

#include "parsers/base/error.h"
#include "parsers/base/span.h"

/*
 * What a zone is made of; zone.h is what others use.
 *
 * TZif (RFC 8536, section 3; version 4: RFC 9636), big endian:
 *
 *   header   "TZif", u8 version (0, '2', '3', '4'), 15 unused bytes, then u32 counts:
 *            isut, isstd, leap, time, type, char
 *   block    time x (4 or 8) transition times, ascending
 *            time x u8 which type begins there
 *            type x { i32 seconds east of UTC, u8 daylight saving, u8 designation }
 *            char bytes of designations; leap x (4 or 8, + 4); isstd x u8; isut x u8
 *   file     header and block with 4-byte times; from version 2 on a second header and block with
 *            8-byte times and a footer: newline, a POSIX TZ string (may be empty), newline
 *
 * Before the first transition type 0 holds; behind the last the footer does, or without one the
 * last type.
 */
#define MK_OFFSET_LEAST (-89999) /* RFC 8536, 3.2: the range of offsets */
#define MK_OFFSET_MOST  93599

struct mk_rule_date {
    char form; /* 'J': day 1 to 365, 29 February never counted; 'N': day 0 to 365; 'M' */
    uint8_t month, week;
    uint16_t day;   /* M: of the week, 0 is Sunday */
    int32_t time_s; /* behind local midnight, -167 to 167 hours */
};

/* A POSIX TZ string (POSIX.1-2017, 8.3, with the hours of RFC 8536, 3.3.1). */
struct mk_rule {
    int32_t standard_s, daylight_s; /* east of UTC */
    bool daylight;                  /* the dates hold; otherwise standard time all year */
    struct mk_rule_date start, end;
};
bool mk_rule_parse(struct mk_rule *out, struct mk_span text);
int32_t mk_rule_offset_s(const struct mk_rule *r, int64_t utc_s);

struct mk_tzif {
    int64_t *at; /* seconds since 1970 UTC, strictly ascending */
    uint8_t *type;
    size_t n;
    int32_t offset_s[256];
    size_t types;
    bool footer;
    struct mk_rule rule;
};
/* MK_EFORMAT for what is no TZif file, and for one that counts leap seconds. */
MK_CHECK int mk_tzif_read(struct mk_tzif *out, struct mk_span file, struct mk_error *e);
void mk_tzif_done(struct mk_tzif *z);

#endif
