#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_acquire = {
    .name = "acquire",
    .summary = "makes a logical extract of a phone into a bundle",
    .help = "",
    .program = "moka-acquire",
};
