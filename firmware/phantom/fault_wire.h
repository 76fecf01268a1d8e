#ifndef MK_PHANTOM_FAULT_WIRE_H
#define MK_PHANTOM_FAULT_WIRE_H

#include "firmware/adb/wire.h"
#include "firmware/phantom/fault.h"

/* Appends what is wanted in front of packet `p`: garbage, or packets like it that lie. */
void mk_fault_packet(struct mk_buf *out, struct mk_fault_link *l, const struct mk_adb_packet *p,
                     size_t max_payload);

/* A DATA of a sync stream that is longer than any may be. */
void mk_fault_data(struct mk_buf *out);

#endif
