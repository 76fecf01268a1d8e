/* What stands between the link to the server and the desks: which line goes to which of them. */
#include "host/viewer/desks.h"
#include "firmware/worker/worker.h"
#include "host/viewer/desk_process.h"
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define DESKS     3
#define SHORT     1 /* of them: for short words alone */
#define LINES_MAX 256

struct waiting {
    struct waiting *next;
    bool takes_long;
    size_t len;
    uint8_t line[];
};

struct mk_desks {
    struct one {
        struct mk_worker process;
        struct mk_buf answer; /* as far as it has come */
        bool busy;
    } all[DESKS];
    struct waiting *first;
    size_t waiting;
};

/* ---- their processes ---- */

static int start(struct mk_desks *x, size_t i, const struct mk_viewer_options *o,
                 struct mk_error *e)
{
    struct mk_worker *w = &x->all[i].process;
    fflush(stdout);
    fflush(stderr);
    int rc = mk_desk_fork(w, e);
    if (rc != 0 || w->pid != 0)
        return rc;
    for (size_t k = 0; k < i; k++) /* the others' ends are not ours */
        mk_chan_free(x->all[k].process.chan);
    _exit(mk_desk_process(w->chan, o) == 0 ? 0 : 1);
}

/* They open the case at once, all at the same time. */
static int await(const struct one *d, struct mk_error *e)
{
    struct mk_frame f;
    int rc = mk_chan_recv(&f, NULL, d->process.chan, -1, e);
    if (rc < 0)
        return -1;
    if (rc == 0)
        return mk_fail(e, MK_ECLOSED, "a desk did not come up");
    return f.type == MK_DESK_F_UP ? 0
                                  : mk_fail(e, (enum mk_code)f.stream, "%.*s", (int)f.body.len,
                                            (const char *)f.body.p);
}

int mk_desks_new(struct mk_desks **out, const struct mk_viewer_options *o, struct mk_error *e)
{
    int rc = 0;
    struct mk_desks *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "desks");
    for (size_t i = 0; i < DESKS; i++) {
        x->all[i].process.pid = -1;
        mk_buf_init(&x->all[i].answer, MK_VIEWER_LINE);
    }
    for (size_t i = 0; rc == 0 && i < DESKS; i++)
        rc = start(x, i, o, e);
    for (size_t i = 0; rc == 0 && i < DESKS; i++)
        rc = await(&x->all[i], e);
    if (rc != 0)
        mk_desks_free(x);
    else
        *out = x;
    return rc;
}

void mk_desks_free(struct mk_desks *x)
{
    for (size_t i = 0; x && i < DESKS; i++) {
        mk_worker_kill(&x->all[i].process);
        mk_buf_done(&x->all[i].answer);
    }
    while (x && x->first) {
        struct waiting *w = x->first;
        x->first = w->next;
        free(w);
    }
    free(x);
}

int mk_desks_watch(const struct mk_desks *x, int epoll, struct mk_error *e)
{
    for (size_t i = 0; i < DESKS; i++) {
        struct epoll_event on = { .events = EPOLLIN };
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, mk_chan_fd(x->all[i].process.chan), &on) != 0)
            return mk_fail_errno(e, "waiting");
    }
    return 0;
}

/* ---- lines to them ---- */

/* What is no line is answered as such, soon. */
static bool takes_long(struct mk_span line)
{
    json_t *m = json_loadb((const char *)line.p, line.len, 0, NULL);
    const char *word = json_string_value(json_object_get(m, "do"));
    bool is = word && strcmp(word, "export") == 0;
    json_decref(m);
    return is;
}

/* The first that is free: bundles that it has open stay open. */
static struct one *free_desk(struct mk_desks *x, bool for_long)
{
    for (size_t i = for_long ? SHORT : 0; i < DESKS; i++)
        if (!x->all[i].busy)
            return &x->all[i];
    return NULL;
}

static int dispatch(struct mk_desks *x, struct mk_error *e)
{
    for (struct waiting **at = &x->first, *w; (w = *at);) {
        struct one *d = free_desk(x, w->takes_long);
        if (!d) {
            at = &w->next;
            continue;
        }
        int rc =
            mk_chan_send(d->process.chan, MK_DESK_F_ASK, 0, mk_span(w->line, w->len), e) != 0 ||
                    mk_chan_flush(d->process.chan, e) != 0
                ? -1
                : 0;
        d->busy = true;
        *at = w->next;
        x->waiting--;
        free(w);
        if (rc != 0)
            return -1;
    }
    return 0;
}

int mk_desks_ask(struct mk_desks *x, struct mk_span line, struct mk_error *e)
{
    struct waiting *w = malloc(sizeof *w + line.len), **at = &x->first;
    if (!w || x->waiting == LINES_MAX) {
        free(w);
        return mk_fail(e, w ? MK_ELIMIT : MK_ENOMEM, "more words at once than are ever asked");
    }
    *w = (struct waiting){ .takes_long = takes_long(line), .len = line.len };
    if (line.len)
        memcpy(w->line, line.p, line.len);
    while (*at)
        at = &(*at)->next;
    *at = w;
    x->waiting++;
    return dispatch(x, e);
}

/* ---- what comes from them ---- */

static int take(struct one *d, const struct mk_desks_to *to, struct mk_error *e)
{
    struct mk_frame f;
    int fd = -1;
    int rc = mk_chan_recv(&f, &fd, d->process.chan, -1, e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_fail(e, MK_ECLOSED, "a desk has gone");
    if (f.type == MK_DESK_F_FILE) {
        rc = to->file(to->u, f.body, fd, e);
    } else if (f.type == MK_DESK_F_PART || f.type == MK_DESK_F_END) {
        mk_buf_put(&d->answer, f.body.p, f.body.len);
        rc = mk_buf_ok(&d->answer) ? 0 : mk_fail(e, MK_ELIMIT, "an answer too long");
    } else {
        rc = mk_fail(e, MK_EPROTO, "a desk said what makes no sense");
    }
    if (rc >= 0 && f.type == MK_DESK_F_END) {
        rc = to->answer(to->u, mk_buf_span(&d->answer), e);
        mk_buf_clear(&d->answer);
        d->busy = false;
    }
    if (fd >= 0)
        close(fd);
    return rc < 0 ? -1 : 0;
}

int mk_desks_turn(struct mk_desks *x, const struct mk_desks_to *to, struct mk_error *e)
{
    for (size_t i = 0; i < DESKS; i++) {
        struct mk_chan *ch = x->all[i].process.chan;
        struct pollfd p = { .fd = mk_chan_fd(ch), .events = POLLIN };
        while (mk_chan_ready(ch) || (poll(&p, 1, 0) > 0 && p.revents))
            if (take(&x->all[i], to, e) != 0)
                return -1;
    }
    return dispatch(x, e);
}
