#include "host/cmd/cmd.h"
#include "host/cmd/given.h"
#include "host/cmd/write.h"
#include "host/parse/decode.h"
#include "parsers/format/decrypt.h"
#include <assert.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

struct options {
    const struct mk_decrypt_kind *kind;
    const char *in, *out;
    bool check, list;
    struct mk_given given;
};

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    const int *fd = u;
    return mk_write_all(*fd, bytes, "output", e);
}

static int put_progress(void *u, uint64_t done, uint64_t total, struct mk_error *e)
{
    (void)u;
    (void)e;
    mk_show_progress("decrypt", done, total);
    return 0;
}

static int put_remark(void *u, struct mk_span text, struct mk_error *e)
{
    (void)u;
    (void)e;
    fprintf(stderr, "moka decrypt: issue: %.*s\n", (int)text.len, (const char *)text.p);
    return 0;
}

static const struct mk_decrypt_kind *kind_of(const char *id)
{
    const struct mk_decrypt_kind *k = NULL;
    for (size_t i = 0; (k = mk_decrypt_at(i)) && strcmp(id, k->id) != 0; i++)
        ;
    return k;
}

static int check_options(struct options *o, int n, char **args)
{
    if (o->list)
        return n ? mk_cmd_usage("decrypt", "--list takes nothing else") : 0;
    if (n != 2)
        return mk_cmd_usage("decrypt", "takes KIND and IN");
    o->kind = kind_of(args[0]);
    if (!o->kind)
        return mk_cmd_usage("decrypt", "no such KIND");
    if (o->check == (o->out != NULL))
        return mk_cmd_usage("decrypt", "takes either -o OUT or --check");
    o->in = args[1];
    return 0;
}

static int read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        { "key", required_argument, NULL, 'k' },
        { "check", no_argument, NULL, 'c' },
        { "list", no_argument, NULL, 'l' },
        { 0 },
    };
    struct mk_error e;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "o:", longs, NULL)) != -1) {
        if (c == 'o')
            o->out = optarg;
        else if (c == 'c')
            o->check = true;
        else if (c == 'l')
            o->list = true;
        else if (c == 'k' && mk_given_key(&o->given, optarg, &e) != 0)
            return e.code == MK_EUSAGE ? mk_cmd_usage("decrypt", e.text)
                                       : mk_cmd_fail("decrypt", &e);
        else if (c == '?' || c == ':')
            return mk_cmd_usage("decrypt", "unknown option, or one without its value");
    }
    return check_options(o, argc - optind, argv + optind);
}

static int list(void)
{
    for (size_t i = 0; mk_decrypt_at(i); i++)
        puts(mk_decrypt_at(i)->id);
    return 0;
}

/* All of it on the disk, or no file. */
static int to_file(struct mk_decode d, const char *out, struct mk_error *e)
{
    assert(out);
    int fd = open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, out);
    d.u = &fd;
    int rc = mk_decode(&d, e);
    if (rc >= 0 && fsync(fd) != 0)
        rc = mk_fail_errno(e, out);
    if (close(fd) != 0 && rc >= 0)
        rc = mk_fail_errno(e, out);
    if (rc < 0)
        unlink(out);
    return rc;
}

static int decrypt(const struct options *o)
{
    assert(o->kind);
    struct mk_error e = { 0 };
    const struct mk_parse_extra extra = { .secrets = o->given.secrets };
    struct mk_decode d = { .what = o->check ? MK_DECODE_CHECK : MK_DECODE_PLAIN,
                           .name = o->kind->id,
                           .path = o->in,
                           .extra = &extra,
                           .put = put,
                           .backup = o->kind->backup,
                           .progress = put_progress,
                           .remark = put_remark };
    int rc = o->check ? mk_decode(&d, &e) : to_file(d, o->out, &e);
    if (rc >= 0)
        return rc ? MK_EXIT_EVIDENCE : 0;
    int status = mk_cmd_fail("decrypt", &e);
    return o->check && (e.code == MK_EAUTH || e.code == MK_EFORMAT) ? MK_EXIT_EVIDENCE : status;
}

static int run(int argc, char **argv)
{
    struct options o = { 0 };
    int rc = read_options(&o, argc, argv);
    if (rc == 0)
        rc = o.list ? list() : decrypt(&o);
    mk_given_done(&o.given);
    return rc;
}

const struct mk_cmd mk_cmd_decrypt = {
    .name = "decrypt",
    .summary = "decrypts a backup or a database with its key",
    .help =
        "usage: moka decrypt KIND --key NAME=VALUE... IN -o OUT\n"
        "       moka decrypt KIND --key NAME=VALUE... --check IN\n"
        "       moka decrypt --list\n"
        "\n"
        "Writes the plain bytes of IN to a new file OUT, which must not exist, and which only\n"
        "you can read. It is there whole or not at all. Of ios-backup IN is the folder, and OUT\n"
        "a tar of the same layout with plain files, which moka parse reads. The key is derived\n"
        "in up to 10,000,000 rounds, once for each password given.\n"
        "\n"
        "  --key NAME=VALUE       or NAME=@FILE; " MK_GIVEN_KEYS "\n"
        "  --check                only tells whether the key fits: status 0 or 1\n"
        "  --list                 the kinds there are\n"
        "\n"
        "Exit status: 0 done, 1 done, but something could not be decrypted or is odd, or the key\n"
        "does not fit (--check), 2 wrong usage, 3 failed, which includes a key that does not\n"
        "fit.\n",
    .run = run,
};
