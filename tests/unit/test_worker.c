#include "firmware/worker/limits.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"
#include "tests/helpers/worker_probe.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct mk_error e;
static char secret[] = "the kit's key";

/* A running probe; `report` gets what it said of its sandbox. may: "usb", "keys", "local" or
 * "server", or NULL. */
static struct mk_worker start_as(const char *may, const int *fds, size_t nfds,
                                 char report[static 2048])
{
    char at[32];
    snprintf(at, sizeof at, "%llx", (unsigned long long)(uintptr_t)secret);
    const char *const args[] = { at, may, NULL };
    struct mk_worker w;
    struct mk_frame f;
    struct mk_worker_spec spec = {
        .program = PROBE_PROGRAM, .args = args, .fds = fds, .nfds = nfds, .cpu_s = 60
    };
    if (mk_worker_spawn(&w, &spec, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(mk_chan_recv(&f, NULL, w.chan, 30000, &e), 1);
    assert_int_equal(f.type, PROBE_HELLO);
    snprintf(report, 2048, "%.*s", (int)f.body.len, (const char *)f.body.p);
    return w;
}

static struct mk_worker start(const int *fds, size_t nfds, char report[static 2048])
{
    return start_as(NULL, fds, nfds, report);
}

static struct mk_span ask(struct mk_worker *w, uint16_t what, int pass)
{
    struct mk_frame f = { 0 };
    struct mk_span none = mk_span(NULL, 0);
    int rc = pass < 0 ? mk_chan_send(w->chan, what, 0, none, &e)
                      : mk_chan_send_fd(w->chan, what, 0, none, pass, &e);
    assert_int_equal(rc, 0);
    if (mk_chan_recv(&f, NULL, w->chan, 30000, &e) != 1)
        fail_msg("request %u: the worker is gone", what);
    assert_int_equal(f.type, what);
    return f.body;
}

static uint32_t ask_u32(struct mk_worker *w, uint16_t what)
{
    struct mk_cursor c = mk_cur(ask(w, what, -1));
    uint32_t v = mk_cur_u32le(&c);
    assert_true(mk_cur_ok(&c));
    return v;
}

static void assert_all_refused(struct mk_worker *w)
{
    for (uint16_t what = 0; what < PROBE_COUNT; what++) {
        uint32_t err = ask_u32(w, what);
        if (err != EPERM)
            fail_msg("attempt %u: errno %u, not EPERM", what, err);
    }
}

static void everything_forbidden_is_refused(void **s)
{
    (void)s;
    char report[2048];
    struct mk_worker w = start(NULL, 0, report);
    assert_non_null(strstr(report, "seccomp: on\n"));
    assert_all_refused(&w);
    mk_worker_end(&w, NULL);
}

/* The pipe's end is no phone, so a transfer that is let through fails there. */
static void usb_transfers_are_for_the_worker_of_a_phone_and_nothing_else_of_usb(void **s)
{
    (void)s;
    char report[2048];
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct mk_worker w = start(fds, 1, report);
    assert_int_equal(ask_u32(&w, PROBE_ASK_URB), EPERM);
    mk_worker_end(&w, NULL);
    w = start_as("usb", fds, 1, report);
    assert_int_equal(ask_u32(&w, PROBE_ASK_URB), ENOTTY);
    assert_int_equal(ask_u32(&w, PROBE_ASK_BULK), EPERM);
    assert_all_refused(&w);
    mk_worker_end(&w, NULL);
    w = start_as("keys", fds, 1, report);
    assert_int_equal(ask_u32(&w, PROBE_ASK_BULK), ENOTTY);
    assert_int_equal(ask_u32(&w, PROBE_ASK_URB), EPERM);
    assert_all_refused(&w);
    mk_worker_end(&w, NULL);
    close(fds[0]);
    close(fds[1]);
}

/* The proxy of iPhones: unix stream sockets, and no others. */
/* Both ends of a connection that waits to be accepted. */
static int knock(int *listener)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof a;
    *listener = socket(AF_INET, SOCK_STREAM, 0);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(*listener, (struct sockaddr *)&a, size), 0);
    assert_int_equal(listen(*listener, 1), 0);
    assert_int_equal(getsockname(*listener, (struct sockaddr *)&a, &size), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, size), 0);
    return fd;
}

static void a_server_accepts_where_it_was_told_to_and_nothing_else(void **s)
{
    (void)s;
    char report[2048], x = 0;
    int listener, fd = knock(&listener);
    struct mk_worker w = start_as("server", &listener, 1, report);
    assert_non_null(strstr(report, "seccomp: on\n"));
    assert_all_refused(&w);
    assert_int_equal(ask_u32(&w, PROBE_ASK_ACCEPT), 0);
    assert_int_equal(recv(fd, &x, 1, 0), 1);
    assert_int_equal(x, 'x');
    mk_worker_end(&w, NULL);
    close(fd);
    close(listener);
}

static void a_worker_of_local_services_makes_unix_sockets_and_nothing_else(void **s)
{
    (void)s;
    char report[2048];
    struct mk_worker w = start_as("local", NULL, 0, report);
    for (uint16_t what = 0; what < PROBE_COUNT; what++) {
        uint32_t err = ask_u32(&w, what);
        if (what == PROBE_UNIX_SOCKET ? err != 0 : what != PROBE_CONNECT && err != EPERM)
            fail_msg("attempt %u: errno %u", what, err);
    }
    assert_int_not_equal(ask_u32(&w, PROBE_CONNECT), EPERM);
    mk_worker_end(&w, NULL);
}

static void every_layer_is_reported(void **s)
{
    (void)s;
    static const char *const layers[] = {
        "no-new-privileges: ", "user: ",     "capabilities: ", "limits: ",
        "not-dumpable: ",      "landlock: ", "seccomp: "
    };
    char report[2048];
    struct mk_worker w = start(NULL, 0, report);
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (!strstr(report, layers[i]))
            fail_msg("no line \"%s\" in:\n%s", layers[i], report);
    print_message("# %s", report);
    mk_worker_end(&w, NULL);
}

static void a_worker_of_root_is_another_user(void **s)
{
    (void)s;
    char report[2048], path[64], line[256];
    struct mk_worker w = start(NULL, 0, report);
    snprintf(path, sizeof path, "/proc/%d/status", (int)w.pid);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    unsigned uid = ~0u;
    unsigned long long caps = ~0ull;
    while (fgets(line, sizeof line, f)) {
        if (!strncmp(line, "Uid:", 4))
            uid = (unsigned)strtoul(line + 4, NULL, 10);
        if (!strncmp(line, "CapEff:", 7))
            caps = strtoull(line + 7, NULL, 16);
    }
    fclose(f);
    assert_true(caps == 0);
    if (geteuid() != 0 || strstr(report, "user: the parent's, cannot be changed"))
        assert_int_equal(uid, geteuid());
    else
        assert_int_not_equal(uid, 0);
    mk_worker_end(&w, NULL);
}

static void only_what_is_handed_over_is_open(void **s)
{
    (void)s;
    char report[2048];
    int fds[2], leak = open("/dev/zero", O_RDONLY); /* on purpose without O_CLOEXEC */
    assert_true(leak >= 0);
    assert_int_equal(pipe(fds), 0);
    struct mk_worker w = start(NULL, 0, report);
    assert_int_equal(ask_u32(&w, PROBE_ASK_DESCRIPTORS), 0x0f);
    mk_worker_end(&w, NULL);
    w = start(fds, 2, report); /* the probe keeps the first of the two */
    assert_int_equal(ask_u32(&w, PROBE_ASK_DESCRIPTORS), 0x1f);
    mk_worker_end(&w, NULL);
    close(leak);
    close(fds[0]);
    close(fds[1]);
}

static void descriptors_arrive_at_start_and_later(void **s)
{
    (void)s;
    char report[2048];
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    struct mk_worker w = start(fds, 1, report);
    assert_int_equal(write(fds[1], "first", 5), 5);
    assert_true(mk_span_is(ask(&w, PROBE_ASK_READ, -1), "first"));
    assert_int_equal(write(fds[1], "second", 6), 6);
    assert_true(mk_span_is(ask(&w, PROBE_ASK_READ, fds[0]), "second"));
    mk_worker_end(&w, NULL);
    close(fds[0]);
    close(fds[1]);
}

static void the_environment_is_clean_and_work_goes_on(void **s)
{
    (void)s;
    char report[2048];
    assert_int_equal(setenv("HOME", "/root", 1), 0);
    struct mk_worker w = start(NULL, 0, report);
    assert_true(mk_span_is(ask(&w, PROBE_ASK_ENVIRONMENT, -1), "clean"));
    assert_int_equal(ask_u32(&w, PROBE_ASK_WORK), 1);
    mk_worker_end(&w, NULL);
}

static void the_end_tells_how_it_went(void **s)
{
    (void)s;
    char report[2048];
    int status = -1;
    struct mk_worker w = start(NULL, 0, report);
    mk_worker_end(&w, &status);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    mk_worker_end(&w, &status); /* a second time: nothing left to do */
    w = start(NULL, 0, report);
    struct mk_frame f;
    assert_int_equal(mk_chan_send(w.chan, PROBE_ASK_ABORT, 0, mk_span(NULL, 0), &e), 0);
    assert_int_equal(mk_chan_recv(&f, NULL, w.chan, 30000, &e), 0);
    mk_worker_end(&w, &status);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void a_worker_that_does_not_answer_is_killed(void **s)
{
    (void)s;
    char report[2048];
    struct mk_frame f;
    struct mk_worker w = start(NULL, 0, report);
    pid_t pid = w.pid;
    assert_int_equal(mk_chan_send(w.chan, PROBE_ASK_SPIN, 0, mk_span(NULL, 0), &e), 0);
    assert_int_equal(mk_chan_recv(&f, NULL, w.chan, 20, &e), -1);
    assert_int_equal(e.code, MK_ETIMEOUT);
    mk_worker_kill(&w);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void programs_are_found_by_name_and_nowhere_else(void **s)
{
    (void)s;
    char path[4096];
    struct mk_worker w;
    struct mk_worker_spec spec = { .program = "true" };
    assert_int_equal(mk_program_path(path, sizeof path, PROBE_PROGRAM, &e), 0);
    assert_int_equal(path[0], '/');
    assert_int_equal(mk_worker_spawn(&w, &spec, &e), -1); /* is in PATH, is not ours */
    assert_int_equal(e.code, MK_EABSENT);
    assert_int_equal(mk_program_path(path, sizeof path, "../bin/sh", &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
}

/* seccomp refuses everything first, so Landlock is tried alone, in a process of its own. */
static void landlock_alone_refuses_files_and_tcp(void **s)
{
    (void)s;
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        struct mk_buf b;
        mk_buf_init(&b, 1024);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        mk_lock_landlock(&b);
        bool on = strstr(mk_buf_cstr(&b), "no files") != NULL;
        bool tcp = strstr(mk_buf_cstr(&b), "no TCP") != NULL;
        mk_buf_done(&b);
        bool opened = open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES;
        struct sockaddr_in a = { .sin_family = AF_INET };
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        bool bound = bind(fd, (struct sockaddr *)&a, sizeof a) == 0 || errno != EACCES;
        _exit(!on ? 77 : opened || (tcp && bound));
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_forbidden_is_refused),
        cmocka_unit_test(usb_transfers_are_for_the_worker_of_a_phone_and_nothing_else_of_usb),
        cmocka_unit_test(a_worker_of_local_services_makes_unix_sockets_and_nothing_else),
        cmocka_unit_test(a_server_accepts_where_it_was_told_to_and_nothing_else),
        cmocka_unit_test(every_layer_is_reported),
        cmocka_unit_test(a_worker_of_root_is_another_user),
        cmocka_unit_test(only_what_is_handed_over_is_open),
        cmocka_unit_test(descriptors_arrive_at_start_and_later),
        cmocka_unit_test(the_environment_is_clean_and_work_goes_on),
        cmocka_unit_test(the_end_tells_how_it_went),
        cmocka_unit_test(a_worker_that_does_not_answer_is_killed),
        cmocka_unit_test(programs_are_found_by_name_and_nowhere_else),
        cmocka_unit_test(landlock_alone_refuses_files_and_tcp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
