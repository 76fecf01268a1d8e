#include "host/viewer/desk_process.h"
#include "firmware/http/door.h"
#include "host/viewer/desk.h"
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define PART ((size_t)512 << 10)

int mk_desk_fork(struct mk_worker *w, struct mk_error *e)
{
    int pair[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return mk_fail_errno(e, "a desk");
    pid_t pid = fork();
    if (pid == 0) {
        sigset_t not_ours; /* a terminal tells all of its processes */
        sigemptyset(&not_ours);
        sigaddset(&not_ours, SIGHUP);
        sigaddset(&not_ours, SIGINT);
        sigaddset(&not_ours, SIGTERM);
        sigprocmask(SIG_BLOCK, &not_ours, NULL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
    }
    close(pair[pid == 0 ? 0 : 1]);
    int fd = pair[pid == 0 ? 1 : 0];
    if (pid < 0) {
        mk_fail_errno(e, "a desk");
        close(fd);
        return -1;
    }
    w->pid = pid;
    return mk_chan_new(&w->chan, fd, e);
}

static int ticket_name(char out[static MK_SECRET_LEN + 1], struct mk_error *e)
{
    uint8_t raw[MK_SECRET_LEN / 2];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    for (size_t i = 0; i < sizeof raw; i++)
        snprintf(out + 2 * i, 3, "%02x", raw[i]);
    return 0;
}

static int give(void *u, char ticket[static MK_SECRET_LEN + 1], int fd, const char *type,
                const char *file, uint64_t size, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    int rc = ticket_name(ticket, e);
    mk_buf_text(&b, mk_str(rc == 0 ? ticket : ""));
    mk_buf_text(&b, mk_str(type));
    mk_buf_text(&b, mk_str(file));
    mk_buf_u64le(&b, size);
    if (rc == 0 && !mk_buf_ok(&b))
        rc = mk_fail(e, MK_ENOMEM, "ticket");
    if (rc == 0)
        rc = mk_chan_send_fd(u, MK_DESK_F_FILE, 0, mk_buf_span(&b), fd, e);
    mk_buf_done(&b);
    close(fd);
    return rc;
}

static int say(struct mk_chan *chan, struct mk_span answer, struct mk_error *e)
{
    while (answer.len > PART) {
        if (mk_chan_send(chan, MK_DESK_F_PART, 0, mk_span(answer.p, PART), e) != 0)
            return -1;
        answer = mk_span_from(answer, PART);
    }
    return mk_chan_send(chan, MK_DESK_F_END, 0, answer, e) == 0 ? mk_chan_flush(chan, e) : -1;
}

static int answer_all(struct mk_desk *d, struct mk_chan *chan, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf out;
    mk_buf_init(&out, MK_VIEWER_LINE);
    int rc = mk_chan_send(chan, MK_DESK_F_UP, 0, mk_str(""), e);
    while (rc == 0 && (rc = mk_chan_recv(&f, NULL, chan, -1, e)) == 1) {
        mk_buf_clear(&out);
        rc = mk_desk_answer(d, &out, f.body, e);
        rc = rc == 0 ? say(chan, mk_buf_span(&out), e) : rc;
    }
    mk_buf_done(&out);
    return rc;
}

/* When nobody hears it, nobody is there. */
static void refuse(struct mk_chan *chan, const struct mk_error *why)
{
    struct mk_error e;
    if (mk_chan_send(chan, MK_DESK_F_FAILED, (uint16_t)why->code, mk_str(why->text), &e) != 0 ||
        mk_chan_flush(chan, &e) != 0)
        return;
}

int mk_desk_process(struct mk_chan *chan, const struct mk_viewer_options *o)
{
    struct mk_desk d = { 0 };
    struct mk_error e = { 0 };
    int rc = mk_desk_init(&d, o->dir, o->who, o->zone, o->lang, &e);
    d.secrets = o->secrets;
    d.give = give;
    d.give_to = chan;
    if (rc == 0)
        rc = answer_all(&d, chan, &e);
    else
        refuse(chan, &e);
    mk_desk_done(&d);
    mk_chan_free(chan);
    return rc;
}
