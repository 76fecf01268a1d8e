#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_devices = {
    .name = "devices",
    .summary = "asks phones what they are",
    .help =
        "usage: moka devices [--json] --tcp ADDRESS:PORT [--tcp ...]\n"
        "\n"
        "Connects to each address (numeric), prints what the phone says of itself, a line each. "
        "The\nfirst word is what moka acquire --device takes. This version reaches phones over "
        "TCP; "
        "USB is\nnot there yet.\n",
    .program = "moka-devices",
};
