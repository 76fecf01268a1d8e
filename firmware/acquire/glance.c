#include "firmware/acquire/glance.h"
#include "firmware/worker/worker.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define END_MS 10000

static void say(const struct mk_run *r, const char *what, const char *why)
{
    char line[400];
    snprintf(line, sizeof line, "glance: %s%s%s", what, why ? ": " : "", why ? why : "");
    if (r->o->tell)
        r->o->tell(r->o->tell_u, line);
}

/* People read it where they read the progress, programs where the other events are. */
static int start(pid_t *pid, const char *path, const char *bundle, bool json)
{
    char *const env[] = { (char[]){ "LC_ALL=C.UTF-8" }, NULL };
    char *const words[] = { (char[]){ "moka-glance" }, (char *)(uintptr_t)bundle, NULL };
    char *const objects[] = { (char[]){ "moka-glance" }, (char[]){ "--json" },
                              (char *)(uintptr_t)bundle, NULL };
    posix_spawn_file_actions_t acts;
    int rc = posix_spawn_file_actions_init(&acts);
    if (rc)
        return rc;
    rc = posix_spawn_file_actions_addopen(&acts, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (rc == 0 && !json)
        rc = posix_spawn_file_actions_adddup2(&acts, STDERR_FILENO, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawn(pid, path, &acts, NULL, json ? objects : words, env);
    posix_spawn_file_actions_destroy(&acts);
    return rc;
}

/* Whether the last one still looks. */
static bool looking(struct mk_run *r)
{
    if (r->glance > 0 && waitpid(r->glance, NULL, WNOHANG) == r->glance)
        r->glance = 0;
    return r->glance > 0;
}

void mk_run_glance(struct mk_run *r)
{
    char path[4096];
    struct mk_error e = { 0 };
    pid_t pid;
    uint64_t there =
        r->result.rows + r->result.objects; /* an iPhone gives no rows, but databases */
    if (!r->o->glance || r->glance_at == there)
        return;
    r->glance_due = looking(r);
    if (r->glance_due)
        return;
    if (mk_bundle_sync(r->b, &e) || mk_program_path(path, sizeof path, "moka-glance", &e)) {
        say(r, "not shown", e.text); /* a bundle that cannot be written tells so again at once */
        return;
    }
    int rc = start(&pid, path, r->o->bundle, r->o->event != NULL);
    if (rc)
        say(r, "not shown", strerror(rc));
    else
        r->glance = pid;
    r->glance_at = there;
}

void mk_run_glance_idle(struct mk_run *r)
{
    if (r->glance_due && !looking(r))
        mk_run_glance(r);
}

void mk_run_glance_end(struct mk_run *r)
{
    int status = 0;
    if (r->glance <= 0)
        return;
    int fd = (int)syscall(SYS_pidfd_open, r->glance, 0);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    if (fd < 0 || poll(&p, 1, END_MS) <= 0)
        kill(r->glance, SIGKILL);
    if (fd >= 0)
        close(fd);
    if (waitpid(r->glance, &status, 0) == r->glance && status)
        say(r, "not shown to its end", NULL);
    r->glance = 0;
}
