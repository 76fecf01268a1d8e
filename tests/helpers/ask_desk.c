/*
 * ask_desk DIR [N]: answers lines of words (host/viewer/viewer.h) on standard input as a viewer's
 * desk does, each N times (5), and says of each: median milliseconds, those of CPU, bytes of the
 * answer, whether it was one, the word.
 */
#include "host/viewer/desk.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TIMES 99

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof *v, compare);
    return v[n / 2];
}

static int ask(struct mk_desk *d, struct mk_buf *out, struct mk_span line, int n,
               struct mk_error *e)
{
    double wall[TIMES], cpu[TIMES];
    for (int i = 0; i < n; i++) {
        double w = now_ms(CLOCK_MONOTONIC), c = now_ms(CLOCK_PROCESS_CPUTIME_ID);
        mk_buf_clear(out);
        if (mk_desk_answer(d, out, line, e) != 0)
            return -1;
        wall[i] = now_ms(CLOCK_MONOTONIC) - w;
        cpu[i] = now_ms(CLOCK_PROCESS_CPUTIME_ID) - c;
    }
    const char *is = mk_buf_cstr(out);
    printf("%8.1f %8.1f %9zu %s %.*s\n", median(wall, n), median(cpu, n), out->len,
           is && strstr(is, "\"ok\":true") ? "yes" : "no", (int)line.len, (const char *)line.p);
    return 0;
}

int main(int argc, char **argv)
{
    struct mk_desk d;
    struct mk_error e = { 0 };
    struct mk_buf out;
    static char line[8192];
    long n = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    if (argc < 2 || n < 1 || n > TIMES)
        return 2;
    mk_buf_init(&out, MK_VIEWER_LINE);
    int rc = mk_desk_init(&d, argv[1], "bench", "UTC", "en", &e);
    while (rc == 0 && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        rc = ask(&d, &out, mk_str(line), (int)n, &e);
    }
    mk_desk_done(&d);
    mk_buf_done(&out);
    if (rc != 0)
        fprintf(stderr, "ask_desk: %s\n", e.text);
    return rc != 0;
}
