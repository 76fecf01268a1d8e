/* Which devices are keys: by the report descriptors that the kernel read. */
#include "firmware/token/token.h"
#include "firmware/transport/hid.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

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

size_t mk_token_find(int fds[static MK_TOKEN_KEYS], const char *root)
{
    char folder[512], path[1024];
    struct dirent *en;
    size_t n = 0;
    snprintf(folder, sizeof folder, "%s/hidraw", root ? root : "");
    DIR *d = opendir(root ? folder : "/sys/class/hidraw");
    while (d && n < MK_TOKEN_KEYS && (en = readdir(d))) {
        if (strncmp(en->d_name, "hidraw", 6) != 0 || strlen(en->d_name) > 16 ||
            !is_key(root ? folder : NULL, en->d_name))
            continue;
        snprintf(path, sizeof path, "%s/dev/%s", root ? root : "", en->d_name);
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd >= 0)
            fds[n++] = fd;
    }
    if (d)
        closedir(d);
    return n;
}
