#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_devices = {
    .name = "devices",
    .summary = "lists the phones that can be reached",
    .help = "",
    .program = "moka-devices",
};
