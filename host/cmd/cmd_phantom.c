#include "host/cmd/cmd.h"

static const char help[] =
    "usage: moka phantom android EXERCISE [OPTIONS]\n"
    "\n"
    "Plays the phone of an exercise folder (moka exercise) as an Android device that speaks ADB\n"
    "over TCP: shell, exec and sync. Never writes to the folder. Prints\n"
    "\"listening ADDRESS:PORT\" when it can be connected to, and runs until it is ended.\n"
    "\n"
    "  --listen ADDRESS:PORT  where (default 127.0.0.1:0, any free port); a PORT alone will do\n"
    "  --log FILE             all it is asked, in order, as JSON Lines\n"
    "  --auth                 asks for a key and takes none until SIGUSR1, the finger on Allow\n"
    "  --accept-key FILE      asks for a key and knows this one (an adbkey.pub); repeatable\n"
    "  --allow                asks for a key; an offered one is allowed, as by a finger\n"
    "  --allow-once           asks for a key; once allowed, forgotten with the connection\n"
    "  --refuse-key           asks for a key and refuses what it is offered\n"
    "  --fault SPEC           what goes wrong, and when; repeatable, see below\n"
    "  --drop-after BYTES     --fault unplug/1@BYTES; the second one of these is for the second\n"
    "                         connection, and so on; later ones live\n"
    "  --virtual-files N      further N small files below /sdcard/virtual that take no room\n"
    "  --once                 ends with its first connection\n"
    "  --features LIST        the ADB features that it has, in place of the exercise's; \"\" for "
    "none\n"
    "  --old                  as before Android 5: protocol 1.0.0, no features, no exec, a "
    "terminal\n"
    "                         behind shell\n"
    "\n"
    "SPEC is FAULT[/CONNECTION][=VALUE]@WHEN. The link: unplug[=MS] (nobody gets in for so long),\n"
    "stall, pieces=BYTES and delay=MS (of each transfer), restart (adbd starts again),\n"
    "garbage[=BYTES], lie=packet|magic|sum|stream|data|names|file|listing|answer. The phone:\n"
    "lock[=screen], unlock, reboot[=MS], battery=PERCENT (0: off for good), clock=MS (it jumps), "
    "full,\n"
    "refuse=URI|PATH. CONNECTION is a number or \"each\"; without, it happens once. WHEN is a "
    "number\n"
    "of bytes sent on a connection, #N for its N-th request, or a glob that fits a request, as in\n"
    "--log: \"*content query*sms*\", \"RCV2 /sdcard/DCIM/*\".\n"
    "\n"
    "It plays content query, getprop, settings, appops get, pm list packages, dumpsys battery and\n"
    "package, df, date, id, whoami, echo, true and false; what it does not know is \"inaccessible "
    "or\n"
    "not found\", exit status 127. There is no real shell: quotes and backslashes only.\n";

const struct mk_cmd mk_cmd_phantom = {
    .name = "phantom",
    .summary = "plays a phone from an exercise folder",
    .help = help,
    .program = "moka-phantom",
};
