#ifndef XML_PRINT_H
#define XML_PRINT_H

#include "parsers/format/xml.h"

/* The events of a document as text, "<a k=v><b>text</b></a>"; how it broke off behind a '!'. Lives
 * until the next call. */
const char *xml_print(struct mk_span document);

#endif
