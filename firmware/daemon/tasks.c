#include "firmware/daemon/inside.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define AGAIN_US ((int64_t)200000)

struct mk_task {
    struct mk_daemon *d;
    struct mk_child *child;
    struct mk_timer late;
    struct mk_buf out;
    char failed[256];         /* the last it said on standard error */
    struct mk_task_spec spec; /* argv and input are gone, unless it may be done again */
    struct mk_timer again;
    char *args[5];
};

static void free_task(struct mk_task *t)
{
    mk_timer_stop(t->d->loop, &t->late);
    mk_timer_stop(t->d->loop, &t->again);
    for (size_t i = 0; i < sizeof t->args / sizeof *t->args; i++)
        free(t->args[i]);
    for (size_t i = 0; i < MK_TASKS_MAX; i++)
        if (t->d->tasks[i] == t)
            t->d->tasks[i] = NULL;
    mk_child_free(t->child);
    mk_buf_done(&t->out);
    free(t);
}

static void out_line(void *u, char *line, size_t n)
{
    struct mk_task *t = u;
    if (t->spec.seen && mk_span_starts(mk_span(line, n), mk_str("{\"seen\":"))) {
        t->spec.seen(t->d, t->spec.about, mk_span(line, n));
        return;
    }
    mk_buf_put(&t->out, line, n);
    mk_buf_u8(&t->out, '\n');
}

static void err_line(void *u, char *line, size_t n)
{
    struct mk_task *t = u;
    (void)n;
    snprintf(t->failed, sizeof t->failed, "%s", line);
}

static void run_again(void *u);

static void ended(void *u, int status)
{
    struct mk_task *t = u;
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && mk_buf_ok(&t->out);
    t->child = NULL;
    if (t->spec.again && WIFEXITED(status) && WEXITSTATUS(status) == t->spec.again) {
        mk_timer_set(t->d->loop, &t->again, AGAIN_US, run_again, t);
        return;
    }
    if (!good && !t->failed[0])
        snprintf(t->failed, sizeof t->failed, "it ended without a word");
    t->spec.done(t->d, &t->spec.ask, t->spec.about, good ? mk_buf_span(&t->out) : mk_str(NULL),
                 good ? NULL : t->failed);
    free_task(t);
}

static void too_late(void *u)
{
    struct mk_task *t = u;
    t->spec.done(t->d, &t->spec.ask, t->spec.about, mk_str(NULL), "it took too long");
    free_task(t);
}

/* A file that has no name: nothing of it stays when the kit is switched off. */
static int in_memory(int *fd, struct mk_span s, struct mk_error *e)
{
    *fd = memfd_create("moka", MFD_CLOEXEC);
    if (*fd < 0)
        return mk_fail_errno(e, "memfd");
    if (mk_disk_write_all(mk_disk_real(), *fd, s, e) == 0 && lseek(*fd, 0, SEEK_SET) == 0)
        return 0;
    close(*fd);
    return -1;
}

static int run(struct mk_task *t, const char *const *argv, struct mk_error *e)
{
    struct mk_child_spec child = { .program = t->spec.program,
                                   .argv = argv,
                                   .out = out_line,
                                   .err = err_line,
                                   .ended = ended,
                                   .u = t };
    int rc = t->spec.input.len ? in_memory(&child.pass, t->spec.input, e) : 0;
    if (rc == 0)
        rc = mk_child_start(&t->child, t->d->loop, &child, e);
    if (child.pass > 0)
        close(child.pass);
    if (rc == 0)
        mk_child_close_input(t->child);
    return rc;
}

static void run_again(void *u)
{
    struct mk_task *t = u;
    struct mk_error e = { 0 };
    mk_buf_clear(&t->out);
    if (run(t, (const char *const *)t->args, &e)) {
        t->spec.done(t->d, &t->spec.ask, t->spec.about, mk_str(NULL), e.text);
        free_task(t);
    }
}

static int keep_args(struct mk_task *t, const char *const *argv, struct mk_error *e)
{
    for (size_t i = 0; argv[i]; i++) {
        if (i + 1 == sizeof t->args / sizeof *t->args)
            return mk_fail(e, MK_ELIMIT, "arguments");
        t->args[i] = strdup(argv[i]);
        if (!t->args[i])
            return mk_fail(e, MK_ENOMEM, "task");
    }
    return 0;
}

int mk_task_start(struct mk_daemon *d, const struct mk_task_spec *spec, struct mk_error *e)
{
    size_t at = 0;
    while (at < MK_TASKS_MAX && d->tasks[at])
        at++;
    if (at == MK_TASKS_MAX)
        return mk_fail(e, MK_ELIMIT, "too much at once");
    struct mk_task *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "task");
    t->d = d;
    t->spec = *spec;
    mk_buf_init(&t->out, MK_TASK_OUT);
    int rc = spec->again ? keep_args(t, spec->argv, e) : 0;
    if (rc == 0)
        rc = run(t, spec->argv, e);
    t->spec.argv = NULL;
    t->spec.input = mk_str(NULL);
    if (rc) {
        free_task(t);
        return -1;
    }
    int64_t late_s = spec->late_s ? spec->late_s : MK_TASK_S;
    mk_timer_set(d->loop, &t->late, late_s * 1000000, too_late, t);
    d->tasks[at] = t;
    return 0;
}

void mk_tasks_stop(struct mk_daemon *d)
{
    for (size_t i = 0; i < MK_TASKS_MAX; i++)
        if (d->tasks[i])
            free_task(d->tasks[i]);
}
