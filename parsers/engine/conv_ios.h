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

/* The address of somebody that a chat is called by; of groups ("chat" and digits) there is none. */
mk_conv mk_chat_person;

/* A label without the marks around those that the phone translates: "_$!<Home>!$_" is "Home". */
mk_conv mk_apple_label;

/* A duration in seconds, an integer or a real >= 0. */
mk_conv mk_seconds_real;

#endif
