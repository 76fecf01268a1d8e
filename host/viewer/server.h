#ifndef MK_VIEWER_SERVER_H
#define MK_VIEWER_SERVER_H

#include "firmware/http/http.h"
#include "host/viewer/viewer.h"

/* The server, what `moka-viewer --serve` is: a worker of the desk's. */
MK_CHECK int mk_viewer_serve(struct mk_error *e);

enum {
    /* To the server, with a descriptor: text of 64 hex digits, content type, file name ("": shown
     * in the page), u64 size. */
    MK_VIEWER_F_FILE = MK_HTTP_F_OWN,
};

extern const struct mk_page_file mk_viewer_pages[];
extern const size_t mk_viewer_npages;

/* Files that wait to be fetched, each once (tickets.c). */
struct mk_ticket {
    char name[MK_SECRET_LEN + 1]; /* "": free */
    char type[64], file[128];
    int fd;
    uint64_t size;
    int64_t until; /* seconds */
};
struct mk_tickets {
    struct mk_ticket all[MK_TICKETS];
};
/* Takes fd; a ticket more than there is room for pushes out the one that ends first. */
bool mk_tickets_add(struct mk_tickets *t, struct mk_span frame, int fd, int64_t now);
/* Takes it out: the caller closes fd. False: no such one, or its time is over. */
bool mk_tickets_take(struct mk_ticket *out, struct mk_tickets *t, struct mk_span name, int64_t now);
void mk_tickets_expire(struct mk_tickets *t, int64_t now);

#endif
