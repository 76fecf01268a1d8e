/* Which devices are keys: by the report descriptors, as the kernel read them or as we do. */
#include "firmware/token/token.h"
#include "firmware/transport/hid.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define USB   "/sys/bus/usb/devices"
#define NODES "/dev/bus/usb"

static bool is_key(const char *root, const char *name)
{
    char path[1024];
    uint8_t b[MK_HID_REPORT_MAX + 1];
    size_t have = 0;
    ssize_t n = 0;
    snprintf(path, sizeof path, "%s/%s/device/report_descriptor", root ? root : "/sys/class/hidraw",
             name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && have < sizeof b && (n = read(fd, b + have, sizeof b - have)) > 0)
        have += (size_t)n;
    if (fd >= 0)
        close(fd);
    return fd >= 0 && n == 0 && mk_hid_is_fido(mk_span(b, have));
}

static void take(struct mk_token_key *keys, size_t *n, const char *root, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/dev/%s", root ? root : "", name);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0)
        keys[(*n)++] = (struct mk_token_key){ .usb = { .fd = fd }, .raw = true };
}

static void find_raw(struct mk_token_key *keys, size_t *n, const char *root)
{
    char folder[512];
    struct dirent *en;
    snprintf(folder, sizeof folder, "%s/hidraw", root ? root : "");
    DIR *d = opendir(root ? folder : "/sys/class/hidraw");
    while (d && *n < MK_TOKEN_KEYS && (en = readdir(d)))
        if (!strncmp(en->d_name, "hidraw", 6) && strlen(en->d_name) <= 16 &&
            is_key(root ? folder : NULL, en->d_name))
            take(keys, n, root, en->d_name);
    if (d)
        closedir(d);
}

/* ---- those without a driver ---- */

static bool is_one(const char *interface, const char *attr, const char *value)
{
    char path[512], text[16] = "";
    snprintf(path, sizeof path, USB "/%s/%s", interface, attr);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = 0;
    text[strcspn(text, "\n")] = 0;
    return !strcmp(text, value);
}

/* What is read now is of the file that is kept: no other device and no driver has it meanwhile. */
static bool hold(struct mk_token_key *out, const char *interface)
{
    uint8_t b[MK_HID_REPORT_MAX];
    size_t n = 0;
    struct mk_error ignored = { 0 };
    *out = (struct mk_token_key){ .usb = { .fd = -1 } };
    if (!is_one(interface, "bInterfaceClass", "03") ||
        !is_one(interface, "bInterfaceSubClass", "00") || !is_one(interface, "authorized", "1") ||
        mk_hid_usb_open(&out->usb, USB, NODES, interface, &ignored))
        return false;
    if (mk_hid_usb_report(&n, b, &out->usb, &ignored) == 0 && mk_hid_is_fido(mk_span(b, n)))
        return true;
    mk_hid_usb_close(&out->usb);
    return false;
}

static void find_usb(struct mk_token_key *keys, size_t *n)
{
    struct dirent *en;
    DIR *d = opendir(USB);
    while (d && *n < MK_TOKEN_KEYS && (en = readdir(d)))
        if (strchr(en->d_name, ':') && strlen(en->d_name) < 32)
            *n += hold(&keys[*n], en->d_name);
    if (d)
        closedir(d);
}

size_t mk_token_find(struct mk_token_key keys[static MK_TOKEN_KEYS], const char *root)
{
    size_t n = 0;
    find_raw(keys, &n, root);
    if (!root)
        find_usb(keys, &n);
    return n;
}
