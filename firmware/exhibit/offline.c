/* An exhibit without its phone: see mk_exhibit_offline(). */
#include "firmware/exhibit/frames.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A worker with the way to nowhere: it looks at stored answers, and is never told to greet. */
static int join(struct mk_exhibit *x, struct mk_error *e)
{
    int pair[2];
    const char *args[] = { "tcp", NULL };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return mk_fail_errno(e, "socketpair");
    const struct mk_worker_spec spec = {
        .program = "moka-adb", .args = args, .fds = pair, .nfds = 1
    };
    int rc = mk_worker_spawn(&x->worker, &spec, e);
    close(pair[0]);
    close(pair[1]);
    mk_phase(x, MK_PHASE_WORK);
    return rc ? rc : mk_exhibit_hello(x, e);
}

int mk_exhibit_offline(struct mk_exhibit **out, const struct mk_exhibit_owner *owner,
                       struct mk_error *e)
{
    return mk_exhibit_open(out, "", join, owner, e);
}

bool mk_exhibit_is_offline(const struct mk_exhibit *x)
{
    return x->join == join;
}

void mk_exhibit_not_asked(struct mk_answer *a)
{
    a->status = MK_PH_BROKEN;
    a->exit_code = -1;
    snprintf(a->why, sizeof a->why, "%s", MK_EXHIBIT_STOPPED);
    a->content = MK_ANSWER_ERROR;
    a->flags = 0;
    a->rows = 0;
    mk_buf_clear(&a->singles);
    mk_buf_clear(&a->changed);
}

int mk_exhibit_fetch_none(const struct mk_fetch *f, struct mk_error *e)
{
    uint64_t item;
    struct mk_span path;
    int got;
    while ((got = f->next(f->u, &item, &path, e)) == 1)
        if (f->end(f->u, item, MK_FETCH_NOT_ASKED, 0, INT64_MIN, mk_str(MK_EXHIBIT_STOPPED), e))
            return -1;
    return got;
}
