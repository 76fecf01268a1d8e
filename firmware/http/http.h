#ifndef MK_HTTP_H
#define MK_HTTP_H

#include "firmware/http/door.h"
#include "firmware/http/guard.h"
#include "firmware/http/page.h"
#include "firmware/http/peer.h"
#include "firmware/worker/frame.h"
#include <microhttpd.h>
#include <poll.h>

/*
 * What our HTTP servers have in common: the panel's in front of mokad, the viewer's in front of a
 * case. Two processes each. The front (front.c) makes the listening sockets and, when asked, a
 * connection to whatever answers. The server is a worker (firmware/worker) that accepts and speaks;
 * it opens no file and makes no socket. It decides nothing either: a request becomes a line on the
 * link, and the line that comes back is the answer.
 *
 * A server is one thread and one loop (serve.c); what a particular one adds is struct mk_http_app.
 */
#define MK_HTTP_SITES   5u                 /* listeners */
#define MK_HTTP_CONNS   48u                /* of one listener */
#define MK_HTTP_HEADERS ((size_t)16 << 10) /* bytes of a request without its body */
#define MK_HTTP_IDLE_S  10                 /* a connection on which nothing moves */
#define MK_HTTP_LINE_S  15  /* until a request's first line is there, however slowly */
#define MK_HTTP_ASK_S   10  /* from there to the end of its body */
#define MK_HTTP_FDS     32u /* that an app's own are polled at most */

/* Frames between front and server. */
enum {
    MK_HTTP_F_SITE =
        1,            /* to the server: text "ADDRESS:PORT", key PEM, certificate PEM, fingerprint;
                         one a listener, in the order of the descriptors; the first has no key */
    MK_HTTP_F_START,  /* to the server: no more sites */
    MK_HTTP_F_TOKEN,  /* to the server: 64 hex digits */
    MK_HTTP_F_LINK,   /* to the server: a connection rides on it, or none */
    MK_HTTP_F_UP,     /* to the front: the sandbox report; it answers from now on */
    MK_HTTP_F_DIAL,   /* to the front: a connection, please */
    MK_HTTP_F_FAILED, /* to the front: why it does not come up */
    MK_HTTP_F_OWN = 32, /* from here on: the app's */
};

struct mk_http;

struct mk_site {
    struct mk_http *http;
    struct MHD_Daemon *daemon;
    char host[64], origin[80], fingerprint[96];
    char cookie[64]; /* the door's name */
    struct mk_buf key, cert;
    bool far; /* TLS, on a network */
};

/* A connection, to see how long it takes. */
struct mk_conn {
    int fd;
    enum { MK_CONN_IDLE, MK_CONN_ASKING, MK_CONN_SERVED } state;
    int64_t since; /* seconds */
    struct mk_conn *next, **at;
};

/* A request on its way. */
struct mk_request {
    struct mk_site *site;
    struct MHD_Connection *c;
    struct mk_conn *conn;
    struct mk_asked asked;
    struct mk_door door; /* a copy: cookie "" for none */
    struct mk_buf body, answer;
    char session[MK_SECRET_LEN + 1]; /* the app's, or "" */
    char word[24];                   /* to be asked, or "" */
    uint64_t id;
    int64_t since;  /* asked at, seconds */
    int patience_s; /* what the link may take for this one; 0: as for any */
    unsigned status;
    enum MHD_Result (*serve)(struct mk_request *r); /* when all of it is there */
    enum MHD_Result (*then)(struct mk_request *r);  /* when it is answered */
    bool answered;                                  /* over the link, or for it */
    bool hello;              /* asked for with GET: no body, and what is answered has "csrf" */
    bool form;               /* the answer is a page with a form */
    char cookie[192];        /* a Set-Cookie, or "" */
    void *own;               /* the app's */
    struct mk_request *next; /* of those that wait for the link */
};

/* What a server is beside all that. */
struct mk_http_app {
    const char *cookie; /* the door's name; with the port behind it when by_port */
    bool by_port;       /* cookies know no ports: two on one machine are told apart by name */
    const char *csp;    /* Content-Security-Policy without form-action */
    const struct mk_page_file *pages;
    size_t npages;
    size_t body_max, line_max,
        out_max;                  /* of a request, of a line of the link, unsent on the link */
    int answer_s;                 /* what the link may take */
    const char *gone, *gone_text; /* code and text when there is no link */
    /* What a request behind the door is for: sets r->serve; before the door: lets nobody through
     * unless it is set. */
    struct mk_refusal (*take)(struct mk_request *r);
    struct mk_refusal (*stranger)(struct mk_request *r);
    bool (*known)(const char *word);
    /* A line for the link out of r; appends nothing when it fails: MK_ELIMIT or MK_EFORMAT. */
    int (*ask)(struct mk_buf *out, struct mk_request *r, struct mk_error *e);
    bool (*id)(uint64_t *id, struct mk_span line);
    /* r->answer out of a line of the link. */
    int (*answer)(struct mk_request *r, struct mk_span line, struct mk_error *e);
    /* The others may be NULL. */
    void (*invited)(struct mk_http *h); /* a new token has come: somebody at the machine asked */
    void (*frame)(struct mk_http *h, const struct mk_frame *f, int *fd); /* takes *fd: sets -1 */
    nfds_t (*fds)(struct mk_http *h, struct pollfd *f, nfds_t max);
    void (*turn)(struct mk_http *h);
    void (*tick)(struct mk_http *h, int64_t now);
    void (*forget)(struct mk_request *r); /* it is over */
};

struct mk_http {
    const struct mk_http_app *app;
    void *own; /* the app's */
    struct mk_chan *front;
    struct mk_site sites[MK_HTTP_SITES];
    size_t nsites;
    struct mk_doors doors;
    struct mk_conn *conns;
    struct mk_peer link; /* for requests */
    uint64_t last_id;
    struct mk_request *asking;
    int64_t tried; /* to have a link, seconds */
    bool over;     /* the front has gone */
};

/* The server, until the front goes. */
MK_CHECK int mk_http_serve(const struct mk_http_app *app, void *own, struct mk_error *e);

int64_t mk_http_now(void); /* seconds that run on */
/* A connection by way of the front, or -1. */
int mk_http_dial(struct mk_http *h);
/* A frame to the front, at once; when that fails it is over. */
void mk_http_tell(struct mk_http *h, uint16_t type, struct mk_span body);

/* ---- http.c: a request from its first line to its answer ---- */

/* A listener is answered on from now on; `fd` is the daemon's. */
MK_CHECK int mk_http_start(struct mk_site *s, int fd, struct mk_error *e);
void mk_http_cut_slow(struct mk_http *h, int64_t now);
struct mk_refusal mk_http_refuse(unsigned status, const char *code, const char *text);
/* POST /api/WORD of the page itself: a word that is known, CSRF token, JSON, not too large. */
struct mk_refusal mk_http_word(struct mk_request *r);

/* ---- reply.c: queues an answer and what keeps it in its place in a browser ---- */

enum MHD_Result mk_reply(struct mk_request *r, unsigned status, const char *type,
                         struct mk_span body);
enum MHD_Result mk_reply_refusal(struct mk_request *r, struct mk_refusal why);
enum MHD_Result mk_reply_code(struct mk_request *r, unsigned status, const char *code,
                              const char *text);
/* A file of the page, or that there is none. */
enum MHD_Result mk_reply_page(struct mk_request *r);
enum MHD_Result mk_reply_leads_home(struct mk_request *r); /* 303 to / */
enum MHD_Result mk_reply_queue(struct mk_request *r, unsigned status, struct MHD_Response *x);
void mk_reply_headers(struct MHD_Response *x, const struct mk_request *r, const char *type,
                      const char *cache);
/* value "": take it away. */
void mk_cookie_set(struct mk_request *r, const char *name, const char *value, const char *path);

/* ---- ask.c: sends it on and suspends the connection; the answer or its lack resumes it ---- */

enum MHD_Result mk_ask(struct mk_request *r);
void mk_ask_forget(struct mk_request *r);
void mk_ask_turn(struct mk_http *h); /* the link has something, or is over */
void mk_ask_overdue(struct mk_http *h, int64_t now);
bool mk_ask_linked(struct mk_http *h); /* after an attempt, if need be */

/* ---- front.c: what the server must not do itself. It reads nothing that came over HTTP ---- */

struct mk_front {
    const char *program; /* the worker, started with --serve */
    uint64_t memory_max;
    struct {
        const char *address; /* IPv4 */
        unsigned port;       /* 0: any */
        const char *device;  /* what comes over another one is not heard; NULL: any */
    } at[MK_HTTP_SITES];
    size_t n;
    struct mk_span key, cert; /* PEM, of all but the first */
    const char *fingerprint;
    void *own;
    int (*dial)(void *own); /* another connection for the server, or -1; ours to close */
    /* The others may be NULL. */
    int (*frame)(struct mk_front *f, const struct mk_frame *x,
                 struct mk_error *e); /* MK_HTTP_F_OWN.. */
    int (*fd)(void *own);             /* to be polled for reading, or -1 */
    int (*turn)(void *own, struct mk_error *e);
    /* Filled in. */
    char hosts[MK_HTTP_SITES][64];
    struct mk_chan *server;
};

/* Listens, starts the server, prints `ready URL` with a one-time token, another one at each SIGHUP.
 * Until SIGTERM, SIGINT or the end of the server. MK_EUSAGE: no address. The key is no longer
 * needed when the first frame comes. */
MK_CHECK int mk_front_run(struct mk_front *f, struct mk_error *e);

#endif
