#ifndef MK_ADB_CONN_PRIVATE_H
#define MK_ADB_CONN_PRIVATE_H

#include "firmware/adb/conn.h"

/* Private to conn.c (the connection) and conn_stream.c (what goes on in it). */

enum mk_adb_stream_state {
    MK_ADB_FREE,
    MK_ADB_OPENING,
    MK_ADB_READY,
    MK_ADB_BUSY,
    MK_ADB_CLOSING /* as soon as its OKAY is here */
};

struct mk_adb_stream {
    enum mk_adb_stream_state state;
    uint32_t local, remote;
    /* With delayed acks: */
    uint32_t window; /* bytes that we may still send */
    uint32_t flying; /* bytes that we sent and the phone did not acknowledge */
    uint32_t owed;   /* bytes that came and we did not acknowledge */
};

struct mk_adb_conn {
    enum mk_adb_state state;
    struct mk_adb_wire wire;
    struct mk_buf out, banner;
    struct mk_adb_phone_info phone;
    uint32_t ours; /* most payload we take */
    uint32_t said; /* MK_ADB_HAS_... that we announced */
    uint32_t next_id;
    unsigned tokens;
    bool with_sum;
    bool delayed; /* both sides announced delayed acks */
    int64_t deadline_us;
    struct mk_adb_stream streams[MK_ADB_STREAMS_MAX];
};

MK_CHECK int mk_adb_conn_put(struct mk_adb_conn *c, uint32_t command, uint32_t arg0, uint32_t arg1,
                             struct mk_span payload, struct mk_error *e);
/* MK_EPROTO that shows the packet. */
MK_CHECK int mk_adb_conn_refuse(const struct mk_adb_packet *p, const char *why, struct mk_error *e);
/* OKAY, WRTE or CLSE: 1 and an event, 0 without one, -1. */
MK_CHECK int mk_adb_conn_on_stream(struct mk_adb_event *out, struct mk_adb_conn *c,
                                   const struct mk_adb_packet *p, struct mk_error *e);

#endif
