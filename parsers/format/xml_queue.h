#ifndef MK_XML_QUEUE_H
#define MK_XML_QUEUE_H

#include "parsers/base/buf.h"
#include "parsers/format/xml.h"

/*
 * What the readers behind mk_xml_open() share: a reader turns a piece of its file into events that
 * wait here until they are taken. Text is gathered up to the next tag.
 */
#define MK_XML_DEPTH_MAX 1024
#define MK_XML_TEXT_MAX  ((size_t)1 << 20)

struct mk_xml_queue {
    struct mk_buf events;  /* struct mk_xml_queued[] */
    struct mk_buf attrs;   /* pairs of struct mk_xml_part: name, value */
    struct mk_buf strings; /* the bytes of them all */
    struct mk_buf text;    /* gathered so far, belongs to the element at `depth` */
    struct mk_buf out;     /* struct mk_xml_attr[] of the event handed out last */
    size_t next;           /* event to be handed out */
    unsigned depth;        /* elements open */
};

void mk_xml_queue_init(struct mk_xml_queue *q);
void mk_xml_queue_done(struct mk_xml_queue *q);

void mk_xml_put_open(struct mk_xml_queue *q, struct mk_span name);
void mk_xml_put_attr(struct mk_xml_queue *q, struct mk_span name, struct mk_span value);
void mk_xml_put_close(struct mk_xml_queue *q, struct mk_span name);
void mk_xml_put_text(struct mk_xml_queue *q, struct mk_span text);
/* MK_ELIMIT: out of room, too deep. To be asked after each piece. */
MK_CHECK int mk_xml_queue_check(const struct mk_xml_queue *q, struct mk_error *e);
/* At the end, or where the document breaks off: text that no tag follows. */
void mk_xml_queue_end(struct mk_xml_queue *q);
/* 1 and the next event; 0 when there is none, and those before are forgotten; -1, MK_ENOMEM. */
MK_CHECK int mk_xml_queue_take(struct mk_xml_event *out, struct mk_xml_queue *q,
                               struct mk_error *e);

/* A reader of one kind of file. */
struct mk_xml_feed {
    /* Reads on: 1, 0 at the end of the document; -1 with `e`, the events put so far stand. */
    int (*more)(void *u, struct mk_xml_queue *q, struct mk_error *e);
    void (*free)(void *u);
    void *u;
};
MK_CHECK int mk_xml_text_new(struct mk_xml_feed *out, const struct mk_file *f, struct mk_error *e);

#endif
