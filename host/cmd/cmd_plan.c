#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_plan = {
    .name = "plan",
    .summary = "shows what an authority file allows, or begins one",
    .help =
        "usage: moka plan --authority FILE [--words] [--iphone]\n"
        "       moka plan --preset NAME [--counterparty N]... [--thread ID]... [--exclude N]...\n"
        "                 [--from TIME] [--until TIME] [--margin-hours N] [--app PACKAGE]...\n"
        "                 [--category NAME]... [--media all|metadata|none]\n"
        "\n"
        "Prints the plan that the authority becomes, as JSON: which providers with which columns\n"
        "and conditions, which tools, which folders, and what is left out and why. Nothing is\n"
        "touched. With --words in plain words, which can be read to the owner of the phone. With\n"
        "--iphone as it is on an iPhone.\n"
        "\n"
        "With --preset prints a scope for an authority to start from:\n"
        "  suspect   everything\n"
        "  victim    device, calls, messages, contacts; of pictures, sounds and films only names\n"
        "            and sizes. Needs --counterparty, --thread or --from: what is asked of "
        "somebody\n"
        "            who was wronged is what concerns the case, with the persons it is about\n"
        "  witness   device, calls, messages; no pictures, sounds or films. Needs the same: a\n"
        "            witness gives away what was seen of others, not a life\n"
        "Neither of the last two holds notifications, usage or other activity: these show what\n"
        "third persons wrote. What the authority itself says replaces what the preset says.\n"
        "\n"
        "The scope's members: preset, categories (device, calls, messages, contacts, calendar,\n"
        "files, apps, activity, network, accounts), from, until, margin_hours, counterparties,\n"
        "threads, groups, exclude, apps, media, paths, whole, bugreport, managed,\n"
        "encrypt_backup. What limits time, people\n"
        "or apps makes a scope narrow: then nothing is asked whose answer mixes what is in scope\n"
        "with what is not, unless \"whole\" names it (by its name in the ledger). Of files that\n"
        "mix (databases, exports, archives) only the records in scope are taken.\n",
    .program = "moka-acquire",
};
