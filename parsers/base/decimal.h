#ifndef MK_DECIMAL_H
#define MK_DECIMAL_H

#include "parsers/base/span.h"

/*
 * A decimal number at the start of `s`: a sign, digits, a point and more digits, an exponent; at
 * most 60 bytes. Returns how many bytes it takes, 0 when there is none. Never hexadecimal, infinite
 * or "nan"; without regard to the locale.
 */
size_t mk_decimal_at(double *out, struct mk_span s);

/* The same, and nothing but white space may stand around it. */
bool mk_decimal_all(double *out, struct mk_span s);

#endif
