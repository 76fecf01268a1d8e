/* moka-doctor: what stands between this kit and the phones on its cables, and what to touch. It
 * says no word to a phone: what a phone shows on the bus is all it looks at. */
#include "firmware/doctor/doctor.h"
#include "firmware/exhibit/exhibit.h"
#include "firmware/kit/kit.h"
#include "firmware/transport/usb.h"
#include "firmware/worker/mux.h"
#include "parsers/base/buf.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_EVIDENCE = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

static int usage(const char *why)
{
    fprintf(stderr, "moka doctor: %s; see moka help doctor\n", why);
    return EXIT_USAGE;
}

static int fail(const struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_escape_terminal(&b, mk_str(e->text));
    fprintf(stderr, "moka doctor: %.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return e->code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

struct visit {
    const struct mk_usb_device *d;
    bool json;
    unsigned phones, stops;
};

static int show_json(const struct visit *v, const struct mk_finding *f, struct mk_error *e)
{
    char device[MK_ADDRESS_PATH_MAX + 8];
    struct mk_buf b;
    struct mk_json j;
    mk_buf_init(&b, 65536);
    j = mk_json(&b);
    snprintf(device, sizeof device, "usb:%s", v->d->path);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "device", device);
    mk_json_kv_str(&j, "serial", v->d->serial);
    mk_json_kv_str(&j, "finding", f->id);
    mk_json_kv_str(&j, "weight", mk_weight_name(f->weight));
    mk_json_kv_str(&j, "what", f->what);
    if (f->touch)
        mk_json_kv_str(&j, "touch", f->touch);
    mk_json_close(&j, '}');
    bool put = mk_buf_ok(&b) && printf("%.*s\n", (int)b.len, (const char *)b.p) > 0;
    mk_buf_done(&b);
    return put ? 0 : mk_fail_errno(e, "standard output");
}

static int show(void *u, const struct mk_finding *f, struct mk_error *e)
{
    struct visit *v = u;
    v->stops += f->weight == MK_WEIGHT_STOP;
    if (v->json)
        return show_json(v, f, e);
    printf("usb:%s  %s\n", v->d->path, f->what);
    if (f->touch)
        printf("    %s\n", f->touch);
    return 0;
}

static void show_password(void *u, const struct mk_kit_password *p)
{
    char line[5000];
    struct mk_buf b;
    (void)u;
    if (!mk_kit_password_words(line, sizeof line, p))
        return;
    mk_buf_init(&b, 32768);
    mk_escape_terminal(&b, mk_str(line));
    fprintf(stderr, "%.*s\n", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
}

/* What this kit left on a phone stands in its way, too. */
static void tell_passwords(void)
{
    char kit[4096];
    struct mk_error ignored = { 0 };
    (void)!mk_kit_passwords(mk_kit_default(kit, sizeof kit), show_password, NULL, &ignored);
}

/* An iPhone is reached through usbmuxd alone: whether that runs, and knows one. */
static int examine_usbmuxd(struct visit *v, struct mk_error *e)
{
    struct mk_mux_device all[8];
    struct mk_error why = { 0 };
    size_t n = 0;
    if (mk_exhibit_iphones(all, sizeof all / sizeof *all, &n, MK_ADDRESS_USBMUXD, &why) == 0 && n)
        return 0;
    const struct mk_finding f = {
        .id = "usbmuxd",
        .weight = MK_WEIGHT_STOP,
        .what = why.text[0] ? why.text : "usbmuxd runs, and shows no iPhone.",
        .touch = why.text[0] ? NULL : "Unlock the phone, unplug it and plug it in again.",
    };
    return show(v, &f, e);
}

static int examine(bool json)
{
    struct mk_error e = { 0 };
    struct mk_usb_list list = { 0 };
    struct visit v = { .json = json };
    if (mk_usb_scan(&list, MK_USB_SYSFS, &e))
        return fail(&e);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < list.n; i++) {
        v.d = &list.devices[i];
        if (!mk_usb_is_phone(v.d) && !mk_make_find(mk_str(v.d->maker), v.d->vendor))
            continue;
        v.phones++;
        rc = mk_doctor_bus(v.d, show, &v, &e);
        if (rc == 0 && v.d->shows & MK_USB_APPLE)
            rc = examine_usbmuxd(&v, &e);
    }
    mk_usb_list_done(&list);
    if (rc)
        return fail(&e);
    if (!v.phones && !json)
        printf("No phone is on the cables. Unlock it, plug it in with a cable that carries data "
               "(many only charge),\nstraight into this kit, and try another port.\n");
    return fflush(stdout) ? EXIT_FAILED : v.phones && !v.stops ? 0 : EXIT_EVIDENCE;
}

/* The guide for a make, without a phone. */
static int guide(const char *make, int android)
{
    const struct mk_make *m = mk_make_find(mk_str(make), 0);
    if (!m) {
        printf("There is no guide of its own for \"%s\"; what holds for Android as such:\n", make);
        printf("(makes known:");
        for (size_t i = 0; mk_make_at(i); i++)
            printf(" %s", mk_make_at(i)->name);
        printf(")\n");
    }
    for (int t = 0; t < MK_TOPIC_COUNT; t++) {
        const char *text = mk_guide(m, android, (enum mk_topic)t);
        if (text)
            printf("%-18s %s\n", mk_topic_name((enum mk_topic)t), text);
    }
    return fflush(stdout) ? EXIT_FAILED : 0;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "make", required_argument, NULL, 'm' },
                                             { "android", required_argument, NULL, 'a' },
                                             { "ios", required_argument, NULL, 'a' },
                                             { 0 } };
    const char *make = NULL, *android = NULL;
    bool json = false;
    int c;
    char *end = NULL;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 'j':
            json = true;
            break;
        case 'm':
            make = optarg;
            break;
        case 'a':
            android = optarg;
            break;
        default:
            return usage("an option is not known or lacks its value");
        }
    long version = android ? strtol(android, &end, 10) : 0;
    if (optind < argc || (android && !make) || (make && json))
        return usage("takes --json, or --make NAME with --android or --ios VERSION");
    if (android && (version < 1 || version > 99 || (*end && *end != '.')))
        return usage("a version is one such as 14 or 8.1");
    if (make)
        return guide(make, (int)version);
    tell_passwords();
    return examine(json);
}
