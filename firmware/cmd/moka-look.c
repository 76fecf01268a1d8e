/* moka-look: what a sealed bundle holds, as one JSON object, for mokad: see firmware/daemon/look.h.
 * While it reads, lines say how far it is. Holds no key, asks no phone. */
#include "firmware/daemon/look.h"
#include "parsers/base/escape.h"
#include <getopt.h>
#include <stdio.h>
#include <time.h>

#define EVERY_MS 300

/* A line {"seen":{..}} in front of the object: the first at once, then three a second. */
static void seen(void *u, const struct mk_look_seen *s)
{
    struct timespec now;
    int64_t *last = u;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (*last && ms - *last < EVERY_MS)
        return;
    *last = ms;
    printf("{\"seen\":{\"done\":%llu,\"total\":%llu,\"bytes\":%llu,\"bytes_total\":%llu}}\n",
           (unsigned long long)s->files, (unsigned long long)s->files_total,
           (unsigned long long)s->bytes, (unsigned long long)s->bytes_total);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "kit", required_argument, NULL, 'k' }, { 0 } };
    const char *kit = NULL;
    int64_t last = 0;
    const struct mk_look_told told = { &last, seen };
    struct mk_error e = { 0 };
    struct mk_buf b;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) == 'k')
        kit = optarg;
    if (c != -1 || argc - optind != 1) {
        fprintf(stderr, "usage: moka-look [--kit FOLDER] BUNDLE\n");
        return 2;
    }
    mk_buf_init(&b, 2 * MK_LOOK_MAX);
    int rc = mk_look(&b, argv[optind], kit, &told, &e);
    if (rc == 0)
        rc = printf("%.*s\n", (int)b.len, (const char *)b.p) > 0 && fflush(stdout) == 0 ? 0 : -1;
    if (rc) {
        mk_buf_clear(&b);
        mk_escape_terminal(&b, mk_str(e.text));
        fprintf(stderr, "moka-look: %.*s\n", (int)b.len, (const char *)b.p);
    }
    mk_buf_done(&b);
    return rc ? 3 : 0;
}
