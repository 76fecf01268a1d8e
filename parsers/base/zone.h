#ifndef MK_ZONE_H
#define MK_ZONE_H

#include "parsers/base/error.h"
#include "parsers/base/span.h"

/*
 * A time zone: turns the local times that exports and pictures state into UTC, and UTC into local
 * times for people. Rules are those of a TZif file (RFC 8536, version 1 to 4, its POSIX footer
 * included), a fixed offset, or UTC; the bytes come from the caller, nothing is opened here.
 */
struct mk_zone;

struct mk_civil {
    int32_t year; /* 1 to 9999 */
    uint8_t month, day, hour, minute, second;
    uint32_t us;
};

/* name   "UTC", "Z", "+02:00", "-0330", or what the TZif file is called ("Europe/Paris")
 * tzif   the file's bytes; empty for UTC and offsets. Hostile bytes are refused, MK_EFORMAT.
 * MK_EUSAGE when a name that is no offset comes without bytes. */
MK_CHECK int mk_zone_new(struct mk_zone **out, struct mk_span name, struct mk_span tzif,
                         struct mk_error *e);
void mk_zone_free(struct mk_zone *z);
const char *mk_zone_name(const struct mk_zone *z);

/* A local time as UTC. On the day a clock goes back a time exists twice: the first one is given and
 * *twice set; one that is skipped is read with the offset before. False when out of range or no
 * date. */
bool mk_zone_to_utc(int64_t *us, bool *twice, const struct mk_zone *z,
                    const struct mk_civil *local);
/* Seconds east of UTC at that instant. */
int32_t mk_zone_offset_s(const struct mk_zone *z, int64_t us);

#endif
