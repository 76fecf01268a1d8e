#ifndef MK_PANEL_SERVER_H
#define MK_PANEL_SERVER_H

#include "firmware/http/http.h"
#include "firmware/panel/panel.h"

/* The server's own parts beside firmware/http, which share one loop and one memory. */

enum {
    MK_PANEL_F_CODE = MK_HTTP_F_OWN, /* to the parent: another pairing code */
};

struct mk_stream;
struct mk_panel {
    struct mk_stream *streams;
};

extern const struct mk_page_file mk_panel_pages[];
extern const size_t mk_panel_npages;

/* words.c */
bool mk_panel_word(const char *name, bool *open); /* of POST /api/; *open: it needs no session */
int mk_panel_ask(struct mk_buf *out, uint64_t id, const char *word, const char *session,
                 struct mk_span body, struct mk_error *e);

/* pair.c */
enum MHD_Result mk_pair_ask(struct mk_request *r);  /* the page that asks for the code */
enum MHD_Result mk_pair_take(struct mk_request *r); /* its answer is in r->body */

/* stream.c */
enum MHD_Result mk_stream_begin(struct mk_request *r); /* asks mokad to let it watch */
void mk_stream_forget(struct mk_request *r);
nfds_t mk_stream_fds(struct mk_http *h, struct pollfd *f, nfds_t max);
void mk_stream_turn_all(struct mk_http *h);
void mk_stream_tick(struct mk_http *h, int64_t now);

#endif
