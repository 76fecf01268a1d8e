#include "firmware/worker/phone.h"

int mk_phone_hello(struct mk_chan *parent, const struct mk_buf *report, struct mk_error *e)
{
    uint8_t len[4];
    for (unsigned i = 0; i < 4; i++)
        len[i] = (uint8_t)(report->len >> 8 * i);
    if (mk_chan_send2(parent, MK_PH_HELLO, 0, mk_span(len, sizeof len), mk_buf_span(report), e))
        return -1;
    return mk_chan_flush(parent, e);
}
