#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_resume = {
    .name = "resume",
    .summary = "goes on with an acquisition that was cut off",
    .help =
        "usage: moka resume --device tcp:ADDRESS:PORT [OPTIONS] FOLDER\n"
        "\n"
        "Goes on where moka acquire was cut off (power, cable, kill): what had arrived whole is "
        "kept,\nthe rest is fetched, the bundle is sealed. The phone must be the same, and so "
        "must be the kit.\n\n"
        "  --device, --kit, --officer-key, --clock, --training, -q   as for moka acquire\n",
    .program = "moka-acquire",
};
