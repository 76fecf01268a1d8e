#ifndef MK_CONV_H
#define MK_CONV_H

#include "parsers/record/record.h"
#include "parsers/table/cell.h"

/*
 * A conversion: a stored value (never NULL or LOST) in, a field's value out. Returns NULL, or why
 * the value cannot be used; the stored bytes are then kept beside the issue. `out` comes in as
 * MK_T_NULL, which stands for "the app stored no value". Texts may borrow from `in` or be literals.
 */
typedef const char *mk_conv(struct mk_value *out, const struct mk_cell *in, const void *arg);

struct mk_name { /* a list of these ends with name == NULL; name "": the code says "none" */
    int64_t code;
    const char *name;
};

mk_conv mk_text;      /* text; numbers in decimal. A blob is refused */
mk_conv mk_text_some; /* the same, and an empty text is none */
mk_conv mk_integer;
mk_conv mk_real;       /* or integer */
mk_conv mk_bool;       /* 0, 1 */
mk_conv mk_seconds;    /* integer >= 0 */
mk_conv mk_named;      /* arg: struct mk_name[]. An unknown code is refused */
mk_conv mk_named_text; /* the same where codes are stored as decimal text */
mk_conv mk_video;      /* arg: int64_t mask; bit set "video", else "voice" */
mk_conv mk_fixed;      /* arg: the text to say when the column holds anything but 0 */
mk_conv mk_positive;   /* integer; -1 and other negative numbers stand for none; as text */
mk_conv mk_not_zero;   /* integer, 0 stands for none */

/* E.164, only where the stored text says it all: '+', then 7 to 15 digits among separators
 * (ITU-T E.164; RFC 3966 visual separators). Anything else has no value, and that is no issue. */
mk_conv mk_phone;

/* Times: a TIME and its unit's name in `name`. 0 stands for none. Before year 1 or after 9999 is
 * refused. Units of Apple count from 2001-01-01, of WebKit from 1601-01-01, in microseconds. */
mk_conv mk_unix_s, mk_unix_ms, mk_unix_us, mk_unix_ns, mk_cocoa_s, mk_cocoa_ns, mk_webkit_us;

/* Times that are texts: ISO 8601 with a zone. One without has no value, and that is no issue: it
 * stays in time_raw. mk_instant is for what a reader worked out itself: the app has fields of their
 * own for what was stored (TIME_RAW, TIME_UNIT). */
mk_conv mk_iso, mk_instant;
mk_conv mk_any; /* an integer, a real or a text, as it is */

/* Flags and codes. A code may be stored as decimal text. */
#define MK_CODES_END INT64_MIN
mk_conv mk_is;     /* arg: int64_t[], ends with MK_CODES_END: true when it is among them */
struct mk_masked { /* names of some bits of a code */
    int64_t mask;
    const struct mk_name *names;
};
mk_conv mk_named_bits;  /* arg: struct mk_masked. As mk_named */
mk_conv mk_there;       /* true: the column holds anything at all */
mk_conv mk_named_some;  /* as mk_named; a code that is not in the list has no value */
mk_conv mk_unix_ms_set; /* as mk_unix_ms; negative numbers stand for none too */
mk_conv mk_unix_s_set;  /* as mk_unix_s; negative numbers stand for none too */
/* An integer, or its decimal text. */
bool mk_code_of(int64_t *out, const struct mk_cell *in);

/* E.164 out of a WhatsApp address: "<number>[.agent][:device]@s.whatsapp.net". Anything else (a
 * group, a hidden "@lid") has no number, and that is no issue. */
mk_conv mk_jid_phone;
/* The address of somebody: of a group or a list ("@g.us", "@broadcast") there is none. */
mk_conv mk_jid_person;
mk_conv mk_row_number; /* a row's number as text; 0 and negative numbers stand for none */
mk_conv mk_decimal;    /* an integer, or its decimal text */
mk_conv mk_bits;       /* arg: int64_t mask; true when one of its bits is set */
mk_conv mk_all_bits;   /* likewise, when all of them are */
/* 44 digits of base64 (RFC 4648) as bytes; an empty text is none. */
mk_conv mk_sha256_base64;

/* Degrees of latitude and longitude, WGS 84: out of range is refused. */
mk_conv mk_latitude, mk_longitude;

/* arg: struct mk_glob[]. The text of the first glob that the whole stored text fits; none when no
 * one does. */
struct mk_glob { /* a list of these ends with glob == NULL */
    const char *glob, *text;
};
mk_conv mk_by_glob;

/* Browsers' (conv_web.c). */
mk_conv mk_low_byte;    /* arg: struct mk_name[], for the low 8 bits: qualifiers lie above */
mk_conv mk_dangling;    /* arg: why. Always refused: the last alternative, where what the stored
                           value names is not there */
mk_conv mk_some;        /* true for anything but an empty text or blob */
mk_conv mk_sha256_blob; /* 32 bytes as hex; an empty blob is none */
mk_conv mk_above_zero;  /* an integer above 0; others stand for an unknown size */
mk_conv mk_us_long;     /* a duration in microseconds, in seconds; 0 is none */
/* Columns whose unit changed: numbers below 10^11 are unix_s, others webkit_us or unix_ms; numbers
 * below 10^14 are unix_ms, others unix_us. */
mk_conv mk_webkit_or_s, mk_unix_s_or_ms, mk_unix_ms_or_us;
mk_conv mk_unix_s_text, mk_webkit_us_text; /* the same units, also as decimal text */
mk_conv mk_url_host;   /* the host of an address "scheme://[user@]host[:port]/..."; others: none */
mk_conv mk_expires_ms; /* unix_ms; -1 stands for the end of the session */
mk_conv mk_cocoa_s_ever; /* cocoa_s; the "distant past" of Apple's Foundation stands for none */

#endif
