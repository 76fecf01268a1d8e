/* Letting the stick in, mounting it, and shutting it out again: see carry.h. */
#include "firmware/daemon/carry_private.h"
#include "firmware/daemon/usb_guard.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS 100
#define WAIT_MS 60000 /* a disk that has to spin up; Linux waits as long for one */
/* Linux include/uapi/linux/mount.h; an older libc does not have it */
#define NO_SYMLINKS 256ul
#define FLAGS       (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | NO_SYMLINKS)

/* ---- by the kernel ---- */

static int writable(const char *node)
{
    int off = 0, ro = 1;
    int fd = open(node, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool done = fd >= 0 && ioctl(fd, BLKROSET, &off) == 0 && ioctl(fd, BLKROGET, &ro) == 0;
    if (fd >= 0)
        close(fd);
    return done ? !ro : -1;
}

static int mount_it(const char *node, const char *at, const char *fs, unsigned long flags,
                    const char *data)
{
    return mount(node, at, fs, flags, data);
}

static int unmount_it(const char *at)
{
    return umount2(at, UMOUNT_NOFOLLOW);
}

static struct mk_carry filled(const struct mk_carry *c)
{
    struct mk_carry f = mk_carry_filled(c);
    f.writable = f.writable ? f.writable : writable;
    f.mount = f.mount ? f.mount : mount_it;
    f.unmount = f.unmount ? f.unmount : unmount_it;
    return f;
}

/* ---- the port ---- */

static bool put_text(const char *path, int flags, const char *text)
{
    size_t n = strlen(text);
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, 0644);
    bool done = fd >= 0 && write(fd, text, n) == (ssize_t)n;
    if (fd >= 0)
        close(fd);
    return done;
}

static bool allow(const struct mk_carry *c, const char *port, const char *value)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/authorized", c->usb, port);
    return put_text(path, 0, value);
}

static void mark(char *path, size_t max, const struct mk_carry *c)
{
    snprintf(path, max, "%s/carried", c->run);
}

/* Its name first: the rule of udev reads it when the disk comes. */
static const char *let_in(const struct mk_carry *c, const char *port)
{
    char path[1024], is[8];
    mark(path, sizeof path, c);
    if (!put_text(path, O_CREAT | O_EXCL, port))
        return "failed";
    if (mk_guard_text(is, sizeof is, c->usb, port, "authorized") && !strcmp(is, "0") &&
        !allow(c, port, "1"))
        return "failed";
    return NULL;
}

static const char *wait_for_disk(struct mk_carried *out, const struct mk_carry *c)
{
    const char *code;
    char is[8];
    int left = c->wait_ms;
    while ((code = mk_carry_disk(out, c)) && !strcmp(code, "no-disk") && left > 0) {
        const struct timespec step = { 0, STEP_MS * 1000000L };
        if (!mk_guard_text(is, sizeof is, c->usb, out->port, "authorized"))
            return "gone";
        nanosleep(&step, NULL);
        left -= STEP_MS;
    }
    return code;
}

/* ---- its file system ---- */

static const char *set_writable(const struct mk_carry *c, const char *disk)
{
    char node[1024];
    snprintf(node, sizeof node, "%s/%s", c->nodes, disk);
    int is = c->writable(node);
    return is > 0 ? NULL : is == 0 ? "read-only" : "gone";
}

static const char *mounted(const struct mk_carried *out, const struct mk_carry *c)
{
    char node[1024];
    const char *data = !strcmp(out->fs, "vfat")    ? "flush,errors=remount-ro,umask=0077"
                       : !strcmp(out->fs, "exfat") ? "errors=remount-ro,umask=0077"
                                                   : "errors=remount-ro";
    snprintf(node, sizeof node, "%s/%s", c->nodes, out->part);
    if (mkdir(c->at, 0700) != 0 && errno != EEXIST)
        return "failed";
    if (c->mount(node, c->at, out->fs, FLAGS, data) == 0)
        return NULL;
    return errno == EROFS || errno == EACCES                      ? "read-only"
           : errno == EINVAL || errno == EUCLEAN                  ? "no-fs"
           : errno == ENXIO || errno == ENOMEDIUM || errno == EIO ? "gone"
                                                                  : "failed";
}

static const char *text_of(const char *code)
{
    static const char *const texts[][2] = {
        { "gone", "the stick is gone" },
        { "no-stick", "what is plugged in there is no stick" },
        { "in-use", "this kit itself uses that stick" },
        { "no-disk", "no disk came up behind it" },
        { "several", "it has more than one partition or card" },
        { "locked", "it is encrypted" },
        { "no-fs", "it has no file system that is written here: FAT, exFAT, ext4" },
        { "read-only", "it is protected against writing" },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(texts[i][0], code))
            return texts[i][1];
    return "it could not be mounted";
}

int mk_carry_in(struct mk_carried *out, const struct mk_carry *given, const char *port,
                struct mk_error *e)
{
    struct mk_carry c = filled(given);
    struct mk_error ignored = { 0 };
    *out = (struct mk_carried){ .fs = "" };
    const char *code = mk_carry_is_port(port) ? mk_carry_device(out, &c, port) : "no-stick";
    char path[1024];
    mark(path, sizeof path, &c);
    if (!code && access(path, F_OK) == 0) /* mokad asks for one at a time */
        return mk_fail(e, MK_ESTATE, "%s is there: another one is carried", path);
    if (!code) {
        code = let_in(&c, port);
        code = code ? code : wait_for_disk(out, &c);
        code = code ? code : mk_carry_part(out, &c);
        code = code ? code : mk_carry_look(out, &c);
        code = code ? code : set_writable(&c, out->disk);
        code = code ? code : set_writable(&c, out->part);
        code = code ? code : mounted(out, &c);
        if (code)
            (void)!mk_carry_out(&c, &ignored);
    }
    out->code = code;
    return code ? mk_fail(e, MK_EREFUSED, "%s", text_of(code)) : 0;
}

/* All that was written is on it, or it is gone. */
static int settle(const struct mk_carry *c, const char *port, struct mk_error *e)
{
    char is[8];
    int fd = open(c->at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 ? 0 : syncfs(fd);
    bool there = mk_guard_text(is, sizeof is, c->usb, port, "authorized");
    if (rc && there)
        mk_fail_errno(e, "the stick");
    if (fd >= 0)
        close(fd);
    return rc && there ? -1 : 0;
}

int mk_carry_out(const struct mk_carry *given, struct mk_error *e)
{
    struct mk_carry c = filled(given);
    char port[MK_CARRY_PORT], path[1024];
    mark(path, sizeof path, &c);
    if (access(path, F_OK) != 0)
        return 0;
    bool known = mk_guard_text(port, sizeof port, c.run, "carried", "") && mk_carry_is_port(port);
    int rc = known ? settle(&c, port, e) : 0;
    if (c.unmount(c.at) && errno != EINVAL && errno != ENOENT)
        return mk_fail_errno(e, c.at); /* what is in use stays, and is said */
    if (known)
        (void)!allow(&c, port, "0"); /* it may be gone */
    return unlink(path) == 0 ? rc : mk_fail_errno(e, path);
}

/* ---- the program ---- */

static void put_one(struct mk_json *j, const struct mk_carried *s)
{
    mk_json_kv_str(j, "stick", s->port);
    mk_json_kv_text(j, "name", mk_str(s->name));
    if (s->serial[0])
        mk_json_kv_text(j, "serial", mk_str(s->serial));
}

static void put_list(struct mk_json *j, const struct mk_carry *c)
{
    struct mk_carried all[16];
    size_t n = mk_carry_list(all, sizeof all / sizeof *all, c);
    mk_json_key(j, "sticks");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(j, '{');
        put_one(j, &all[i]);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static void put_why(struct mk_json *j, const char *code, const struct mk_error *e)
{
    mk_json_kv_str(j, "code", code);
    mk_json_kv_text(j, "text", mk_str(e->text));
}

static void put_in(struct mk_json *j, const struct mk_carry *c, const char *port)
{
    struct mk_carried s;
    struct mk_error e = { 0 };
    if (mk_carry_in(&s, c, port, &e)) {
        put_why(j, s.code ? s.code : "failed", &e);
        if (s.port[0])
            put_one(j, &s);
        return;
    }
    mk_json_kv_str(j, "mounted", c->at ? c->at : MK_CARRY_AT);
    put_one(j, &s);
    mk_json_kv_str(j, "written_to", s.part);
    mk_json_kv_str(j, "fs", s.fs);
}

int mk_carry_main(int argc, char **argv)
{
    const struct mk_carry c = { .wait_ms = WAIT_MS };
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, 64 << 10);
    struct mk_json j = mk_json(&b);
    bool known = true;
    mk_json_open(&j, '{');
    if (argc == 2 && !strcmp(argv[1], "list"))
        put_list(&j, &c);
    else if (argc == 3 && !strcmp(argv[1], "in"))
        put_in(&j, &c, argv[2]);
    else if (argc == 2 && !strcmp(argv[1], "out")) {
        if (mk_carry_out(&c, &e))
            put_why(&j, "kept", &e);
    } else
        known = false;
    mk_json_close(&j, '}');
    if (!known)
        fprintf(stderr, "usage: moka-carry list|in PORT|out\n");
    else if (mk_buf_ok(&b))
        printf("%.*s\n", (int)b.len, (const char *)b.p);
    bool good = known && mk_buf_ok(&b) && fflush(stdout) == 0;
    mk_buf_done(&b);
    return good ? 0 : known ? 3 : 2;
}
