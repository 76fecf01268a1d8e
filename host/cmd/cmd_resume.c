#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_resume = {
    .name = "resume",
    .summary = "goes on with an acquisition that was cut off, or seals it as it is",
    .help =
        "usage: moka resume --device DEVICE [OPTIONS] FOLDER\n"
        "       moka resume --keep [--why TEXT] [--device iphone] [OPTIONS] FOLDER\n"
        "\n"
        "Goes on where moka acquire was cut off (power, cable, kill): what had arrived whole is "
        "kept,\nthe rest is fetched, the bundle is sealed. The phone must be the same, and so "
        "must be the kit.\n\n"
        "  --keep        without the phone: seals what is there; each artefact that was not taken "
        "has its\n"
        "                line in the ledger, each file its entry in the custody log. With "
        "--device\n"
        "                iphone that is told to forget this kit, and a backup password that the "
        "run\n"
        "                set is taken off it; without, what is left on it is said\n"
        "  --why TEXT    why it is kept as it is, for the custody log\n"
        "  --authority FILE\n"
        "                the one that it was begun under: needed only where that was cut before "
        "its own copy\n"
        "                was written, which is said\n"
        "  --device, --kit, --officer-key, --clock, --training, --wait, --allow-wait, "
        "--until-full,\n"
        "  --backup-password-file, -q\n"
        "                as for moka acquire\n",
    .program = "moka-acquire",
};
