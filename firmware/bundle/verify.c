#include "firmware/bundle/verify.h"
#include "firmware/bundle/sshwire.h"
#include "parsers/base/escape.h"
#include "parsers/base/starved.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void mk_verify_say(struct mk_verify *v, bool bad, const char *fmt, ...)
{
    char text[1200];
    va_list ap;
    if (v->cannot.code) /* what follows may follow from that alone */
        return;
    int n = snprintf(text, sizeof text, "%s", v->training ? "TRAINING: " : "");
    va_start(ap, fmt);
    vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
    va_end(ap);
    v->bad |= bad;
    v->found(v->u, bad, text);
}

const char *mk_verify_text(struct mk_verify_text *out, struct mk_span s)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_escape_terminal(&b, s.len > 300 ? mk_span(s.p, 300) : s);
    bool whole = mk_buf_ok(&b) && b.len < sizeof out->s && s.len <= 300;
    // cppcheck-suppress ctuuninitvar
    snprintf(out->s, sizeof out->s, "%.*s%s",
             (int)(b.len < sizeof out->s - 4 || whole ? b.len : sizeof out->s - 4),
             b.p ? (const char *)b.p : "", whole ? "" : "...");
    mk_buf_done(&b);
    return out->s;
}

int mk_verify_line(struct mk_span *line, uint64_t *n, struct mk_lines *l, struct mk_verify *v,
                   const char *path, struct mk_error *e)
{
    struct mk_error own = { 0 };
    int got = mk_lines_next(line, l, &own);
    if (got > 0)
        ++*n;
    else if (got < 0)
        return mk_fail(e, own.code, "%s: %s", path, own.text);
    else if (l->rest)
        mk_verify_say(v, true, "%s: what is behind line %llu is no whole line", path,
                      (unsigned long long)*n);
    return got > 0;
}

void mk_verify_give_up(struct mk_verify *v, const char *path)
{
    int err = errno;
    struct mk_verify_text t;
    mk_verify_text(&t, mk_str(path));
    errno = err;
    if (!v->cannot.code)
        mk_fail_errno(&v->cannot, t.s);
}

void mk_verify_against(struct mk_verify *v, const char *path, const char *why)
{
    if (why == mk_verify_cannot)
        mk_verify_give_up(v, path);
    else
        mk_verify_say(v, true, "%s: %s", path, why);
}

bool mk_verify_there(struct mk_verify *v, const char *path)
{
    struct stat st;
    if (fstatat(v->dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return true;
    if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
        mk_verify_give_up(v, path);
    return false;
}

int mk_verify_end(enum mk_verdict *out, const struct mk_verify *v, struct mk_error *e)
{
    *out = v->bad ? MK_TAMPERED : v->doubt ? MK_UNKNOWN : MK_INTACT;
    if (v->cannot.code)
        return mk_fail(e, v->cannot.code, "%s", v->cannot.text);
    if (mk_starved() != v->starved)
        return mk_fail(e, MK_ENOMEM, "no memory to check all of it");
    return 0;
}

/* A folder that has none of what makes a bundle is not a bundle that was tampered with. */
static bool nothing_of_ours(struct mk_verify *v)
{
    static const char *const marks[] = { "bagit.txt",      "bag-info.txt",
                                         "index.jsonl",    "manifest-sha256.txt",
                                         "journal",        "tagmanifest-sha256.txt",
                                         "coverage.jsonl", "signatures",
                                         "custody",        "data" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (mk_verify_there(v, marks[i]))
            return false;
    return true;
}

static int sealed(struct mk_verify *v, struct mk_error *e)
{
    if (mk_verify_info(v, e) != 0)
        return -1;
    mk_verify_tree(v);
    if (mk_verify_tags(v, e) != 0 || mk_verify_signed(v, e) != 0 || mk_verify_custody(v, e) != 0 ||
        mk_verify_ledger(v, e) != 0 || mk_verify_terms(v, e) != 0 ||
        mk_verify_withheld(v, e) != 0 || mk_verify_payload(v, e) != 0 ||
        mk_verify_merkle(v, e) != 0)
        return -1;
    return mk_verify_transfers(v, e);
}

/* What the files on the command line hold is the caller's affair: said before anything else. */
static int readable(const char *path, struct mk_error *e)
{
    if (!path || access(path, R_OK) == 0)
        return 0;
    return mk_fail_errno(e, path);
}

static int judge(struct mk_verify *v, struct mk_error *e)
{
    v->sealed = !mk_verify_there(v, "journal");
    if (nothing_of_ours(v)) {
        v->doubt = true;
        mk_verify_say(v, false, "no evidence bundle: none of its files is here");
        return 0;
    }
    int rc = v->sealed ? sealed(v, e) : mk_verify_journal(v, e);
    if (rc == 0)
        mk_verify_say(v, false,
                      "what a bundle holds is what the phone gave, not what happened: any app may "
                      "have written it");
    return rc;
}

int mk_verify_stamped(enum mk_verdict *out, const char *dir, const struct mk_verify_by *by,
                      mk_finding *found, void *u, struct mk_error *e)
{
    struct mk_verify v = { .trust = by->trust,
                           .revoked = by->revoked,
                           .tsa = by->tsa,
                           .receipt = by->receipt,
                           .found = found,
                           .seen = by->seen,
                           .u = u,
                           .dir = -1 };
    v.starved = mk_starved();
    if (readable(by->trust, e) != 0 || readable(by->revoked, e) != 0 || readable(by->tsa, e) != 0)
        return -1;
    v.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (v.dir < 0)
        return mk_fail_errno(e, dir);
    int rc = judge(&v, e);
    close(v.dir);
    v.doubt |= !v.sealed;
    return rc == 0 ? mk_verify_end(out, &v, e) : -1;
}

int mk_verify(enum mk_verdict *out, const char *dir, const char *trust, const char *revoked,
              mk_finding *found, void *u, struct mk_error *e)
{
    const struct mk_verify_by by = { .trust = trust, .revoked = revoked };
    return mk_verify_stamped(out, dir, &by, found, u, e);
}
