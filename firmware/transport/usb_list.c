#include "firmware/transport/usb_list.h"
#include "parsers/base/escape.h"
#include "parsers/base/utf.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What sysfs says of the devices. Numbers are the kernel's, class numbers and texts the device's:
 * each is taken for what it is, and none for the truth. */

#define ATTR_MAX    1024u /* a string descriptor has at most 126 units, so 378 bytes of UTF-8 */
#define DEVICES_MAX 1024u

int mk_usb_attr(char *out, size_t max, size_t *len, int dir, const char *name)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n;
    if (fd < 0)
        return -1;
    do
        n = read(fd, out, max - 1);
    while (n < 0 && errno == EINTR);
    close(fd);
    if (n < 0)
        return -1;
    if (n > 0 && out[n - 1] == '\n')
        n--;
    out[n] = 0;
    *len = (size_t)n;
    return 0;
}

/* A number and nothing else; -1 also when it is above max. */
static long number(int dir, const char *name, int base, long max)
{
    char text[16], *end;
    size_t n;
    if (mk_usb_attr(text, sizeof text, &n, dir, name) != 0 || n == 0 || n > 8 ||
        strspn(text, base == 16 ? "0123456789abcdefABCDEF" : "0123456789") != n)
        return -1;
    long v = strtol(text, &end, base);
    return v > max ? -1 : v;
}

/* Display-safe, and cut where a character ends. */
static void text(char *out, size_t max, int dir, const char *name)
{
    char raw[ATTR_MAX];
    size_t n = 0, at = 0, used = 0;
    struct mk_buf b;
    out[0] = 0;
    if (mk_usb_attr(raw, sizeof raw, &n, dir, name) != 0)
        return;
    mk_buf_init(&b, 64);
    while (at < n) {
        size_t from = at;
        mk_utf8_next(mk_span(raw, n), &at);
        mk_buf_clear(&b);
        mk_escape_terminal(&b, mk_span(raw + from, at - from));
        if (!mk_buf_ok(&b) || b.len >= max - used)
            break;
        memcpy(out + used, b.p, b.len);
        used += b.len;
    }
    out[used] = 0;
    mk_buf_done(&b);
}

static int read_device(struct mk_usb_device *d, int dir, const char *path)
{
    *d = (struct mk_usb_device){ .adb = -1 };
    long bus = number(dir, "busnum", 10, 999), num = number(dir, "devnum", 10, 999);
    long vendor = number(dir, "idVendor", 16, 0xffff),
         product = number(dir, "idProduct", 16, 0xffff);
    if (bus < 1 || num < 1 || vendor < 0 || product < 0)
        return -1;
    memcpy(d->path, path, strlen(path) + 1);
    d->bus = (unsigned)bus;
    d->number = (unsigned)num;
    d->vendor = (uint16_t)vendor;
    d->product = (uint16_t)product;
    long configuration = number(dir, "bConfigurationValue", 10, 255);
    d->configuration = configuration > 0 ? (unsigned)configuration : 0;
    text(d->serial, sizeof d->serial, dir, "serial");
    text(d->maker, sizeof d->maker, dir, "manufacturer");
    text(d->model, sizeof d->model, dir, "product");
    if (number(dir, "bDeviceClass", 16, 0xff) == 9)
        d->shows |= MK_USB_HUB;
    /* developer.android.com, "Android Open Accessory 2.0", Detect AOA 2.0 support */
    if (vendor == 0x18d1 && product >= 0x2d00 && product <= 0x2d05)
        d->shows |= MK_USB_ACCESSORY;
    return 0;
}

static uint32_t shown(const struct mk_usb_device *d, long cls, long sub, long proto, bool mtp)
{
    static const struct {
        uint8_t cls, sub, proto; /* ANY: whatever */
        uint32_t is;
    } kinds[] = {
#define ANY 0xee
        { 0xff, 0x42, 0x01, MK_USB_ADB },   { 0xff, 0x42, 0x03, MK_USB_FASTBOOT },
        { 0xe0, 0x01, 0x03, MK_USB_RNDIS }, { 0xef, 0x04, 0x01, MK_USB_RNDIS },
        { 0x02, 0x02, 0xff, MK_USB_RNDIS }, { 0x02, 0x02, 0x01, MK_USB_MODEM },
        { 0x08, ANY, ANY, MK_USB_STORAGE }, { 0x09, ANY, ANY, MK_USB_HUB },
        { 0xff, 0xfe, 0x02, MK_USB_APPLE }, { 0x06, 0x01, 0x01, MK_USB_PTP },
        { 0xff, 0xff, 0x00, MK_USB_MTP },
    };
    uint32_t is = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].cls == cls && (kinds[i].sub == ANY || kinds[i].sub == sub) &&
            (kinds[i].proto == ANY || kinds[i].proto == proto))
            is = kinds[i].is;
    bool apple = d->vendor == 0x05ac;
    if (is == MK_USB_APPLE && !apple)
        return 0;
    if (is == MK_USB_MTP && !mtp)
        return 0;
    if (is == MK_USB_PTP && mtp)
        return MK_USB_MTP;
    return is == MK_USB_PTP && apple ? MK_USB_PTP | MK_USB_APPLE : is;
}

static void read_interface(struct mk_usb_device *d, int dir)
{
    char name[ATTR_MAX];
    size_t n = 0;
    long num = number(dir, "bInterfaceNumber", 16, 0xff);
    long cls = number(dir, "bInterfaceClass", 16, 0xff);
    long sub = number(dir, "bInterfaceSubClass", 16, 0xff);
    long proto = number(dir, "bInterfaceProtocol", 16, 0xff);
    if (num < 0 || cls < 0 || sub < 0 || proto < 0)
        return;
    bool mtp = mk_usb_attr(name, sizeof name, &n, dir, "interface") == 0 &&
               memmem(name, n, "MTP", 3) != NULL;
    uint32_t is = shown(d, cls, sub, proto, mtp);
    if (is == MK_USB_ADB) /* two of them: it cannot be told which one is meant */
        d->adb = d->shows & MK_USB_ADB ? -1 : (int)num;
    d->shows |= is;
}

static int open_dir(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* "1-2.3:1.0" belongs to "1-2.3". */
static bool belongs(const char *name, const char *path)
{
    size_t n = strlen(path);
    return strncmp(name, path, n) == 0 && name[n] == ':';
}

static int by_place(const void *a, const void *b)
{
    const struct mk_usb_device *x = a, *y = b;
    return x->bus != y->bus ? (x->bus > y->bus) - (x->bus < y->bus) : strverscmp(x->path, y->path);
}

static int add(struct mk_usb_list *l, size_t *cap, const struct mk_usb_device *d,
               struct mk_error *e)
{
    if (l->n == *cap) {
        size_t more = *cap ? 2 * *cap : 8;
        struct mk_usb_device *p = realloc(l->devices, more * sizeof *p);
        if (!p)
            return mk_fail(e, MK_ENOMEM, "list of USB devices");
        l->devices = p;
        *cap = more;
    }
    l->devices[l->n++] = *d;
    return 0;
}

/* `only`: nothing but the device at this port. */
static int read_devices(struct mk_usb_list *l, DIR *d, const char *only, struct mk_error *e)
{
    const struct dirent *en;
    struct mk_usb_device dev;
    size_t cap = 0;
    while ((en = readdir(d)) && l->n < DEVICES_MAX) {
        if (!mk_address_is_path(mk_str(en->d_name)) || (only && strcmp(only, en->d_name) != 0))
            continue;
        int dir = open_dir(dirfd(d), en->d_name);
        if (dir < 0) /* gone meanwhile */
            continue;
        int rc = read_device(&dev, dir, en->d_name) == 0 ? add(l, &cap, &dev, e) : 0;
        close(dir);
        if (rc)
            return rc;
    }
    return 0;
}

static void read_interfaces(struct mk_usb_list *l, DIR *d)
{
    const struct dirent *en;
    while ((en = readdir(d))) {
        size_t i = 0;
        while (i < l->n && !belongs(en->d_name, l->devices[i].path))
            i++;
        int dir = i < l->n ? open_dir(dirfd(d), en->d_name) : -1;
        if (dir < 0)
            continue;
        read_interface(&l->devices[i], dir);
        close(dir);
    }
}

static int scan(struct mk_usb_list *out, const char *sysfs, const char *only, struct mk_error *e)
{
    *out = (struct mk_usb_list){ 0 };
    DIR *d = opendir(sysfs);
    if (!d)
        return errno == ENOENT ? 0 : mk_fail_errno(e, sysfs);
    int rc = read_devices(out, d, only, e);
    rewinddir(d);
    if (rc == 0)
        read_interfaces(out, d);
    closedir(d);
    if (rc)
        mk_usb_list_done(out);
    else if (out->n)
        qsort(out->devices, out->n, sizeof *out->devices, by_place);
    return rc;
}

int mk_usb_scan(struct mk_usb_list *out, const char *sysfs, struct mk_error *e)
{
    return scan(out, sysfs, NULL, e);
}

int mk_usb_read_device(struct mk_usb_device *out, const char *sysfs, const char *path,
                       struct mk_error *e)
{
    struct mk_usb_list l;
    if (scan(&l, sysfs, path, e))
        return -1;
    int found = l.n == 1;
    if (found)
        *out = l.devices[0];
    mk_usb_list_done(&l);
    return found;
}

void mk_usb_list_done(struct mk_usb_list *l)
{
    free(l->devices);
    *l = (struct mk_usb_list){ 0 };
}
