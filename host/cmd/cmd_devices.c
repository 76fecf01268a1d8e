#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_devices = {
    .name = "devices",
    .summary = "lists phones on USB, and asks phones what they are",
    .help =
        "usage: moka devices [--json] [--ask]\n"
        "       moka devices [--json] --watch\n"
        "       moka devices [--json] [--ask] iphone[:UDID][@SOCKET]\n"
        "       moka devices [--json] [--ask] --usbmuxd SOCKET\n"
        "       moka devices [--json] --tcp ADDRESS:PORT [--tcp ...]\n"
        "\n"
        "Lists the phones on USB, a line each: port, USB id, serial number, name, and what they\n"
        "show: adb, mtp, ptp, rndis, fastboot, apple ... Nothing is sent to a phone for that. The\n"
        "first word is what moka acquire --device takes; usb:SERIAL and, where there is only one\n"
        "phone with ADB, usb do as well. Two phones that have the same serial number are named by\n"
        "their ports. iPhones come a second time, as iphone:UDID, once usbmuxd knows them; iphone\n"
        "names the only one.\n"
        "\n"
        "  --ask          connects to each phone that shows adb: one that does not know this kit\n"
        "                 shows a dialog; and to each iPhone, which shows nothing: what it tells\n"
        "                 anybody\n"
        "  --watch        prints what arrives, leaves or changes what it shows, until interrupted\n"
        "  --tcp A:P      connects to a phone at this numeric address instead\n"
        "  --usbmuxd S    only the iPhones of the usbmuxd that listens at this socket\n"
        "  --sysfs FOLDER reads this in place of /sys/bus/usb/devices\n",
    .program = "moka-devices",
};
