#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_selftest = {
    .name = "selftest",
    .summary = "known answers with negative controls: is this kit in order?",
    .help =
        "usage: moka selftest [--json] [--folder FOLDER] [--break PART]\n"
        "\n"
        "Four parts, each with a known answer and with something that has to be refused: hash\n"
        "(published vectors; a changed text), reader (a known card out of a sealed bundle,\n"
        "through the worker in its sandbox; another card), bundle (just sealed: INTACT; with\n"
        "one bit flipped, or for another kit's key: TAMPERED), key (what is encrypted to a key\n"
        "opens with it; not with another, nor when changed). The kit runs it before each case,\n"
        "and the result goes into the bundle. None of the kit's keys is used.\n"
        "\n"
        "  --json           the result as one JSON object\n"
        "  --folder FOLDER  where a bundle is made and removed again (default: TMPDIR or /tmp)\n"
        "  --break PART     makes the known answer of that part wrong: to see that it fails\n"
        "\n"
        "Exit status: 0 passed, 1 failed, 2 wrong usage, 3 it could not be run.\n",
    .program = "moka-selftest",
};
