/* moka verify: checks an evidence bundle, or any BagIt bag, and changes nothing. */
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/disclose.h"
#include "host/cmd/cmd.h"
#include "parsers/base/json.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

struct out {
    bool json, training;
};

static void line(const struct out *o, const char *key, const char *value, const bool *bad)
{
    struct mk_buf b;
    mk_buf_init(&b, 16384);
    if (o->json) {
        struct mk_json j = mk_json(&b);
        mk_json_open(&j, '{');
        mk_json_kv_str(&j, key, value);
        if (bad)
            mk_json_kv_bool(&j, "bad", *bad);
        if (o->training)
            mk_json_kv_bool(&j, "training", true);
        mk_json_close(&j, '}');
    } else if (bad) {
        mk_buf_printf(&b, "%s  %s", *bad ? "BAD " : "note", value);
    } else {
        mk_buf_printf(&b, "%s%s", o->training ? "TRAINING " : "", value);
    }
    if (mk_buf_ok(&b))
        printf("%.*s\n", (int)b.len, (const char *)b.p);
    else
        puts("BAD  a finding that there was no memory for");
    mk_buf_done(&b);
}

static void finding(void *u, bool bad, const char *text)
{
    struct out *o = u;
    o->training |= strncmp(text, "TRAINING: ", 10) == 0;
    line(o, "finding", text, &bad);
}

/* What could not be written was not said. */
static int done(int status, struct mk_error *e)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    mk_fail(e, MK_EIO, "standard output cannot be written");
    return mk_cmd_fail("verify", e);
}

static int bag(struct out *o, const char *dir)
{
    static const char *const words[] = {
        [MK_BAG_VALID] = "VALID", [MK_BAG_INVALID] = "INVALID", [MK_BAG_UNSUPPORTED] = "UNSUPPORTED"
    };
    enum mk_bag_verdict verdict;
    struct mk_error e = { 0 };
    if (mk_verify_bag(&verdict, dir, finding, o, &e) != 0)
        return mk_cmd_fail("verify", &e);
    o->training = false; /* a name in a bag may look so */
    line(o, "verdict", words[verdict], NULL);
    return done(verdict == MK_BAG_VALID ? 0 : MK_EXIT_EVIDENCE, &e);
}

static int bundle(struct out *o, const char *dir, const struct mk_verify_by *by)
{
    static const char *const words[] = {
        [MK_INTACT] = "INTACT", [MK_TAMPERED] = "TAMPERED", [MK_UNKNOWN] = "UNKNOWN"
    };
    enum mk_verdict verdict;
    struct mk_error e = { 0 };
    bool part = mk_is_disclosure(dir) && !mk_is_bundle(dir);
    if (part && (by->tsa || by->receipt))
        return mk_cmd_usage("verify", "a disclosure holds no transfers");
    if ((part ? mk_verify_disclosure(&verdict, dir, by->trust, by->revoked, finding, o, &e)
              : mk_verify_stamped(&verdict, dir, by, finding, o, &e)) != 0)
        return mk_cmd_fail("verify", &e);
    line(o, "verdict", words[verdict], NULL);
    return done(verdict == MK_INTACT ? 0 : MK_EXIT_EVIDENCE, &e);
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {
        { "trust", required_argument, NULL, 't' },
        { "revoked", required_argument, NULL, 'r' },
        { "tsa", required_argument, NULL, 'T' },
        { "bag", no_argument, NULL, 'b' },
        { "receipt", required_argument, NULL, 'R' },
        { "json", no_argument, NULL, 'j' },
        { 0 },
    };
    struct out o = { 0 };
    struct mk_verify_by by = { .trust = NULL };
    bool plain = false;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (c == 't')
            by.trust = optarg;
        else if (c == 'r')
            by.revoked = optarg;
        else if (c == 'T')
            by.tsa = optarg;
        else if (c == 'R')
            by.receipt = optarg;
        else if (c == 'b')
            plain = true;
        else if (c == 'j')
            o.json = true;
        else
            return mk_cmd_usage("verify", "unknown option, or one without its value");
    if (optind + 1 != argc)
        return mk_cmd_usage("verify", "one bundle is needed");
    if (plain && (by.trust || by.revoked || by.tsa || by.receipt))
        return mk_cmd_usage("verify", "a plain bag knows no signatures");
    return plain ? bag(&o, argv[optind]) : bundle(&o, argv[optind], &by);
}

const struct mk_cmd mk_cmd_verify = {
    .name = "verify",
    .summary = "checks an evidence bundle or a BagIt bag",
    .help =
        "usage: moka verify [--trust FILE] [--revoked FILE] [--tsa FILE] [--receipt TEXT] "
        "[--json]\n"
        "                   BUNDLE\n"
        "       moka verify --bag [--json] DIR\n"
        "\n"
        "One line per finding, BAD or note, and as the last line\n"
        "  INTACT    every hash holds, the custody chain is whole, and the kit's signature is "
        "valid\n"
        "            under the trust file (exit 0)\n"
        "  TAMPERED  something was changed, is missing or does not belong there, or the signature\n"
        "            is by a key that the trust file does not allow (exit 1)\n"
        "  UNKNOWN   all is whole, but nobody vouches for it: no trust file, no signature of a "
        "kit,\n"
        "            or not sealed yet (exit 1)\n"
        "An exercise says TRAINING in every line. Exit 2: wrong usage, 3: no verdict, for this\n"
        "machine could not read or hold all of it (no right, no memory, a disk that fails).\n"
        "\n"
        "  --trust FILE    OpenSSH allowed_signers, with the agency's key as cert-authority\n"
        "  --revoked FILE  OpenSSH revocation list (KRL), or a list of public keys\n"
        "  --tsa FILE      certificates (PEM) of time-stamp authorities: time stamps among the\n"
        "                  transfers have to be by one of them; else they are only shown\n"
        "  --receipt TEXT  of a transfer, as moka custody printed it: without that transfer the "
        "copy\n"
        "                  is TAMPERED; it shows that nothing before it was left out\n"
        "  --json          JSON Lines: {\"finding\",\"bad\"}, at last {\"verdict\"}\n"
        "  --bag           DIR is any BagIt bag (0.93 to 1.0); ends with VALID (exit 0), INVALID "
        "or\n"
        "                  UNSUPPORTED (exit 1)\n"
        "\n"
        "Keys and certificates have to be valid at the time of sealing that the bundle gives: who\n"
        "keeps one whose term has ended may give an earlier time, so list it in --revoked, or\n"
        "have bundles stamped. A transfer's key has to be at that of those before it, too;\n"
        "who hands over has to have sealed or received the bundle, else it is UNKNOWN.\n"
        "Without moka:\n"
        "  sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt\n"
        "  ssh-keygen -Y verify -f TRUST -I kit:ID -n moka-bundle -s signatures/kit.sig \\\n"
        "      < tagmanifest-sha256.txt\n",
    .run = run,
};
