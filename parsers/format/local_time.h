#ifndef MK_LOCAL_TIME_H
#define MK_LOCAL_TIME_H

#include "parsers/base/time.h"
#include "parsers/base/zone.h"

/*
 * A time as a document states it, as UTC: by the zone that stands with it, by the document's own
 * rule, or by the zone that the examiner gave.
 */
struct mk_local_time {
    char utc[MK_ISO_MAX];    /* ISO 8601; "" when it cannot be told */
    char zone[64];           /* "+02:00", "Europe/Paris"; "" for UTC and when there is none */
    const char *zone_origin; /* "stored", "assumed"; NULL */
};

/* `utc_by_rule`: without a zone it is UTC. Returns NULL, or what is odd about it; literal. */
const char *mk_local_time_of(struct mk_local_time *out, const struct mk_stamp *t, bool utc_by_rule,
                             const struct mk_zone *zone);

#endif
