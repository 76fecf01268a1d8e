#ifndef USB_PLAY_H
#define USB_PLAY_H

#include "firmware/transport/usb_io.h"
#include "parsers/base/buf.h"

/*
 * A phone on USB that is played: takes what is written, sends what it is told
 * to, packet by packet as a controller does: a transfer of the host's ends with
 * a packet that is not full, or when it is full itself; behind a transfer of the phone's that
 * ends with a full packet the next one goes into the same transfer of the host's.
 */
#define USB_PLAY_BUSY 64u
#define USB_PLAY_OUTS 4096u

struct usb_play {
    size_t packet;
    struct mk_buf sends; /* what the phone sends: u32 length + bytes, one for each transfer */
    size_t at, pos;      /* transfer at this offset of `sends`, and byte in it */
    size_t early;        /* so much of `sends` it sends before anything was said to it */
    struct mk_buf took;  /* what was written to it */
    uint32_t outs[USB_PLAY_OUTS]; /* the lengths of those transfers */
    size_t nouts;
    struct mk_usb_transfer *in[USB_PLAY_BUSY], *out[USB_PLAY_BUSY]; /* under way, oldest first */
    size_t nin, nout;
    uint32_t seed; /* in which order things get done: 0: all at once */
    int64_t now_us;
    /* The fail_at'th transfer that would end well ends so instead; 0: none. */
    unsigned ended, fail_at, fail_times;
    enum mk_usb_end fail_with;
    size_t fail_after; /* bytes of it that went over first, whole packets when reading */
    unsigned no_memory_at, submitted; /* the n-th submit() finds no memory */
    bool halted_in, halted_out, gone, clear_fails, freed, mute;
    unsigned cleared, prepared;
};

void usb_play_init(struct usb_play *p, size_t packet);
void usb_play_done(struct usb_play *p);
struct mk_usb_io usb_play_io(struct usb_play *p);
void usb_play_send(struct usb_play *p, struct mk_span transfer);
/* A message as a phone sends it: header and payload, a transfer each. */
void usb_play_message(struct usb_play *p, uint32_t command, size_t payload);
/* Pulls the cable. */
void usb_play_unplug(struct usb_play *p);

#endif
