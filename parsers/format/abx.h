#ifndef MK_ABX_H
#define MK_ABX_H

#include "parsers/format/xml_queue.h"

/*
 * Android's binary XML (since Android 12), read through mk_xml_open().
 *
 *   magic   0  4  'A' 'B' 'X', version 0
 *   token   1     low half: what it is, high half: the type of its value
 *           -     an attribute's name, an opened or closed element's name: interned string
 *           -     the value
 *
 * What: 0 and 1 begin and end the document, 2 opens an element, 3 closes it, 4 text, 5 CDATA,
 * 6 entity, 7 white space, 8 processing instruction, 9 comment, 10 document type, 15 attribute of
 * the element opened before. Types: 1 none, 2 string, 3 interned string, 4 bytes shown as hex,
 * 5 bytes shown as base64, 6 int, 7 int shown as hex, 8 long, 9 long shown as hex, 10 float,
 * 11 double, 12 true, 13 false. Numbers are big endian. A string is u16 length and modified UTF-8
 * (NUL as C0 80, surrogates each as three bytes); an interned one u16 index of those met so far,
 * or FFFF and a new one, which takes the next index.
 *
 * Source: AOSP frameworks/libs/modules-utils, java/com/android/modules/utils/
 * BinaryXmlSerializer.java, BinaryXmlPullParser.java, FastDataInput.java (android-14.0.0_r1).
 */
#define MK_ABX_MAGIC_LEN 4u

bool mk_abx_knows(struct mk_span head);
MK_CHECK int mk_abx_new(struct mk_xml_feed *out, const struct mk_file *f, struct mk_error *e);

#endif
