#ifndef MK_EXHIBIT_FRAMES_H
#define MK_EXHIBIT_FRAMES_H

/* Private to firmware/acquire/exhibit*.c: frames to and from the phone worker. */

#include "firmware/acquire/exhibit.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"

struct mk_exhibit {
    char device[128];
    struct mk_worker worker;
    struct mk_exhibit_facts facts;
};

/* A text field: u32 length, bytes. */
struct mk_span mk_frame_text(struct mk_cursor *c);
void mk_frame_put_text(struct mk_buf *b, struct mk_span s);

/* Next frame of the worker. MK_ECLOSED when the phone is gone, MK_ESTATE when the worker is. */
MK_CHECK int mk_frame_next(struct mk_frame *f, struct mk_exhibit *x, struct mk_error *e);
MK_CHECK int mk_frame_send(struct mk_exhibit *x, uint16_t type, uint16_t stream,
                           struct mk_buf *body, struct mk_error *e);
/* A frame that does not belong here: fails. */
int mk_frame_bad(const struct mk_frame *f, struct mk_error *e);

/* The end of an answer; `how` NULL: no analysis was asked for. */
MK_CHECK int mk_frame_done(struct mk_answer *a, struct mk_span body, const struct mk_analysis *how,
                           struct mk_error *e);

#endif
