#ifndef MK_XML_H
#define MK_XML_H

#include "parsers/base/reader.h"
#include "parsers/base/span.h"

/*
 * XML as events, one after the other: text (by expat; external entities are never loaded, entity
 * bombs refused) and Android's binary form ABX (abx.h) look the same. Hostile.
 */
enum mk_xml_what { MK_XML_OPEN, MK_XML_CLOSE, MK_XML_TEXT };

struct mk_xml_attr {
    struct mk_span name, value; /* UTF-8; typed values of ABX as the text form would have them */
};

struct mk_xml_event {
    enum mk_xml_what what;
    struct mk_span name; /* OPEN, CLOSE; a prefix stays: "gx:coord" */
    const struct mk_xml_attr *attrs;
    size_t nattrs;
    struct mk_span text; /* TEXT; all of it up to the next tag, at most 1 MiB in a piece */
    unsigned depth;      /* of the element that is opened, closed, or has the text; the root is 1 */
};

struct mk_xml;
/* The file stays the caller's and must outlive it. Tells text from ABX by its head. */
MK_CHECK int mk_xml_open(struct mk_xml **out, const struct mk_file *f, struct mk_error *e);
void mk_xml_free(struct mk_xml *x);
/* 1 and an event, whose spans live until the next call; 0 at the end; -1, MK_EFORMAT with the
 * place. */
MK_CHECK int mk_xml_next(struct mk_xml_event *ev, struct mk_xml *x, struct mk_error *e);
/* The value of that attribute; an empty span with p == NULL when there is none. */
struct mk_span mk_xml_attr(const struct mk_xml_event *ev, const char *name);

#endif
