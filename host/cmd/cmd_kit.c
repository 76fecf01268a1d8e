#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_kit = {
    .name = "kit",
    .summary = "shows this kit's identity, as a line for a trust file",
    .help =
        "usage: moka kit [--kit FOLDER]\n"
        "\n"
        "Prints the kit's principal and public key as a line of an OpenSSH allowed_signers file. "
        "The\nidentity is made at first use. To enrol the kit, the agency puts the line into its "
        "trust file\n(moka verify --trust), or certifies FOLDER/key.pub with its own authority:\n"
        "  ssh-keygen -s CA_KEY -I NAME -n kit:ID FOLDER/key.pub\n",
    .program = "moka-acquire",
};
