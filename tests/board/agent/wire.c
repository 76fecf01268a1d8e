/*
 * The one program that the image of make check-image has beside the one that ships: it carries the
 * panel's port over a serial line, because the kit has no network and no login to get in by.
 *
 *   wire LINE READY FACT...    LINE: a serial port; READY: the file with the panel's `ready URL`
 *
 * Each message, both ways:
 *   0  1  channel      0: texts; what the host says is for hand.c, whose answer begins `hand\n`
 *                      1 .. 15: one connection to the panel each, opened by the first bytes
 *   1  2  length       little endian; 0: this end closes the channel
 *   3  .. bytes
 *
 * First of all comes MARK, for the firmware has spoken on the line before us.
 * On channel 0 comes by itself READY's text once it is there, then of each FACT (a file) `NAME\n`
 * and what is in it.
 */
#include "tests/board/agent/hand.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

enum { CHANNELS = 16, PIECE = 2048 };
#define MARK "\n\x01wire\x02\n"
static int line, to[CHANNELS];
static uint16_t port;

static void put(const void *p, size_t n)
{
    for (const char *at = p; n;) {
        ssize_t k = write(line, at, n);
        if (k < 0 && errno != EINTR)
            exit(1);
        if (k > 0) {
            at += k;
            n -= (size_t)k;
        }
    }
}

static bool get(void *p, size_t n)
{
    for (char *at = p; n;) {
        ssize_t k = read(line, at, n);
        if (k == 0 || (k < 0 && errno != EINTR))
            return false;
        if (k > 0) {
            at += k;
            n -= (size_t)k;
        }
    }
    return true;
}

static void message(unsigned channel, const void *p, size_t n)
{
    uint8_t head[3] = { (uint8_t)channel, (uint8_t)n, (uint8_t)(n >> 8) };
    put(head, sizeof head);
    put(p, n);
}

static size_t slurp(char *out, size_t max, const char *path)
{
    int fd = open(path, O_RDONLY);
    ssize_t n, all = 0;
    while (fd >= 0 && (size_t)all < max && (n = read(fd, out + all, max - (size_t)all)) > 0)
        all += n;
    if (fd >= 0)
        close(fd);
    return (size_t)all;
}

static void tell_ready(const char *path)
{
    char text[512];
    for (;;) {
        size_t n = slurp(text, sizeof text - 1, path);
        text[n] = '\0';
        char *url = strstr(text, "http://127.0.0.1:");
        if (url && strchr(url, '\n')) {
            port = (uint16_t)strtoul(url + strlen("http://127.0.0.1:"), NULL, 10);
            message(0, text, n);
            return;
        }
        poll(NULL, 0, 100);
    }
}

static void tell_fact(const char *path)
{
    char text[PIECE];
    size_t n = (size_t)snprintf(text, sizeof text, "%s\n", path);
    n += slurp(text + n, sizeof text - n, path);
    message(0, text, n);
}

static void end(int c)
{
    if (to[c] >= 0)
        close(to[c]);
    to[c] = -1;
}

static void from_host(void)
{
    uint8_t head[3], p[65536 + 1];
    if (!get(head, sizeof head) || !get(p, (size_t)(head[1] | head[2] << 8)))
        exit(1);
    int c = head[0] % CHANNELS;
    size_t n = (size_t)(head[1] | head[2] << 8), at = 0;
    if (n == 0) {
        end(c);
        return;
    }
    if (c == 0) {
        char answer[PIECE] = "hand\n";
        p[n] = '\0';
        message(0, answer, 5 + hand(answer + 5, sizeof answer - 5, (char *)p));
        return;
    }
    if (to[c] < 0) {
        struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to[c] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (to[c] < 0 || connect(to[c], (struct sockaddr *)&a, sizeof a) != 0) {
            end(c);
            message((unsigned)c, "", 0);
            return;
        }
    }
    while (at < n) {
        ssize_t k = send(to[c], p + at, n - at, MSG_NOSIGNAL);
        if (k <= 0 && errno != EINTR)
            break;
        at += k > 0 ? (size_t)k : 0;
    }
}

static void from_panel(int c)
{
    char p[PIECE];
    ssize_t n = read(to[c], p, sizeof p);
    if (n > 0) {
        message((unsigned)c, p, (size_t)n);
        return;
    }
    end(c);
    message((unsigned)c, "", 0);
}

int main(int argc, char **argv)
{
    struct termios t;
    if (argc < 3 || (line = open(argv[1], O_RDWR | O_NOCTTY)) < 0 || tcgetattr(line, &t) != 0) {
        perror("wire");
        return 1;
    }
    cfmakeraw(&t);
    cfsetspeed(&t, B115200);
    if (tcsetattr(line, TCSANOW, &t) != 0)
        return 1;
    for (int c = 0; c < CHANNELS; c++)
        to[c] = -1;
    hand_begin();
    put(MARK, sizeof MARK - 1);
    tell_ready(argv[2]);
    for (int i = 3; i < argc; i++)
        tell_fact(argv[i]);
    for (;;) {
        struct pollfd f[CHANNELS] = { { line, POLLIN, 0 } };
        for (int c = 1; c < CHANNELS; c++)
            f[c] = (struct pollfd){ to[c], POLLIN, 0 };
        if (poll(f, CHANNELS, -1) < 0)
            continue;
        if (f[0].revents)
            from_host();
        for (int c = 1; c < CHANNELS; c++)
            if (f[c].revents && to[c] >= 0)
                from_panel(c);
    }
}
