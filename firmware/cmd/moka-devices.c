/* moka-devices: which phones can be reached, and what they say of themselves. */
#include "firmware/exhibit/exhibit.h"
#include "firmware/transport/usb_list.h"
#include "firmware/worker/mux.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };
#define LOOK_MS 250 /* between two looks where the kernel tells nothing */

struct devices {
    const char *tcp[16];
    size_t ntcp;
    const char *sysfs, *usbmuxd; /* NULL: where it always is */
    struct mk_address iphone;    /* the one that is named, if is_iphone */
    bool is_iphone;
    bool json, ask, watch;
    struct mk_buf out;
};

static volatile sig_atomic_t stop;

static void on_stop(int signal)
{
    (void)signal;
    stop = 1;
}

static int complain(struct devices *o, const char *device, struct mk_error *e)
{
    mk_buf_clear(&o->out);
    mk_escape_terminal(&o->out, mk_str(e->text));
    fprintf(stderr, "moka devices: %s%s%.*s\n", device, device[0] ? ": " : "", (int)o->out.len,
            (const char *)o->out.p);
    return e->code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

static int print(struct devices *o, struct mk_error *e)
{
    if (!mk_buf_ok(&o->out))
        return mk_fail(e, MK_ENOMEM, "output");
    if (o->out.len && fwrite(o->out.p, 1, o->out.len, stdout) != o->out.len)
        return mk_fail_errno(e, "standard output");
    if (fflush(stdout) != 0)
        return mk_fail_errno(e, "standard output");
    return 0;
}

/* ---- what a phone says once it is connected to ---- */

static const char *const props[] = { "ro.product.model", "ro.product.name", "ro.product.device",
                                     "ProductType",      "ProductVersion",  "DeviceName",
                                     "ro.moka.phantom" };

static void show(struct mk_buf *b, const struct mk_exhibit *x, const char *device)
{
    mk_buf_printf(b, "%s", device);
    for (size_t i = 0; i < sizeof props / sizeof *props; i++) {
        struct mk_span v = mk_exhibit_prop(x, props[i]);
        if (v.len == 0)
            continue;
        mk_buf_printf(b, "  %s=", props[i]);
        mk_escape_terminal(b, v);
    }
    mk_buf_puts(b, "\n");
}

static void show_json(struct mk_buf *b, const struct mk_exhibit *x, const char *device)
{
    struct mk_json j = mk_json(b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "device", device);
    mk_json_kv_bool(&j, "phantom", mk_exhibit_prop(x, "ro.moka.phantom").len > 0);
    for (size_t i = 0; i < sizeof props / sizeof *props; i++) {
        struct mk_span v = mk_exhibit_prop(x, props[i]);
        if (v.len)
            mk_json_kv_text(&j, props[i], v);
    }
    mk_json_kv_text(&j, "features", mk_buf_span(&mk_exhibit_facts(x)->features));
    mk_json_close(&j, '}');
    mk_buf_puts(b, "\n");
}

/* It is there, and wants a key that only a run has. */
static void show_asks(struct devices *o, const char *device)
{
    struct mk_error ignored;
    struct mk_json j = mk_json(&o->out);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "device", device);
    mk_json_kv_bool(&j, "asks", true);
    mk_json_close(&j, '}');
    mk_buf_puts(&o->out, "\n");
    (void)!print(o, &ignored);
}

static int ask(struct devices *o, const char *kind, const char *address)
{
    char device[256];
    struct mk_error e = { 0 };
    struct mk_exhibit *x = NULL;
    mk_buf_clear(&o->out);
    snprintf(device, sizeof device, "%s:%s", kind, address);
    int rc = mk_exhibit_connect(&x, device, NULL, &e);
    if (rc == 0) {
        (o->json ? show_json : show)(&o->out, x, device);
        rc = print(o, &e);
    }
    mk_exhibit_free(x);
    if (rc && o->json && e.code == MK_EAUTH)
        show_asks(o, device);
    return rc == 0 ? 0 : complain(o, device, &e);
}

/* ---- what hangs on the cables ---- */

static void show_usb(struct devices *o, const char *event, const struct mk_usb_device *d)
{
    struct mk_json j = mk_json(&o->out);
    if (!o->json) {
        if (event)
            mk_buf_printf(&o->out, "%-8s ", event);
        mk_usb_put_line(&o->out, d);
        return;
    }
    mk_json_open(&j, '{');
    if (event)
        mk_json_kv_str(&j, "event", event);
    mk_usb_put_json(&j, d);
    mk_json_close(&j, '}');
    mk_buf_puts(&o->out, "\n");
}

/* The words that name it; the socket only where it is not the usual one. */
static void iphone_words(char *out, size_t max, const struct devices *o,
                         const struct mk_mux_device *d)
{
    snprintf(out, max, "iphone:%s%s%s", d->udid, o->usbmuxd ? "@" : "",
             o->usbmuxd ? o->usbmuxd : "");
}

static void show_iphone(struct devices *o, const struct mk_mux_device *d)
{
    struct mk_json j = mk_json(&o->out);
    char words[256], id[16];
    iphone_words(words, sizeof words, o, d);
    snprintf(id, sizeof id, "05ac:%04x", d->product & 0xffff);
    if (!o->json) {
        mk_escape_terminal(&o->out, mk_str(words));
        mk_buf_printf(&o->out, "  %s  apple\n", id);
        return;
    }
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "device", words);
    mk_json_kv_str(&j, "udid", d->udid);
    mk_json_kv_str(&j, "usb_id", id);
    mk_json_close(&j, '}');
    mk_buf_puts(&o->out, "\n");
}

/* iPhones that usbmuxd knows: *any when there is one. Where it was not asked for, it need not be
 * there: it is started by the first iPhone. */
static int list_iphones(struct devices *o, bool *any)
{
    struct mk_mux_device all[32];
    struct mk_error e = { 0 };
    size_t n = 0;
    int rc = 0;
    const char *socket = o->usbmuxd ? o->usbmuxd : MK_ADDRESS_USBMUXD;
    if (mk_exhibit_iphones(all, sizeof all / sizeof *all, &n, socket, &e) != 0)
        return o->usbmuxd || o->is_iphone || e.code != MK_EABSENT ? complain(o, "", &e) : 0;
    mk_buf_clear(&o->out);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!o->iphone.serial[0] || strcmp(o->iphone.serial, all[i].udid) == 0)
            all[kept++] = all[i];
    for (size_t i = 0; i < kept; i++)
        show_iphone(o, &all[i]);
    *any = *any || kept;
    if (print(o, &e) != 0)
        return complain(o, "", &e);
    for (size_t i = 0; o->ask && i < kept; i++) {
        char words[256];
        iphone_words(words, sizeof words, o, &all[i]);
        int status = ask(o, "iphone", words + sizeof "iphone:" - 1);
        rc = status ? status : rc;
    }
    return rc;
}

static int list_usb(struct devices *o, bool *any)
{
    struct mk_usb_list l;
    struct mk_error e = { 0 };
    int rc = 0;
    if (mk_usb_scan(&l, o->sysfs, &e) != 0)
        return complain(o, "", &e);
    mk_buf_clear(&o->out);
    for (size_t i = 0; i < l.n; i++)
        if (mk_usb_is_phone(&l.devices[i])) {
            *any = true;
            show_usb(o, NULL, &l.devices[i]);
        }
    if (print(o, &e) != 0)
        rc = complain(o, "", &e);
    for (size_t i = 0; o->ask && i < l.n; i++)
        if (l.devices[i].adb >= 0) {
            int status = ask(o, "usb", l.devices[i].path);
            rc = status ? status : rc;
        }
    mk_usb_list_done(&l);
    return rc;
}

/* All that hangs on cables, or the iPhones alone where their service or one of them was named. */
static int list_all(struct devices *o)
{
    bool any = false, kernel = strcmp(o->sysfs, MK_USB_SYSFS) == 0;
    bool iphones = o->is_iphone || o->usbmuxd;
    int rc = iphones ? 0 : list_usb(o, &any);
    int status = iphones || kernel ? list_iphones(o, &any) : 0;
    rc = status ? status : rc;
    if (!any && rc == 0)
        fprintf(stderr, "moka devices: no %s is connected by USB\n",
                iphones ? "such iPhone" : "phone");
    return rc;
}

/* ---- what comes and goes ---- */

static int tell_changes(struct devices *o, struct mk_usb_watch *w, struct mk_error *e)
{
    static const char *const names[] = { "arrived", "left", "changed" };
    struct mk_usb_change c;
    int rc;
    mk_buf_clear(&o->out);
    while ((rc = mk_usb_watch_next(&c, w, e)) > 0)
        /* one that switched its last interface off is a phone no more: told too */
        if (mk_usb_is_phone(&c.device) || c.kind == MK_USB_CHANGED)
            show_usb(o, names[c.kind], &c.device);
    return rc ? rc : print(o, e);
}

static int watch(struct devices *o)
{
    struct mk_error e = { 0 };
    struct mk_usb_watch *w = NULL;
    sigset_t stops, before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &before); /* they come in ppoll() only: none is missed */
    struct sigaction sa = { .sa_handler = on_stop };
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    bool kernel = strcmp(o->sysfs, MK_USB_SYSFS) == 0;
    int rc = kernel ? mk_usb_watch_new(&w, o->sysfs, &e) : mk_usb_watch_on(&w, o->sysfs, -1, &e);
    while (rc == 0 && !stop && (rc = tell_changes(o, w, &e)) == 0) {
        struct pollfd p = { .fd = mk_usb_watch_fd(w), .events = POLLIN };
        struct timespec look = { .tv_nsec = LOOK_MS * 1000000 };
        if (ppoll(&p, 1, mk_usb_watch_again(w) ? &look : NULL, &before) < 0 && errno != EINTR)
            rc = mk_fail_errno(&e, "waiting");
    }
    mk_usb_watch_free(w);
    return rc ? complain(o, "", &e) : 0;
}

/* "iphone", "iphone:UDID", either with "@SOCKET". */
static bool parse_iphone(struct devices *o, const char *words)
{
    struct mk_error e;
    o->is_iphone =
        mk_address_parse(&o->iphone, words, &e) == 0 && o->iphone.kind == MK_ADDRESS_IPHONE;
    if (o->is_iphone && strchr(words, '@'))
        o->usbmuxd = o->iphone.socket;
    return o->is_iphone;
}

static bool parse(struct devices *o, int argc, char **argv)
{
    static const struct option options[] = { { "tcp", required_argument, NULL, 't' },
                                             { "json", no_argument, NULL, 'j' },
                                             { "ask", no_argument, NULL, 'a' },
                                             { "watch", no_argument, NULL, 'w' },
                                             { "sysfs", required_argument, NULL, 's' },
                                             { "usbmuxd", required_argument, NULL, 'u' },
                                             { 0 } };
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 'j':
            o->json = true;
            break;
        case 'a':
            o->ask = true;
            break;
        case 'w':
            o->watch = true;
            break;
        case 's':
            o->sysfs = optarg;
            break;
        case 'u':
            o->usbmuxd = optarg;
            break;
        case 't':
            if (o->ntcp == sizeof o->tcp / sizeof *o->tcp)
                return false;
            o->tcp[o->ntcp++] = optarg;
            break;
        default:
            return false;
        }
    if (optind + 1 == argc && !parse_iphone(o, argv[optind++]))
        return false;
    return optind == argc && !(o->watch && (o->ask || o->ntcp || o->usbmuxd || o->is_iphone));
}

int main(int argc, char **argv)
{
    struct devices o = { .sysfs = MK_USB_SYSFS };
    int rc = 0;
    if (!parse(&o, argc, argv)) {
        fprintf(stderr, "moka devices: see moka help devices\n");
        return EXIT_USAGE;
    }
    mk_buf_init(&o.out, 1 << 20);
    if (o.watch)
        rc = watch(&o);
    else if (o.ntcp == 0)
        rc = list_all(&o);
    for (size_t i = 0; i < o.ntcp; i++) {
        int status = ask(&o, "tcp", o.tcp[i]);
        rc = status ? status : rc;
    }
    mk_buf_done(&o.out);
    return rc;
}
