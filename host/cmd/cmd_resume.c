#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_resume = {
    .name = "resume",
    .summary = "goes on with an acquisition that was cut off",
    .help = "",
    .program = "moka-acquire",
};
