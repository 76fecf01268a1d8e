#include "tests/board/agent/hand.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY "/run/moka/panel.ready"
enum { SIDE = 32768 };

static size_t no(char *out, size_t max)
{
    return (size_t)snprintf(out, max, "no: %s", strerror(errno));
}

static void read_text(char *out, size_t max, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 0, all = 0;
    while (fd >= 0 && (size_t)all + 1 < max && (n = read(fd, out + all, max - 1 - (size_t)all)) > 0)
        all += n;
    out[all] = '\0';
    if (fd >= 0)
        close(fd);
}

static void name_of(char name[64], const char *pid)
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    read_text(name, 64, path);
    name[strcspn(name, "\n")] = '\0';
}

/* ---- processes ---- */

static size_t pss_of(char *out, size_t max, const char *unit)
{
    char path[256], pids[1024], text[2048], name[64];
    size_t n = 0;
    snprintf(path, sizeof path, "/sys/fs/cgroup/system.slice/%s/cgroup.procs", unit);
    read_text(pids, sizeof pids, path);
    for (char *pid = pids, *end; n < max && (end = strchr(pid, '\n')); pid = end + 1) {
        *end = '\0';
        snprintf(path, sizeof path, "/proc/%.20s/smaps_rollup", pid);
        read_text(text, sizeof text, path);
        const char *at = strstr(text, "\nPss:");
        name_of(name, pid);
        n += (size_t)snprintf(out + n, max - n, "%s %lu\n", name,
                              at ? strtoul(at + 5, NULL, 10) : 0);
    }
    return n < max ? n : max;
}

static size_t pss(char *out, size_t max)
{
    size_t n = pss_of(out, max, "mokad.service");
    return n + pss_of(out + n, max - n, "moka-panel.service");
}

static size_t kill_all(char *out, size_t max, const char *name)
{
    DIR *d = opendir("/proc");
    unsigned n = 0;
    char is[64];
    if (!d)
        return no(out, max);
    for (struct dirent *x; (x = readdir(d));) {
        long pid = strtol(x->d_name, NULL, 10);
        if (pid <= 0)
            continue;
        name_of(is, x->d_name);
        n += strcmp(is, name) == 0 && kill((pid_t)pid, SIGKILL) == 0;
    }
    closedir(d);
    return (size_t)snprintf(out, max, "killed %u", n);
}

static void ask_for_link(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl("/usr/bin/systemctl", "systemctl", "kill", "--kill-whom=main", "--signal=HUP",
              "moka-panel.service", (char *)NULL);
        _exit(1);
    }
    if (child > 0)
        waitpid(child, &status, 0);
}

static size_t link_of_panel(char *out, size_t max)
{
    char text[8192];
    size_t before;
    read_text(text, sizeof text, READY);
    before = strlen(text);
    ask_for_link();
    for (int i = 0; i < 600; i++) {
        read_text(text, sizeof text, READY);
        size_t n = strlen(text);
        if (n > before && text[n - 1] == '\n')
            return (size_t)snprintf(out, max, "%.500s", text + before);
        poll(NULL, 0, 100);
    }
    return (size_t)snprintf(out, max, "no: the panel prints none");
}

/* ---- a finger ---- */

static int axis(int fd, unsigned short code, int last)
{
    struct uinput_abs_setup a = { .code = code, .absinfo = { .maximum = last } };
    if (last > 9) /* about 27 cm */
        a.absinfo.resolution = 120;
    return ioctl(fd, UI_SET_ABSBIT, code) | ioctl(fd, UI_ABS_SETUP, &a);
}

/* As hid-multitouch shows a screen. */
static int plugged(void)
{
    static int fd = -1;
    struct uinput_setup s = { .id = { .bustype = BUS_USB, .vendor = 0x1209, .product = 0xf1d0 },
                              .name = "a screen to touch" };
    if (fd >= 0)
        return fd;
    fd = open("/dev/uinput", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (ioctl(fd, UI_SET_EVBIT, EV_KEY) || ioctl(fd, UI_SET_KEYBIT, BTN_TOUCH) ||
        ioctl(fd, UI_SET_EVBIT, EV_ABS) || ioctl(fd, UI_SET_PROPBIT, INPUT_PROP_DIRECT) ||
        axis(fd, ABS_X, SIDE - 1) || axis(fd, ABS_Y, SIDE - 1) || axis(fd, ABS_MT_SLOT, 9) ||
        axis(fd, ABS_MT_TRACKING_ID, 65535) || axis(fd, ABS_MT_POSITION_X, SIDE - 1) ||
        axis(fd, ABS_MT_POSITION_Y, SIDE - 1) || ioctl(fd, UI_DEV_SETUP, &s) ||
        ioctl(fd, UI_DEV_CREATE)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int put(int fd, unsigned short type, unsigned short code, int value)
{
    struct input_event e = { .type = type, .code = code, .value = value };
    return write(fd, &e, sizeof e) == (ssize_t)sizeof e ? 0 : -1;
}

static size_t tap(char *out, size_t max, const char *where)
{
    static int touches;
    char *rest;
    int x = (int)strtol(where, &rest, 10), y = (int)strtol(rest, NULL, 10), fd = plugged();
    if (fd < 0)
        return no(out, max);
    int rc = put(fd, EV_ABS, ABS_MT_SLOT, 0) | put(fd, EV_ABS, ABS_MT_TRACKING_ID, ++touches) |
             put(fd, EV_ABS, ABS_MT_POSITION_X, x) | put(fd, EV_ABS, ABS_MT_POSITION_Y, y) |
             put(fd, EV_KEY, BTN_TOUCH, 1) | put(fd, EV_ABS, ABS_X, x) | put(fd, EV_ABS, ABS_Y, y) |
             put(fd, EV_SYN, SYN_REPORT, 0);
    poll(NULL, 0, 80); /* as long as a finger is there */
    rc |= put(fd, EV_ABS, ABS_MT_TRACKING_ID, -1) | put(fd, EV_KEY, BTN_TOUCH, 0) |
          put(fd, EV_SYN, SYN_REPORT, 0);
    return rc ? no(out, max) : (size_t)snprintf(out, max, "tapped");
}

void hand_begin(void)
{
    plugged();
}

size_t hand(char *out, size_t max, const char *word)
{
    if (strcmp(word, "pss") == 0)
        return pss(out, max);
    if (strcmp(word, "link") == 0)
        return link_of_panel(out, max);
    if (strncmp(word, "kill ", 5) == 0)
        return kill_all(out, max, word + 5);
    if (strncmp(word, "tap ", 4) == 0)
        return tap(out, max, word + 4);
    return (size_t)snprintf(out, max, "no: %s", word);
}
