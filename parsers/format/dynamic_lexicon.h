#ifndef MK_DYNAMIC_LEXICON_H
#define MK_DYNAMIC_LEXICON_H

#include "parsers/table/format.h"

/*
 * dynamic-lexicon.dat: words that the keyboard of an iPhone learnt. Observed in files of iOS 15 and
 * 16, whose entries come out even; nobody has described it. Numbers are big endian.
 *
 *   0    20  "DynamicDictionary-9", NUL
 *   20   4   how many entries
 *   each     a word's number: 0xc0 and 3 bytes, or 2 bytes whose first bit is set
 *            8 bytes: the first counts uses; what the others mean is not known
 *            the word: UTF-8 up to a NUL
 *   then     what is not known
 *
 * Table "words": word, number, uses, flags (the 8 bytes), own (1: a number above 0xc00000, which
 * words have that no dictionary of Apple's holds).
 */
extern const struct mk_format mk_format_dynamic_lexicon;

#endif
