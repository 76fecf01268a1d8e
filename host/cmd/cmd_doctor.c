#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_doctor = {
    .name = "doctor",
    .summary = "what stands in the way of a phone, and what to touch",
    .help =
        "usage: moka doctor [--json]\n"
        "       moka doctor --make NAME [--android VERSION | --ios VERSION]\n"
        "\n"
        "Looks at every phone on the cables, without a word to it, and says what is in the way: "
        "USB "
        "debugging\noff, charging only, boot loader; and which menus of its make to touch. What "
        "only a connected phone\ncan tell (managed, Auto Blocker, Advanced Protection, locked, "
        "battery) moka acquire says first thing,\nbefore it takes anything.\n"
        "\n"
        "  --make NAME         the guide for a make, without a phone\n"
        "  --android VERSION   the menus of that version\n"
        "  --ios VERSION       likewise, of an iPhone (--make Apple)\n"
        "  --json              findings as JSON Lines\n"
        "\n"
        "Exit status: 0 ready, 1 something is in the way or no phone is there, 2 wrong usage, 3 "
        "failed.\n",
    .program = "moka-doctor",
};
