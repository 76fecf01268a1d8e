#ifndef MK_CONV_IOS_H
#define MK_CONV_IOS_H

#include "parsers/engine/conv.h"

/* Conversions of what only Apple's apps store so; see conv.h. */

/* Columns that held seconds before iOS 11 and hold nanoseconds since: numbers below 10^11 and reals
 * are cocoa_s (until the year 5170), others cocoa_ns (from 100 seconds after 2001-01-01 on). 0 is
 * none. Source: ReagentX/imessage-exporter, imessage-database/src/util/dates.rs (c580c9a6). */
mk_conv mk_cocoa_s_or_ns;

/* As mk_text_some; a blob stands for the UTF-8 it holds (addresses of calls, iOS 8 to 12). */
mk_conv mk_text_bytes;
/* The same as mk_phone. */
mk_conv mk_phone_bytes;
/* The same as mk_jid_phone. */
mk_conv mk_jid_phone_bytes;

/* As mk_cocoa_s; negative numbers (before 2001) stand for none. */
mk_conv mk_cocoa_s_past;
mk_conv mk_unix_s_past; /* the same of mk_unix_s */

/* Columns of Safari that held seconds since 2001 and hold unix seconds since: numbers above
 * 978307200 (2032 in the one, 2001 in the other) are unix_s. Source: abrignoni/iLEAPP,
 * safariTabs.py. */
mk_conv mk_cocoa_or_unix_s;

/* The address of somebody that a chat is called by; of groups ("chat" and digits) there is none. */
mk_conv mk_chat_person;

/* A label without the marks around those that the phone translates: "_$!<Home>!$_" is "Home". */
mk_conv mk_apple_label;

/* A length in pixels, stored as a real; 0 is none. */
mk_conv mk_pixels;
/* An amount of money in thousandths. */
mk_conv mk_thousandths;
/* As mk_real; 0 and negative numbers stand for none. */
mk_conv mk_real_above_zero;

/* As mk_latitude and mk_longitude; -180 stands for none in both (Photos.sqlite). */
mk_conv mk_latitude_set, mk_longitude_set;
/* true for 1, false for -1: whether something is on the phone (Photos.sqlite); others: none. */
mk_conv mk_available;

/* As mk_real; negative numbers stand for none (speeds, courses, accuracies of Core Location). */
mk_conv mk_real_from_zero;

/* A duration in seconds, an integer or a real >= 0. */
mk_conv mk_seconds_real;

/* Bytes as hex digits, and of an address of 6 bytes with ':' between; a text stays, what is empty
 * is none. */
mk_conv mk_hex_bytes, mk_mac_bytes;

/* Degrees that may be stored as decimal text. */
mk_conv mk_latitude_text, mk_longitude_text;

/* What CURRENT_TIMESTAMP of SQLite writes: "2023-05-08 17:19:55", in UTC (sqlite.org, "Date And
 * Time Functions"). */
mk_conv mk_sqlite_utc;

/* Unix time as decimal text, with a fraction. */
mk_conv mk_unix_s_decimal;

/* arg: the text that stands in front. What is behind it; none where it is not there. */
mk_conv mk_behind;

#endif
