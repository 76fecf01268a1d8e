#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_plan = {
    .name = "plan",
    .summary = "shows what an authority file allows, as filters",
    .help =
        "usage: moka plan --authority FILE\n"
        "\n"
        "Prints the plan that the authority becomes, as JSON: which providers with which columns,"
        "\nwhich folders, which window of time, and what is left out. Nothing is touched.\n",
    .program = "moka-acquire",
};
