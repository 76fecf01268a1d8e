/* moka unpack: a bundle out of its encrypted file. */
#include "host/cmd/cmd.h"
#include "host/cmd/identities.h"
#include <getopt.h>
#include <stddef.h>

static int run(int argc, char **argv)
{
    static const struct option options[] = {
        { "identity", required_argument, NULL, 'i' },
        { "output", required_argument, NULL, 'o' },
        { 0 },
    };
    struct mk_identities k = { .n = 0 };
    struct mk_error e = { 0 };
    const char *out = NULL;
    int c, rc = 0;
    opterr = 0;
    while (rc == 0 && (c = getopt_long(argc, argv, "i:o:", options, NULL)) != -1)
        if (c == 'i')
            rc = mk_identities_add(&k, optarg, &e);
        else if (c == 'o')
            out = optarg;
        else
            return mk_cmd_usage("unpack", "unknown option, or one without its value");
    if (rc == 0 && (optind + 1 != argc || !out || !k.n))
        return mk_cmd_usage("unpack", "a file, a key and a name for the folder are needed");
    if (rc == 0)
        rc = mk_identities_unpack(out, argv[optind], &k, &e);
    mk_identities_done(&k);
    if (rc == 0)
        return 0;
    int status = mk_cmd_fail("unpack", &e);
    return e.code == MK_EFORMAT || e.code == MK_EAUTH ? MK_EXIT_EVIDENCE : status;
}

const struct mk_cmd mk_cmd_unpack = {
    .name = "unpack",
    .summary = "opens the encrypted file of a bundle",
    .help =
        "usage: moka unpack -i KEY... -o FOLDER FILE\n"
        "\n"
        "FOLDER is new and gets its name only once all of the file is there; until then, and when\n"
        "that fails, it is called FOLDER.part. Whether the bundle is whole and whose it is, says\n"
        "moka verify. Hand-overs in NAME.transfers/ beside NAME.tar.age come with it.\n"
        "\n"
        "  -i, --identity KEY   a file of age-keygen, or an Ed25519 private key of OpenSSH\n"
        "                       without a passphrase; may be repeated\n"
        "  -o, --output FOLDER\n"
        "\n"
        "Exit 1: no key fits, or the file was changed, cut or is none; 2: wrong usage; 3: it "
        "could\n"
        "not be done.\n",
    .run = run,
};
