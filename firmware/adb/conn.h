#ifndef MK_ADB_CONN_H
#define MK_ADB_CONN_H

#include "firmware/adb/adb.h"
#include "firmware/adb/wire.h"

/*
 * The host's side of one ADB connection, as a state machine without I/O: bytes
 * in by room() and fed(), events out by next(), bytes out by out() and sent().
 * Time is a parameter: any clock in microseconds that does not go backwards.
 *
 *            start()          CNXN
 *     NEW ----------> ASKED ----------------------> ONLINE
 *                       | AUTH TOKEN                  ^
 *                       v       sign()          CNXN  |
 *                     TOKEN -----------> ANSWERED ----|
 *                       |  ^--- TOKEN ------'         |
 *                       | offer()               CNXN  |
 *                       '--------------> OFFERED -----'      anything wrong: DEAD
 *
 * Streams: OPEN is answered by OKAY or CLSE. Each WRTE waits for an OKAY before
 * the next one may go out, in either direction; ours is sent as soon as a WRTE
 * is taken out, so one packet can be under way while the last is worked on.
 *
 * Where both sides announce delayed_ack, a stream may send until the window that the other side
 * gave is used up: OPEN's arg1 is ours, four bytes of little endian payload of the first OKAY the
 * phone's, and those of each later OKAY count what was taken since the last one. Without the
 * feature arg1 has to be 0, and OKAY empty. (Upstream: docs/dev/delayed_ack.md; adb.cpp
 * handle_packet() A_OPEN, A_OKAY; sockets.cpp local_socket_ack(), local_socket_flush_incoming().
 * adbd announces it since 2023, platform-tools 34.)
 *
 * Whoever does not call next() holds the phone back.
 *
 * Ids are never used twice. A packet for a stream that is closed is dropped, as
 * protocol.txt asks; one for an id that was never given out, or that comes from another
 * stream than the one bound to it, ends the connection by name.
 *
 * Source: AOSP packages/modules/adb: protocol.txt; adb.cpp handle_packet(),
 * send_connect(), parse_banner(); sockets.cpp; daemon/auth.cpp.
 */
enum mk_adb_state {
    MK_ADB_NEW,
    MK_ADB_ASKED,    /* our CNXN went out */
    MK_ADB_TOKEN,    /* the phone wants a token signed: sign() or offer() */
    MK_ADB_ANSWERED, /* the signature went out */
    MK_ADB_OFFERED,  /* the public key went out: somebody has to touch "Allow" */
    MK_ADB_ONLINE,
    MK_ADB_DEAD,
};

enum mk_adb_event_kind {
    MK_ADB_EV_TOKEN,    /* data: the token to sign */
    MK_ADB_EV_ONLINE,   /* see mk_adb_conn_phone() */
    MK_ADB_EV_WRITABLE, /* the stream takes a write; the first one says that it is open */
    MK_ADB_EV_DATA,     /* data: until the next call of next() */
    MK_ADB_EV_CLOSED,   /* by the phone; refused: it was never opened */
};
struct mk_adb_event {
    enum mk_adb_event_kind kind;
    uint32_t stream;
    bool refused;
    struct mk_span data;
};

/* What the phone said of itself. Spans live as long as the connection. */
struct mk_adb_phone_info {
    struct mk_span banner;   /* "device::ro.product.name=...;features=a,b" */
    struct mk_span kind;     /* "device", "recovery", "sideload", "rescue" */
    struct mk_span features; /* "a,b" */
    uint32_t has;            /* MK_ADB_HAS_... */
    uint32_t version, max_payload;
};

#define MK_ADB_STREAMS_MAX    64u
#define MK_ADB_WINDOW         (4u << 20)        /* ours, a stream, with delayed acks */
#define MK_ADB_ANSWER_US      (15 * 1000000LL)  /* for the phone's first words */
#define MK_ADB_ALLOW_US       (300 * 1000000LL) /* for a finger on "Allow" */
#define MK_ADB_TOKENS_MAX     16u               /* signatures asked for before we give up */
#define MK_ADB_BANNER_MAX     16384u
#define MK_ADB_PUBLIC_KEY_MAX 4095u

struct mk_adb_conn;
/* max_payload: what we take; at most MK_ADB_PAYLOAD_MAX. */
MK_CHECK int mk_adb_conn_new(struct mk_adb_conn **out, size_t max_payload, struct mk_error *e);
void mk_adb_conn_free(struct mk_adb_conn *c);
enum mk_adb_state mk_adb_conn_state(const struct mk_adb_conn *c);
const struct mk_adb_phone_info *mk_adb_conn_phone(const struct mk_adb_conn *c); /* once ONLINE */

/* Sends CNXN. features: what to announce, "a,b"; empty: MK_ADB_OUR_FEATURES. */
MK_CHECK int mk_adb_conn_start(struct mk_adb_conn *c, struct mk_span features, int64_t now_us,
                               struct mk_error *e);

uint8_t *mk_adb_conn_room(struct mk_adb_conn *c, size_t *n); /* only after next() returned 0 */
void mk_adb_conn_fed(struct mk_adb_conn *c, size_t n);
/* 1 and an event, 0 when more bytes are needed, -1 when the connection is dead. */
MK_CHECK int mk_adb_conn_next(struct mk_adb_event *out, struct mk_adb_conn *c, int64_t now_us,
                              struct mk_error *e);
struct mk_span mk_adb_conn_out(const struct mk_adb_conn *c);
void mk_adb_conn_sent(struct mk_adb_conn *c, size_t n);

/* When the phone has to have answered, INT64_MAX: no hurry; and the failure once it is too late. */
int64_t mk_adb_conn_deadline(const struct mk_adb_conn *c);
MK_CHECK int mk_adb_conn_expired(struct mk_adb_conn *c, int64_t now_us, struct mk_error *e);

/* In TOKEN: the signature of the token, or the public key (ADB's base64 text) when no key fits. */
MK_CHECK int mk_adb_conn_sign(struct mk_adb_conn *c, struct mk_span signature, int64_t now_us,
                              struct mk_error *e);
MK_CHECK int mk_adb_conn_offer(struct mk_adb_conn *c, struct mk_span public_key, int64_t now_us,
                               struct mk_error *e);

/* Asks for a service ("sync:"); its NUL is added here. MK_ELIMIT: too long, or too many streams. */
MK_CHECK int mk_adb_conn_open(uint32_t *stream, struct mk_adb_conn *c, struct mk_span service,
                              struct mk_error *e);
bool mk_adb_conn_writable(const struct mk_adb_conn *c, uint32_t stream);
/* Sends up to one packet of `bytes`, if the stream is writable; *took says how much. */
MK_CHECK int mk_adb_conn_write(size_t *took, struct mk_adb_conn *c, uint32_t stream,
                               struct mk_span bytes, struct mk_error *e);
/* Closes our end; nothing more is heard of the stream. */
MK_CHECK int mk_adb_conn_close(struct mk_adb_conn *c, uint32_t stream, struct mk_error *e);

#endif
