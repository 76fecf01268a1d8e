/* Signing by stock ssh-keygen: hardware keys, agents, passphrases are its business. */
#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshwire.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOOL "/usr/bin/ssh-keygen"

/* A folder for one message; a passphrase may come from standard input, so that is not the way in.
 */
struct desk {
    char dir[64], message[80], signature[80];
};

static int desk_open(struct desk *d, struct mk_span message, struct mk_error *e)
{
    snprintf(d->dir, sizeof d->dir, "/tmp/moka-sign-XXXXXX");
    if (!mkdtemp(d->dir)) {
        mk_fail_errno(e, "/tmp");
        d->dir[0] = 0;
        return -1;
    }
    snprintf(d->message, sizeof d->message, "%s/message", d->dir);
    snprintf(d->signature, sizeof d->signature, "%s/message.sig", d->dir);
    int fd = open(d->message, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, d->message);
    int rc = mk_disk_write_all(mk_disk_real(), fd, message, e);
    if (close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, d->message);
    return rc;
}

static void desk_close(const struct desk *d)
{
    if (!d->dir[0])
        return;
    unlink(d->message);
    unlink(d->signature);
    rmdir(d->dir);
}

/* Standard output of the tool goes to standard error: ours carries results. */
static int run(char *const argv[], struct mk_error *e)
{
    int status;
    pid_t pid = fork();
    if (pid < 0)
        return mk_fail_errno(e, "fork");
    if (pid == 0) {
        if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
            execv(TOOL, argv);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return mk_fail_errno(e, TOOL);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return mk_fail(e, MK_EABSENT, TOOL " cannot be run; it belongs to openssh-client");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return mk_fail(e, MK_EAUTH, "ssh-keygen did not sign");
    return 0;
}

int mk_ssh_sign_by_tool(struct mk_buf *out, const char *key_path, const char *name_space,
                        struct mk_span message, struct mk_error *e)
{
    struct desk d = { .dir = "" };
    char cert[PATH_MAX], key[PATH_MAX], space[256];
    int n = snprintf(cert, sizeof cert, "%s-cert.pub", key_path);
    int m = snprintf(space, sizeof space, "%s", name_space);
    if (n < 0 || n >= (int)sizeof cert || m < 0 || m >= (int)sizeof space)
        return mk_fail(e, MK_EUSAGE, "key path or namespace is too long");
    snprintf(key, sizeof key, "%s", access(cert, F_OK) == 0 ? cert : key_path);
    int rc = desk_open(&d, message, e);
    char arg[][12] = { "ssh-keygen", "-q", "-Y", "sign", "-f", "-n" };
    char *argv[] = { arg[0], arg[1], arg[2], arg[3], arg[4], key, arg[5], space, d.message, NULL };
    if (rc == 0)
        rc = run(argv, e);
    if (rc == 0)
        rc = mk_ssh_read_file(out, d.signature, e);
    desk_close(&d);
    return rc;
}
