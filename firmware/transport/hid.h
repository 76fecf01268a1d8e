#ifndef MK_HID_H
#define MK_HID_H

#include "parsers/base/span.h"

/*
 * What a HID interface says of itself: its report descriptor, hostile.
 *
 * Source: Device Class Definition for HID 1.11, section 6.2.2: items of a prefix (size in bits 0-1,
 * type 2-3, tag 4-7) and 0, 1, 2 or 4 bytes; FIDO's usage page 0xf1d0: CTAP 2.1, section 11.2.8.1.
 */
#define MK_HID_REPORT_MAX 4096u /* Linux HID_MAX_DESCRIPTOR_SIZE */

/* Whether it is a FIDO key and nothing else: each of its outermost collections is one. */
bool mk_hid_is_fido(struct mk_span report_descriptor);

#endif
