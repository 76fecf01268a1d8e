/* Whether the bundle is whole and this kit's: by the kit's public key, nothing secret. */
#include "firmware/daemon/look.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define FINDINGS 20u

struct findings {
    char text[FINDINGS][240];
    size_t n;
    const struct mk_look_told *told;
    struct mk_look_seen seen;
};

static void on_finding(void *u, bool bad, const char *text)
{
    struct findings *f = u;
    if (bad && f->n < FINDINGS)
        snprintf(f->text[f->n++], sizeof f->text[0], "%.200s", text);
}

static void on_seen(void *u, uint64_t files, uint64_t bytes)
{
    struct findings *f = u;
    f->seen.files = files;
    f->seen.bytes = bytes;
    f->told->seen(f->told->u, &f->seen);
}

/* The first line of a small file, without its end. */
static int first_line(char *out, size_t max, const char *kit, const char *name, struct mk_error *e)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", kit, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n = fd < 0 ? -1 : read(fd, out, max - 1);
    if (n < 0)
        mk_fail_errno(e, path);
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return -1;
    out[n] = 0;
    out[strcspn(out, "\n")] = 0;
    return 0;
}

/* As an allowed_signers file in memory: its descriptor. */
static int trust_kit(int *fd, const char *kit, struct mk_error *e)
{
    char id[80], key[2048], line[2200];
    if (first_line(id, sizeof id, kit, "id", e) || first_line(key, sizeof key, kit, "key.pub", e))
        return -1;
    int n = snprintf(line, sizeof line, "kit:%s %s\n", id, key);
    *fd = memfd_create("trust", MFD_CLOEXEC);
    if (*fd < 0 || write(*fd, line, (size_t)n) != n)
        return mk_fail_errno(e, "trust");
    return 0;
}

int mk_look_verify(struct mk_json *j, const char *bundle, const char *kit,
                   const struct mk_look_told *told, const struct mk_look_seen *total,
                   struct mk_error *e)
{
    static const char *const verdicts[] = {
        [MK_INTACT] = "intact", [MK_TAMPERED] = "tampered", [MK_UNKNOWN] = "unknown"
    };
    enum mk_verdict v = MK_UNKNOWN;
    struct findings f = { .n = 0, .told = told, .seen = *total };
    char trust[32];
    int fd = -1, rc = kit ? trust_kit(&fd, kit, e) : 0;
    snprintf(trust, sizeof trust, "/proc/self/fd/%d", fd);
    const struct mk_verify_by by = { .trust = fd >= 0 ? trust : NULL,
                                     .seen = told ? on_seen : NULL };
    if (rc == 0)
        rc = mk_verify_stamped(&v, bundle, &by, on_finding, &f, e);
    if (fd >= 0)
        close(fd);
    if (rc)
        return -1;
    mk_json_kv_str(j, "verify", verdicts[v]);
    mk_json_key(j, "findings");
    mk_json_open(j, '[');
    for (size_t i = 0; i < f.n; i++)
        mk_json_text(j, mk_str(f.text[i]));
    mk_json_close(j, ']');
    return 0;
}
