#include "firmware/daemon/inside.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static void warn_session(void *u, const struct mk_session *s)
{
    struct mk_answer a;
    mk_event_begin(&a, "session");
    mk_json_kv_int(&a.j, "ends_in_s", MK_SESSION_WARN_S);
    mk_event_send(u, &a, s->number);
}

static void session_ended(void *u, const struct mk_session *s, const char *why)
{
    struct mk_daemon *d = u;
    struct mk_answer a;
    mk_event_begin(&a, "session");
    mk_json_kv_str(&a.j, "ended", why);
    mk_event_send(d, &a, s->number);
    if (d->ipc)
        mk_ipc_unwatch(d->ipc, s->number);
    if (d->officers)
        mk_access(d, why, s->officer);
}

static void on_signal(void *u, int fd, short revents)
{
    struct mk_daemon *d = u;
    struct signalfd_siginfo info;
    (void)revents;
    if (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        mk_loop_quit(d->loop);
}

static int watch_signals(struct mk_daemon *d, struct mk_error *e)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        return mk_fail_errno(e, "signalfd");
    return mk_watch_add(d->loop, &d->signals, fd, POLLIN, on_signal, d, e);
}

static int open_all(struct mk_daemon *d, struct mk_error *e)
{
    const struct mk_sessions_told sessions = { d, warn_session, session_ended };
    if (mk_loop_new(&d->loop, NULL, e) || watch_signals(d, e) ||
        mk_sessions_new(&d->sessions, d->loop, &sessions, e))
        return -1;
    mk_clock_watch(d);
    return mk_store_start(d, e);
}

int mk_daemon_listen(struct mk_daemon *d, struct mk_error *e)
{
    const struct mk_ipc_options ipc = { d->o->socket, d->o->panel_uid, mk_take_line,
                                        mk_take_too_long, d };
    if (mk_ipc_new(&d->ipc, d->loop, &ipc, e))
        return -1;
    d->ready(d->o->socket);
    return 0;
}

static void close_all(struct mk_daemon *d)
{
    mk_results_stop(d);
    mk_case_sealed_stop(d);
    mk_runs_free(d->runs);
    mk_phones_free(d->phones);
    mk_key_try_stop(d, NULL);
    mk_sessions_free(d->sessions);
    mk_officers_free(d->officers);
    d->officers = NULL;
    mk_selftest_free(d->selftest);
    while (d->nlate)
        mk_wiped_free(d->late[--d->nlate].line);
    mk_store_stop(d);
    if (d->loop)
        mk_tasks_stop(d);
    mk_carry_stop(d);
    mk_ipc_free(d->ipc);
    if (d->loop) {
        mk_timer_stop(d->loop, &d->clock.look);
        mk_watch_drop(d->loop, &d->signals);
    }
    mk_cases_free(d->cases);
    if (d->signals.fd > 0)
        close(d->signals.fd);
    if (d->dir >= 0)
        close(d->dir);
    if (d->lock >= 0)
        close(d->lock);
    mk_loop_free(d->loop);
    free(d);
}

int mk_daemon(const struct mk_daemon_options *o, void (*ready)(const char *socket),
              struct mk_error *e)
{
    struct mk_daemon *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "mokad");
    d->o = o;
    d->ready = ready;
    d->disk = mk_disk_real();
    d->dir = d->lock = -1;
    prctl(PR_SET_DUMPABLE, 0); /* PINs, sessions, passwords */
    json_set_alloc_funcs(mk_wiped_malloc, mk_wiped_free);
    umask(077);
    int rc = open_all(d, e);
    if (rc == 0)
        rc = mk_loop_run(d->loop, e);
    close_all(d);
    return rc;
}
