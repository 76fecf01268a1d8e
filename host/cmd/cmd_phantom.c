#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_phantom = {
    .name = "phantom",
    .summary = "plays a phone from an exercise folder",
    .help = "",
    .program = "moka-phantom",
};
