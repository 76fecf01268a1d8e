#ifndef MK_PHANTOM_STREAM_H
#define MK_PHANTOM_STREAM_H

#include "firmware/phantom/phantom.h"
#include "firmware/phantom/play.h"
#include "firmware/phantom/sync.h"

/*
 * One ADB stream and the service behind it.
 *
 * shell,v2 frames (both ways): u8 kind, u32 length, bytes; kind 0 stdin, 1 stdout, 2 stderr,
 * 3 exit (u8 status), 4 end of stdin, 5 window size. Without v2 everything is one stream and the
 * status is not told; on an old phone (exercise.h) that stream comes out of a terminal. Source:
 * AOSP packages/modules/adb shell_protocol.h, daemon/shell_service.cpp.
 */
struct mk_phantom_stream {
    uint32_t local, remote;
    enum { MK_STREAM_SHELL, MK_STREAM_TERMINAL, MK_STREAM_SHELL_V2, MK_STREAM_SYNC } kind;
    struct mk_play play;
    struct mk_phantom_sync sync;
    struct mk_fault_link *link; /* NULL: nothing goes wrong */
    struct mk_buf carry;        /* made, but more than one packet takes */
    bool ready;      /* the host took our last packet; with delayed acks: it has window left */
    int64_t window;  /* with delayed acks: what we may still send; below 0 by part of a packet */
    uint32_t flying; /* what we sent and the host did not acknowledge */
    bool ended;      /* nothing more will be made */
    bool failed;
};

/* 1: it runs; 0: no such service, or it does not start. -1: no memory. */
MK_CHECK int mk_phantom_stream_open(struct mk_phantom_stream **out, const struct mk_phantom *p,
                                    struct mk_span service, struct mk_error *e);
void mk_phantom_stream_free(struct mk_phantom_stream *s);
/* From the host. False breaks the stream. */
bool mk_phantom_stream_feed(struct mk_phantom_stream *s, struct mk_span bytes);
/* Appends what the service says, about `want` bytes; sets `ended`. */
void mk_phantom_stream_more(struct mk_phantom_stream *s, struct mk_buf *out, size_t want);

#endif
