#include "tests/lib/usb_tree.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void usb_tree_new(struct usb_tree *t)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(t->root, sizeof t->root, "%.40s/moka-usb.XXXXXX", tmp ? tmp : "/tmp");
    assert_non_null(mkdtemp(t->root));
    snprintf(t->sysfs, sizeof t->sysfs, "%s/sys", t->root);
    snprintf(t->nodes, sizeof t->nodes, "%s/dev", t->root);
    assert_int_equal(mkdir(t->sysfs, 0700), 0);
    assert_int_equal(mkdir(t->nodes, 0700), 0);
}

static void remove_all(const char *path)
{
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    if (S_ISDIR(st.st_mode)) {
        DIR *d = opendir(path);
        struct dirent *en;
        assert_non_null(d);
        while ((en = readdir(d)))
            if (strcmp(en->d_name, ".") != 0 && strcmp(en->d_name, "..") != 0) {
                char below[512];
                snprintf(below, sizeof below, "%s/%s", path, en->d_name);
                remove_all(below);
            }
        closedir(d);
    }
    assert_int_equal(remove(path), 0);
}

void usb_tree_free(struct usb_tree *t)
{
    remove_all(t->root);
}

void usb_attr(const struct usb_tree *t, const char *where, const char *name, const char *value)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", t->sysfs, where, name);
    if (!value) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fprintf(f, "%s\n", value);
    assert_int_equal(fclose(f), 0);
}

const char *usb_attr_of(const struct usb_tree *t, const char *where, const char *name)
{
    static char text[64];
    char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", t->sysfs, where, name);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    text[0] = 0;
    assert_non_null(fgets(text, sizeof text, f));
    fclose(f);
    text[strcspn(text, "\n")] = 0;
    return text;
}

void usb_descriptors(const struct usb_tree *t, const char *where, const uint8_t *p, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/descriptors", t->sysfs, where);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void number(const struct usb_tree *t, const char *where, const char *name, unsigned value)
{
    char text[16];
    snprintf(text, sizeof text, "%u", value);
    usb_attr(t, where, name, text);
}

/* Any character device does: sysfs and the node have to agree on its number. */
static void node(const struct usb_tree *t, const char *path, unsigned bus, unsigned num)
{
    char name[256];
    usb_attr(t, path, "dev", "1:3");
    snprintf(name, sizeof name, "%s/%03u", t->nodes, bus);
    assert_true(mkdir(name, 0700) == 0 || errno == EEXIST);
    snprintf(name, sizeof name, "%s/%03u/%03u", t->nodes, bus, num);
    assert_true(symlink("/dev/null", name) == 0 || errno == EEXIST);
}

static void folder(const struct usb_tree *t, const char *where)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", t->sysfs, where);
    assert_int_equal(mkdir(path, 0700), 0);
}

void usb_plug(const struct usb_tree *t, const char *path, unsigned bus, unsigned num,
              const char *serial)
{
    folder(t, path);
    number(t, path, "busnum", bus);
    number(t, path, "devnum", num);
    usb_attr(t, path, "idVendor", "04e8");
    usb_attr(t, path, "idProduct", "6860");
    usb_attr(t, path, "bDeviceClass", "00");
    usb_attr(t, path, "bConfigurationValue", "1");
    usb_attr(t, path, "manufacturer", "SAMSUNG");
    usb_attr(t, path, "product", "SAMSUNG_Android");
    if (serial)
        usb_attr(t, path, "serial", serial);
    node(t, path, bus, num);
}

void usb_interface(const struct usb_tree *t, const char *path, unsigned num, const char *kind,
                   const char *name)
{
    static const char *const attrs[] = { "bInterfaceClass", "bInterfaceSubClass",
                                         "bInterfaceProtocol" };
    char where[64], two[3] = "";
    snprintf(where, sizeof where, "%s:1.%u", path, num);
    folder(t, where);
    snprintf(two, sizeof two, "%02x", num & 0xff);
    usb_attr(t, where, "bInterfaceNumber", two);
    for (size_t i = 0; i < 3; i++) {
        memcpy(two, kind + 3 * i, 2);
        usb_attr(t, where, attrs[i], two);
    }
    if (name)
        usb_attr(t, where, "interface", name);
}

void usb_unplug(const struct usb_tree *t, const char *path)
{
    DIR *d = opendir(t->sysfs);
    struct dirent *en;
    size_t n = strlen(path);
    assert_non_null(d);
    while ((en = readdir(d)))
        if (strncmp(en->d_name, path, n) == 0 && (!en->d_name[n] || en->d_name[n] == ':')) {
            char below[512];
            snprintf(below, sizeof below, "%s/%s", t->sysfs, en->d_name);
            remove_all(below);
        }
    closedir(d);
}

void usb_phone(const struct usb_tree *t, const char *path, unsigned bus, unsigned num,
               const char *serial)
{
    usb_plug(t, path, bus, num, serial);
    usb_interface(t, path, 0, "06/01/01", "MTP");
    usb_interface(t, path, 1, "ff/42/01", "ADB Interface");
}
