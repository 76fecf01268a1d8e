#ifndef MK_DOCTOR_FACTS_H
#define MK_DOCTOR_FACTS_H

#include "parsers/base/span.h"

/* Private to firmware/doctor: facts out of a phone's text answers. All bounded by the span. */

/* The next line without its end, "\n" or "\r\n"; false at the end. */
bool mk_fact_line(struct mk_span *line, struct mk_span *rest);
/* "[key]: [value]" of getprop, or empty. */
struct mk_span mk_fact_prop(struct mk_span getprop, const char *key);
/* "key=value" of `settings list`, or empty. */
struct mk_span mk_fact_setting(struct mk_span list, const char *key);
/* The value of "  key: value" in a dump, blanks trimmed, or empty. */
struct mk_span mk_fact_field(struct mk_span dump, const char *key);
/* Digits from the front as a number; -1 when there is none, or it is above a billion. */
long mk_fact_number(struct mk_span text);

#endif
