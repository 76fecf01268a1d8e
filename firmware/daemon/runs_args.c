/* What a run is told on its command line. */
#include "firmware/daemon/runs_run.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define PASSWORD_AT "/proc/self/fd/3"

struct words {
    const char **v;
    size_t n;
};

static void put(struct words *w, const char *option, const char *value)
{
    if (w->n + 3 > MK_CHILD_ARGS)
        return; /* there are fewer of them all */
    w->v[w->n++] = option;
    if (value)
        w->v[w->n++] = value;
}

/* In memory, and gone with the child: what its owner told must not lie on the disk. */
static int hide(int *fd, const char *password, struct mk_error *e)
{
    size_t n = strlen(password);
    int made = memfd_create("password", MFD_CLOEXEC);
    if (made < 0)
        return mk_fail_errno(e, "memfd_create");
    if (write(made, password, n) != (ssize_t)n) {
        close(made);
        return mk_fail(e, MK_EIO, "the password could not be handed over");
    }
    *fd = made;
    return 0;
}

/* Of CASE/vault/bundle: CASE/bundle.tar.age, where the file for the recipients goes. The plain
 * folder stays in the vault, to be shown; it goes with the vault's key. */
static void seal_to(struct words *w, struct mk_run_args *out, const char *bundle)
{
    static const char tail[] = "/vault/bundle";
    size_t n = strlen(bundle), t = sizeof tail - 1;
    if (n <= t || n > sizeof out->sealed - 20 || strcmp(bundle + n - t, tail) != 0)
        return;
    snprintf(out->sealed, sizeof out->sealed, "%.*s/bundle.tar.age", (int)(n - t), bundle);
    put(w, "--sealed", out->sealed);
    put(w, "--leave-plain", NULL);
}

int mk_run_args(struct mk_run_args *out, int *pass, const struct mk_run_start *s,
                struct mk_error *e)
{
    struct words w = { out->v, 0 };
    *pass = -1;
    snprintf(out->wait, sizeof out->wait, "%d", s->wait_s);
    put(&w, s->resume ? "resume" : "acquire", NULL);
    put(&w, "--json", NULL);
    put(&w, "--operator", NULL);
    put(&w, "-q", NULL);
    put(&w, "--kit", s->kit);
    put(&w, "--wait", out->wait);
    put(&w, "--clock", s->clock_trusted ? "trusted" : "doubtful");
    if (s->device)
        put(&w, "--device", s->device);
    if (s->training)
        put(&w, "--training", NULL);
    if (s->glance)
        put(&w, "--glance", NULL);
    if (s->until_full)
        put(&w, "--until-full", NULL);
    if (s->keep)
        put(&w, "--keep", NULL);
    if (s->keep && s->why)
        put(&w, "--why", s->why);
    seal_to(&w, out, s->bundle);
    put(&w, "--authority", s->authority);
    if (!s->resume)
        put(&w, "--output", s->bundle);
    if (s->password) {
        if (hide(pass, s->password, e))
            return -1;
        put(&w, "--backup-password-file", PASSWORD_AT);
    }
    if (s->resume) {
        put(&w, "--", NULL);
        put(&w, s->bundle, NULL);
    }
    w.v[w.n] = NULL;
    return 0;
}
