/* moka-selftest: `moka selftest`. Known answers with negative controls, see
 * firmware/daemon/selftest_run.h. Uses no key of the kit's. */
#include "firmware/daemon/selftest_run.h"
#include "parsers/base/escape.h"
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_FAILING = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static void show_words(const json_t *o)
{
    size_t i;
    const json_t *t;
    json_array_foreach(json_object_get(o, "tests"), i, t)
    {
        struct mk_buf b;
        bool ok = json_is_true(json_object_get(t, "ok"));
        mk_buf_init(&b, 8192);
        mk_escape_terminal(&b, mk_str(ok ? text_of(t, "answer") : text_of(t, "why")));
        printf("%-4s  %-7s %.*s\n", ok ? "good" : "BAD", text_of(t, "name"), (int)b.len,
               (const char *)b.p);
        if (ok)
            printf("              control: %s\n", text_of(t, "control"));
        mk_buf_done(&b);
    }
    printf("%s\n", json_is_true(json_object_get(o, "ok")) ? "PASSED" : "FAILED");
}

static int show(const struct mk_buf *b, bool json, bool good)
{
    json_t *o = mk_buf_ok(b) ? json_loadb((const char *)b->p, b->len, 0, NULL) : NULL;
    if (!o) {
        fprintf(stderr, "moka selftest: there was no memory for its result\n");
        return EXIT_FAILED;
    }
    if (json)
        printf("%.*s\n", (int)b->len, (const char *)b->p);
    else
        show_words(o);
    json_decref(o);
    if (fflush(stdout) != 0)
        return EXIT_FAILED;
    return good ? 0 : EXIT_FAILING;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "folder", required_argument, NULL, 'f' },
                                             { "break", required_argument, NULL, 'b' },
                                             { 0 } };
    const char *folder = getenv("TMPDIR");
    enum mk_selftest_part broken = MK_TEST_COUNT;
    bool json = false, wrong = false;
    int c;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        json = json || c == 'j';
        if (c == 'f')
            folder = optarg;
        for (int p = 0; c == 'b' && p < MK_TEST_COUNT; p++)
            if (!strcmp(optarg, mk_selftest_name((enum mk_selftest_part)p)))
                broken = (enum mk_selftest_part)p;
        wrong = wrong || c == '?' || (c == 'b' && broken == MK_TEST_COUNT);
    }
    if (wrong || optind < argc) {
        fprintf(stderr, "moka selftest: an option is not known; see moka help selftest\n");
        return EXIT_USAGE;
    }
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    struct mk_json j = mk_json(&b);
    bool good = mk_selftest_all(&j, folder && *folder ? folder : "/tmp", broken);
    int rc = show(&b, json, good);
    mk_buf_done(&b);
    return rc;
}
