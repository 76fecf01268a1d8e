/*
 * Writes a made-up iOS backup (tests/lib/ios_make.h) into a new folder.
 *
 * usage: make_ios_backup OUT (plain | old | PASSWORD ROUNDS) [DOMAIN PATH FILE]...
 *        ROUNDS 0: a keybag of before iOS 10.2, with a Manifest.mbdb
 */
#include "parsers/source/source.h"
#include "tests/lib/ios_make.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

static int add_file(struct ios_make *m, char **arg)
{
    struct mk_error e;
    struct mk_file f;
    struct mk_buf b;
    int fd = open(arg[2], O_RDONLY);
    if (fd < 0 || mk_file_fd(&f, fd, &e) != 0)
        return fail(arg[2]);
    mk_buf_init(&b, (size_t)64 << 20);
    int rc = mk_file_whole(&b, &f, &e);
    if (rc == 0)
        ios_make_file(m, arg[0], arg[1], mk_buf_span(&b), -1);
    mk_buf_done(&b);
    mk_file_close(&f);
    return rc == 0 ? 0 : fail(e.text);
}

static int write_file(const struct ios_file *f)
{
    char folder[160];
    const char *slash = strrchr(f->path, '/');
    snprintf(folder, sizeof folder, "%.*s", (int)(slash ? slash - f->path : 0), f->path);
    if (slash)
        mkdir(folder, 0755);
    FILE *out = fopen(f->path, "wb");
    if (!out)
        return fail(f->path);
    size_t n = fwrite(f->bytes.p, 1, f->bytes.len, out);
    return fclose(out) == 0 && n == f->bytes.len ? 0 : fail(f->path);
}

int main(int argc, char **argv)
{
    static struct ios_make m;
    struct ios_make_options o = { 0 };
    if (argc < 3)
        return 2;
    o.mbdb = !strcmp(argv[2], "old");
    bool locked = strcmp(argv[2], "plain") != 0 && !o.mbdb;
    int rc = 0, at = locked ? 4 : 3;
    if (locked && argc < 4)
        return 2;
    if (locked) {
        o.password = argv[2];
        o.rounds2 = (unsigned)strtoul(argv[3], NULL, 10);
        o.rounds = o.rounds2 < 64 ? 1 : 10000;
        o.mbdb = o.rounds2 == 0;
        o.rounds2 = o.mbdb ? UINT32_MAX : o.rounds2;
    }
    ios_make_begin(&m, &o);
    for (; rc == 0 && at + 2 < argc; at += 3)
        rc = add_file(&m, argv + at);
    ios_make_end(&m);
    if (rc == 0 && (mkdir(argv[1], 0755) != 0 || chdir(argv[1]) != 0))
        rc = fail(argv[1]);
    for (size_t i = 0; rc == 0 && i < m.n; i++)
        rc = write_file(&m.files[i]);
    ios_make_done(&m);
    return rc;
}
