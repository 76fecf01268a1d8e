/*
 * The phone's end of a USB cable, see redir.h.
 *
 *   redir SOCKET tcp:PORT|mux:PATH|flood [OPTION...]
 *
 * Listens on SOCKET for QEMU's usb-redir, again after each time it was unplugged. tcp:PORT is
 * the phone's ADB on loopback, mux:PATH the socket of an iPhone (moka phantom iphone --mux),
 * connected to by the first bytes of each session; `flood` sends zeros without end. SIGUSR1 pulls
 * the cable, or puts it back.
 */
#include "tests/usb/redir.h"
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define STREAM_MAX ((size_t)4 << 20)

int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void say(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    printf("%lld ", (long long)now_ms());
    vprintf(fmt, ap);
    putchar('\n');
    fflush(stdout);
    va_end(ap);
}

void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("redir: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

/* ---- the loop ---- */

static void part(struct cable *c)
{
    say("QEMU let go");
    cable_hang_up(c);
    usbredirparser_destroy(c->parser);
    c->parser = NULL;
    close(c->qemu);
    c->qemu = -1;
    c->helloed = c->plugged = false;
    c->back_ms = -1;
}

static void pulled_by_signal(struct cable *c)
{
    struct signalfd_siginfo i;
    if (read(c->signals, &i, sizeof i) != sizeof i || !c->helloed)
        return;
    if (c->plugged)
        cable_unplug(c, -1);
    else
        cable_plug(c);
}

/* The phone's end of the stream. What hangs up there looks like a phone that starts anew. */
static void stream(struct cable *c, short events)
{
    size_t room;
    uint8_t *p = fifo_room(&c->bulk.in, &room);
    ssize_t n = 0;
    if (events & POLLOUT) {
        n = send(c->stream, c->bulk.out.p + c->bulk.out.at, fifo_len(&c->bulk.out), MSG_NOSIGNAL);
        fifo_take(&c->bulk.out, n > 0 ? (size_t)n : 0);
    }
    if (!(events & (POLLIN | POLLHUP | POLLERR)) || !room)
        return;
    n = read(c->stream, p, room);
    if (n > 0) {
        c->bulk.in.end += (size_t)n;
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        say("the phone hung up");
        cable_unplug(c, 0);
    }
}

static int shorter(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void turn(struct cable *c)
{
    struct pollfd f[4] = { { c->signals, POLLIN, 0 },
                           { c->qemu < 0 ? c->listener : -1, POLLIN, 0 },
                           { c->qemu, POLLIN, 0 },
                           { c->stream, 0, 0 } };
    int wait = c->qemu < 0 ? -1 : bulk_wait_ms(&c->bulk, now_ms());
    if (c->back_ms >= 0)
        wait = shorter(wait, c->back_ms > now_ms() ? (int)(c->back_ms - now_ms()) : 0);
    if (c->qemu >= 0 && usbredirparser_has_data_to_write(c->parser))
        f[2].events |= POLLOUT;
    if (c->stream >= 0)
        f[3].events = (short)((fifo_len(&c->bulk.in) < STREAM_MAX / 2 ? POLLIN : 0) |
                              (fifo_len(&c->bulk.out) ? POLLOUT : 0));
    if (poll(f, 4, wait) < 0 && errno != EINTR)
        die("poll: %s", strerror(errno));
    if (f[0].revents)
        pulled_by_signal(c);
    if (f[1].revents) {
        c->qemu = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (c->qemu >= 0)
            cable_meet(c);
    }
    if (f[3].revents && c->stream >= 0)
        stream(c, f[3].revents);
    if (c->qemu < 0)
        return;
    if (f[2].revents & (POLLIN | POLLHUP) &&
        usbredirparser_do_read(c->parser) == usbredirparser_read_io_error) {
        part(c);
        return;
    }
    if (c->back_ms >= 0 && now_ms() >= c->back_ms)
        cable_plug(c);
    if (c->plugged && bulk_pump(&c->bulk, now_ms()))
        cable_unplug(c, c->bulk.unplug.ms);
    if (usbredirparser_has_data_to_write(c->parser) && usbredirparser_do_write(c->parser) < 0)
        part(c);
}

static void listen_on(struct cable *c, const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    sigset_t usr1;
    if (strlen(path) >= sizeof a.sun_path)
        die("%s: too long", path);
    memcpy(a.sun_path, path, strlen(path));
    c->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->listener < 0 || bind(c->listener, (struct sockaddr *)&a, sizeof a) ||
        listen(c->listener, 1))
        die("%s: %s", path, strerror(errno));
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    c->signals = signalfd(-1, &usr1, SFD_CLOEXEC);
    if (c->signals < 0)
        die("signalfd: %s", strerror(errno));
}

/* ---- options ---- */

enum { ID = 1, SERIAL, MAKER, MODEL, SPEED, COMPOSITE, LIE, FAULT, ZLP, RATE, KEY };
static const struct option known[] = {
    { "id", 1, NULL, ID },       { "serial", 1, NULL, SERIAL },
    { "maker", 1, NULL, MAKER }, { "model", 1, NULL, MODEL },
    { "speed", 1, NULL, SPEED }, { "lie", 1, NULL, LIE },
    { "fault", 1, NULL, FAULT }, { "composite", 0, NULL, COMPOSITE },
    { "zlp", 0, NULL, ZLP },     { "rate", 1, NULL, RATE },
    { "key", 1, NULL, KEY },     { 0 },
};

static const char usage[] =
    "usage: redir SOCKET tcp:PORT|mux:PATH|flood [OPTION...]\n"
    "  --id VID:PID --serial S --maker S --model S  the descriptors; --composite: as Samsung's\n"
    "  --speed full|high|super\n"
    "  --lie NAME      one of";

static _Noreturn void misused(void)
{
    fputs(usage, stderr);
    for (const char *const *lie = gadget_lies; *lie; lie++)
        fprintf(stderr, " %s", *lie);
    fputs(
        "\n  --fault WHAT@BYTE[:MS]  stall, short, delay, nak or unplug at that byte; repeatable\n"
        "  --zlp           empty packets after payloads of whole ones\n"
        "  --rate BYTES    a second at most\n"
        "  --key FILE      gets the public key that is offered\n",
        stderr);
    exit(2);
}

static uint8_t speed(const char *name)
{
    static const char *const names[] = { "low", "full", "high", "super" };
    for (uint8_t i = usb_redir_speed_full; i <= usb_redir_speed_super; i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    misused();
}

static void option(struct cable *c, struct gadget_options *o, int which, const char *text)
{
    switch (which) {
    case ID:
        if (sscanf(text, "%4hx:%4hx", &o->vendor, &o->product) != 2)
            misused();
        break;
    case SERIAL:
        o->serial = text;
        break;
    case MAKER:
        o->maker = text;
        break;
    case MODEL:
        o->model = text;
        break;
    case SPEED:
        o->speed = speed(text);
        break;
    case COMPOSITE:
        o->composite = true;
        break;
    case LIE:
        o->lie = text;
        break;
    case FAULT:
        if (!fault_parse(&c->faults, text))
            misused();
        break;
    case ZLP:
        c->bulk.zlp = true;
        break;
    case RATE:
        c->bulk.rate = strtoull(text, NULL, 10);
        break;
    case KEY:
        c->bulk.key_file = text;
        break;
    default:
        misused();
    }
}

int main(int argc, char **argv)
{
    static struct cable c = { .qemu = -1, .stream = -1, .back_ms = -1 };
    struct gadget_options o = { 0x18d1,   0x4ee7,    "VPHONE0001",
                                "Google", "Pixel 7", usb_redir_speed_high };
    for (int which; (which = getopt_long(argc, argv, "", known, NULL)) != -1;)
        option(&c, &o, which, optarg);
    if (argc - optind != 2)
        misused();
    const char *phone = argv[optind + 1];
    c.bulk.flood = strcmp(phone, "flood") == 0;
    c.bulk.mux = o.iphone = strncmp(phone, "mux:", 4) == 0;
    c.path = c.bulk.mux ? phone + 4 : NULL;
    c.bulk.zlp |= c.bulk.mux;
    if (!gadget_make(&c.gadget, &o) ||
        (!c.bulk.flood && !c.bulk.mux && sscanf(phone, "tcp:%hu", &c.port) != 1))
        misused();
    c.bulk.g = &c.gadget;
    c.bulk.faults = &c.faults;
    fifo_init(&c.bulk.in, STREAM_MAX);
    fifo_init(&c.bulk.out, STREAM_MAX);
    listen_on(&c, argv[optind]);
    say("listening");
    for (;;)
        turn(&c);
}
