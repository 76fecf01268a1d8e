#ifndef USB_TALK_H
#define USB_TALK_H

#include "firmware/transport/usb_link.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_play.h"

/* A played phone, the transport as its host, what the host wants to say and what it heard. */
extern const struct mk_usb_ends usb_talk_ends;

struct talk {
    struct usb_play phone;
    struct mk_transport host;
    struct mk_buf says, heard;
    size_t said;
    struct mk_error e;
};

void talk_begin(struct talk *t, uint32_t seed);
MK_CHECK int talk_open(struct talk *t);
void talk_end(struct talk *t);

/* A message goes into what the host says. */
void talk_says(struct talk *t, uint32_t command, size_t payload);
/* CNXN from either side. */
void talk_greet(struct talk *t);
/* All that can be read now, in pieces of any size; all that can be written. */
int talk_hear(struct talk *t);
int talk_say(struct talk *t);
/* Turns of the poll loop, until nothing moves any more. 0, or -1 when the transport failed. */
int talk_run(struct talk *t);

/* The host heard all that the phone sent from this place of `sends` on, or the beginning of it. */
void talk_expected(struct mk_buf *out, const struct usb_play *p, size_t from);
void assert_heard(const struct talk *t, size_t from);
void assert_beginning(const struct talk *t);

/* Lengths of payloads around all that is a border. */
#define USB_TALK_SIZES 25u
extern const size_t usb_talk_sizes[USB_TALK_SIZES];

#endif
