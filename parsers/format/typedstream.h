#ifndef MK_TYPEDSTREAM_H
#define MK_TYPEDSTREAM_H

#include "parsers/format/plist.h"

/*
 * Archives of NSArchiver, "typedstream" (the attributed texts of messages on Apple's systems), as
 * the values they stand for. Hostile.
 *
 *   header   0  1   4, version
 *            1  12  length 11 and "streamtyped": numbers are little endian
 *            13     integer: version of the system
 *   then groups: a type (shared string), and a value for each of its letters
 *
 *   integer  one byte, -110 .. 127; 81 and 2 bytes; 82 and 4 bytes
 *   string   integer length, bytes
 *   shared   84 and a new string; 85 none; else an integer: index of an earlier one plus -110
 *   object   "@": 84, its class, its groups, 86; 85 nil; else reference as above
 *   class    84, shared name, integer version, the class above it; 85 none; else reference
 *   others   "c" "C" a byte; "s" "i" "l" "q" and capitals: integer; "f" "d": 83 and 4 or 8 bytes,
 *            else integer; "*": 84 and a shared string, 85, or reference; "+" string; "[nT]" n
 *            values, of bytes n bytes; "{name=T...}" fields
 *
 * Objects, classes and "*" share one numbering; an object has its number before its class.
 * Source: dgelessus/python-typedstream 0.1.0, its documentation of the format and stream.py; the
 * fields of Foundation's classes: the same, archiving.py and types/foundation.py.
 */
bool mk_typedstream_knows(struct mk_span head);
/* As mk_plist_read(); `form` is "typedstream". Objects of Foundation's simple classes are plain
 * values, others dictionaries of "$class" and "$contents". */
MK_CHECK int mk_typedstream_read(struct mk_plist *out, struct mk_span bytes, size_t memory_max,
                                 struct mk_error *e);

#endif
