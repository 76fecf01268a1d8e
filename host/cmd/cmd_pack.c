/* moka pack: a sealed bundle as one encrypted file. */
#include "firmware/bundle/pack.h"
#include "host/cmd/cmd.h"
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct to {
    struct mk_age_recipient r[MK_AGE_RECIPIENTS];
    size_t n;
};

static int add(struct to *to, struct mk_span text, struct mk_error *e)
{
    if (to->n == MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_EUSAGE, "more than %u recipients", MK_AGE_RECIPIENTS);
    if (mk_age_recipient_read(&to->r[to->n], text, e))
        return -1;
    to->n++;
    return 0;
}

/* A line each; empty ones and those with # in front are none. */
static int add_file(struct to *to, const char *path, struct mk_error *e)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int rc = 0;
    FILE *f = fopen(path, "re");
    if (!f)
        return mk_fail_errno(e, path);
    while (rc == 0 && (n = getline(&line, &room, f)) > 0) {
        while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            n--;
        if (n && line[0] != '#')
            rc = add(to, mk_span(line, (size_t)n), e);
    }
    free(line);
    if (rc == 0 && ferror(f))
        rc = mk_fail(e, MK_EIO, "%.200s cannot be read", path);
    fclose(f);
    return rc;
}

static int pack_into(int dir, const char *name, const char *bundle, const struct to *to,
                     struct mk_error *e)
{
    char tmp[300];
    const struct mk_disk *disk = mk_disk_real();
    snprintf(tmp, sizeof tmp, "%s" MK_DISK_TMP, name);
    if (faccessat(dir, name, F_OK, 0) == 0)
        return mk_fail(e, MK_EUSAGE, "%.200s: there already", name);
    int fd = openat(dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, tmp);
    if (mk_pack(NULL, fd, bundle, to->r, to->n, disk, NULL, e) == 0)
        return mk_disk_keep(disk, dir, fd, name, e);
    close(fd);
    unlinkat(dir, tmp, 0);
    return -1;
}

static int pack(const char *out, const char *bundle, const struct to *to, struct mk_error *e)
{
    int dir = -1;
    const char *name = NULL;
    if (mk_disk_place(&dir, &name, out, e))
        return -1;
    int rc = pack_into(dir, name, bundle, to, e);
    close(dir);
    return rc;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {
        { "to", required_argument, NULL, 't' },
        { "to-file", required_argument, NULL, 'f' },
        { "output", required_argument, NULL, 'o' },
        { 0 },
    };
    struct to to = { .n = 0 };
    struct mk_error e = { 0 };
    const char *out = NULL;
    int c, rc = 0;
    opterr = 0;
    while (rc == 0 && (c = getopt_long(argc, argv, "t:o:", options, NULL)) != -1)
        if (c == 't')
            rc = add(&to, mk_str(optarg), &e);
        else if (c == 'f')
            rc = add_file(&to, optarg, &e);
        else if (c == 'o')
            out = optarg;
        else
            return mk_cmd_usage("pack", "unknown option, or one without its value");
    if (rc)
        return mk_cmd_fail("pack", &e);
    if (optind + 1 != argc || !out || !to.n)
        return mk_cmd_usage("pack", "a bundle, a recipient and a name for the file are needed");
    return pack(out, argv[optind], &to, &e) ? mk_cmd_fail("pack", &e) : 0;
}

const struct mk_cmd mk_cmd_pack = {
    .name = "pack",
    .summary = "makes a sealed bundle one encrypted file",
    .help = "usage: moka pack --to RECIPIENT... -o FILE BUNDLE\n"
            "\n"
            "FILE is the bundle as a tar, encrypted with age: only who holds one of the\n"
            "recipients' keys opens it. Convention: NAME.tar.age. The bundle stays as it is.\n"
            "\n"
            "  -t, --to RECIPIENT  \"age1...\" or \"ssh-ed25519 AAAA...\"; may be repeated\n"
            "  --to-file FILE      recipients, one a line\n"
            "  -o, --output FILE   a new file\n"
            "\n"
            "Without moka: age -d -i KEY FILE | tar -x\n"
            "Exit 2: wrong usage, 3: it could not be done; then there is no FILE.\n",
    .run = run,
};
