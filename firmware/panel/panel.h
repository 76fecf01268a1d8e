#ifndef MK_PANEL_H
#define MK_PANEL_H

#include "parsers/base/error.h"

/*
 * The panel: HTTP in front of mokad, for one page (firmware/panel/web). It holds no key of a case
 * and decides nothing: each request becomes a line to mokad, which says who may do what.
 *
 * Two processes. The parent makes the listening sockets and the certificate and, when asked, a
 * connection to mokad's socket, to no other. The server is a worker (firmware/worker) that accepts
 * and speaks; it opens no file and makes no socket, so whoever takes it over has what mokad lets a
 * panel do, and nothing else.
 *
 *   GET  /, /app.js, /app.css, /lang/XX.json   the page, out of the program
 *   GET  /?t=TOKEN          takes a one-time token, gives the door cookie, leads to /
 *   GET  /api/hello         mokad's hello, and "csrf", "signed_in":bool, "pairing":[{"url","code",
 *                           "fingerprint"}..] (the last at the kit's own screen only)
 *   POST /api/WORD          X-Moka-Csrf and a JSON object, the members of the word; 200 with
 *                           mokad's answer, without "id" and "session" (a cookie carries that one)
 *   GET  /api/events        server-sent events, data: one JSON line each. Begins with
 *                           {"event":"begin","again":bool}: what was shown before may be old, ask
 *                           anew; again: the browser says it had a stream before (Last-Event-ID).
 *                           {"event":"daemon","up":false}: mokad is gone; "up":true: it is back,
 *                           its sessions are not, and the stream ends.
 *   GET  / (USB network, no door)   asks for the pairing code; POST /pair takes it
 *
 * What the panel itself refuses: {"ok":false,"code":CODE,"text":ENGLISH} with 400 usage, 403 door,
 * csrf, origin, host, session, 404 not-found, 405 method, 413 limit, 415 usage, 429 busy,
 * 503 daemon (mokad cannot be reached), 504 failed (no answer in time).
 */

#define MK_PANEL_GADGETS 4u /* addresses of the USB network */
#define MK_PANEL_STREAMS 12u
#define MK_PANEL_BODY    ((size_t)60 << 10) /* a line to mokad has to hold it */
#define MK_PANEL_LINE    ((size_t)1 << 20)  /* of mokad */
#define MK_PANEL_UNREAD                                                                            \
    ((size_t)256 << 10)       /* events that wait for a slow reader; then its stream ends */
#define MK_PANEL_BEAT_S   15  /* between two signs of life on a quiet stream */
#define MK_PANEL_ANSWER_S 20  /* what mokad may take */
#define MK_PANEL_LONG_S   300 /* for what takes its time: the store, self-test, result */

struct mk_panel_options {
    const char *socket;                    /* mokad's */
    unsigned port;                         /* on 127.0.0.1; 0: any */
    const char *gadgets[MK_PANEL_GADGETS]; /* IPv4 addresses */
    size_t ngadgets;
    unsigned gadget_port;
    const char *gadget_device; /* the network's device: no other way leads there; NULL: any */
    const char *tls;           /* file of key and certificate, made when missing or out of date */
};

/* The parent: prints `ready URL` and, for each gadget address, `pair URL CODE FINGERPRINT`; SIGHUP
 * prints another `ready` with a new token. Until SIGTERM, SIGINT or the end of the server. */
MK_CHECK int mk_panel_run(const struct mk_panel_options *o, struct mk_error *e);

/* The server, what `moka-panel --serve` is: a worker of the parent's. */
MK_CHECK int mk_panel_serve(struct mk_error *e);

#endif
