#ifndef MK_COVERAGE_H
#define MK_COVERAGE_H

#include "parsers/base/json.h"

/* What became of one artefact that Moka knows: a line of the coverage ledger. */
enum mk_cover {
    MK_COVER_FOUND,
    MK_COVER_ABSENT,      /* not on this phone */
    MK_COVER_EMPTY,       /* there, and the positive control says it really holds nothing */
    MK_COVER_REFUSED,     /* the phone said no */
    MK_COVER_RESTRICTED,  /* the phone answered, but holds rows back */
    MK_COVER_REDACTED,    /* given with parts blanked */
    MK_COVER_UNREACHABLE, /* this route cannot get at it */
    MK_COVER_FAILED,      /* we could not */
    MK_COVER_OUT_OF_SCOPE,
    MK_COVER_UNKNOWN, /* no positive control: silence is not absence */
};
const char *mk_cover_name(enum mk_cover state);
bool mk_cover_parse(enum mk_cover *out, const char *name);

/* Numbers of rows that are not there, between two that are: a deleted row leaves such a gap, and so
 * does one that was never completed. The times are those of the rows around it. */
struct mk_gap {
    int64_t after, before; /* 0: the table begins or ends there */
    int64_t from_us, until_us;
    bool has_from, has_until;
};

#define MK_COVER_NONE (-1) /* a count that was not made */

struct mk_coverage {
    const char *artefact; /* "android.sms", "storage:/sdcard/DCIM" */
    const char *route;    /* "adb:content", "adb:sync", "file" */
    const char *where;    /* the provider's URI or the file, as display text; may be NULL */
    const char *table;    /* of several in it; may be NULL */
    const char *profile;  /* user profile; may be NULL */
    enum mk_cover state;
    int64_t seen;      /* rows or files that the route reports */
    int64_t taken;     /* of those, taken */
    int64_t not_taken; /* of those, left out by the scope; 0 is not written */
    int64_t records;   /* records made */
    int64_t issues;
    int64_t withheld;         /* lines of the bundle's withheld.jsonl that are of this; 0: none */
    int64_t deleted;          /* records made of deleted rows, beside `records` */
    bool looked_for_deleted;  /* else `deleted` is not written */
    int64_t gaps, missing;    /* gaps, and numbers in them; 0 is not written */
    const struct mk_gap *gap; /* the first of them */
    size_t ngap;
    int64_t files;         /* that the line stands for; 0: it is about one */
    const char *control;   /* what the positive control said; may be NULL */
    const char *why;       /* may be NULL */
    const char *proven_on; /* "simulated", "public-sample", "real:<model, build>" */
};

/* The same as fields of parsers/record/record.h, for a pipe. */
void mk_coverage_fields(struct mk_buf *b, const struct mk_coverage *c);

/* One JSON object, no newline. */
void mk_coverage_json(struct mk_json *j, const struct mk_coverage *c);

#endif
