/*
 * The wire to a TPM in software: standard input and output to a Unix socket, command by command.
 *
 *   tpm_pipe SOCKET LOG [N [WORD]]   LOG: every byte that passed, as one who listens has it. The
 * N-th command gets no answer ("gone", "silent") or a changed one ("lies")
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEADER 10 /* tag, size, code */

static uint8_t message[65536];

static bool all_of(int fd, uint8_t *p, size_t n)
{
    while (n) {
        ssize_t got = read(fd, p, n);
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* Its length; 0 when there is no other. */
static size_t take(int fd)
{
    if (!all_of(fd, message, HEADER))
        return 0;
    size_t n =
        (size_t)message[2] << 24 | (size_t)message[3] << 16 | (size_t)message[4] << 8 | message[5];
    return n >= HEADER && n <= sizeof message && all_of(fd, message + HEADER, n - HEADER) ? n : 0;
}

static bool give(int fd, size_t n)
{
    for (size_t at = 0; at < n;) {
        ssize_t put = write(fd, message + at, n - at);
        if (put <= 0)
            return false;
        at += (size_t)put;
    }
    return true;
}

static int reach(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    long stop = argc > 3 ? strtol(argv[3], NULL, 10) : 0, number = 0;
    const char *how = argc > 4 ? argv[4] : "gone";
    FILE *log = fopen(argv[2], "ae");
    int tpm = reach(argv[1]);
    size_t n;
    while (log && (n = take(STDIN_FILENO)) > 0) {
        bool now = ++number == stop;
        if (now && strcmp(how, "silent") == 0)
            return all_of(STDIN_FILENO, message, sizeof message) ? 0 : 1; /* until it is ended */
        if (now && strcmp(how, "gone") == 0)
            return 0;
        if (fwrite(message, 1, n, log) != n || !give(tpm, n) || (n = take(tpm)) == 0 ||
            fwrite(message, 1, n, log) != n)
            return 1;
        if (now)
            message[n - 1] ^= 1;
        if (!give(STDOUT_FILENO, n))
            return 1;
    }
    return log && fclose(log) == 0 ? 0 : 1;
}
