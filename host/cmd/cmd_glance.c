#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_glance = {
    .name = "glance",
    .summary = "a first look into a bundle, also while it is being written",
    .help = "usage: moka glance [--json] BUNDLE\n"
            "\n"
            "Counts of calls, messages and contacts out of the tables that are in the bundle so "
            "far, the last of\nthem, and with whom there was most contact. Times are UTC. moka "
            "acquire --glance shows the same\nby itself while the files are still being copied. "
            "It is a look, no report: moka parse and moka\nreport read everything.\n",
    .program = "moka-glance",
};
