/* moka-devices: which phones can be reached, and what they say of themselves. */
#include "firmware/acquire/exhibit.h"
#include "parsers/base/escape.h"
#include "parsers/base/json.h"
#include <getopt.h>
#include <stdio.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };

static const char *const props[] = { "ro.product.model", "ro.product.name", "ro.product.device",
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

static int ask(const char *address, bool json)
{
    char device[128];
    struct mk_error e = { 0 };
    struct mk_exhibit *x = NULL;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    snprintf(device, sizeof device, "tcp:%s", address);
    int rc = mk_exhibit_connect(&x, device, NULL, &e);
    if (rc == 0) {
        (json ? show_json : show)(&b, x, device);
        rc = fwrite(b.p, 1, b.len, stdout) == b.len ? 0 : mk_fail_errno(&e, "standard output");
    }
    if (rc) {
        mk_buf_clear(&b);
        mk_escape_terminal(&b, mk_str(e.text));
        fprintf(stderr, "moka devices: %s: %.*s\n", device, (int)b.len, (const char *)b.p);
    }
    mk_exhibit_free(x);
    mk_buf_done(&b);
    return rc == 0 ? 0 : e.code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "tcp", required_argument, NULL, 't' },
                                             { "json", no_argument, NULL, 'j' },
                                             { 0 } };
    const char *addresses[16];
    size_t n = 0;
    bool json = false;
    int c, rc = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (c == 'j')
            json = true;
        else if (c == 't' && n < sizeof addresses / sizeof *addresses)
            addresses[n++] = optarg;
        else
            n = SIZE_MAX / 2;
    if (n == 0 || n > sizeof addresses / sizeof *addresses || optind < argc) {
        fprintf(stderr, "moka devices: needs --tcp ADDRESS:PORT; see moka help devices\n");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < n; i++) {
        int status = ask(addresses[i], json);
        rc = status ? status : rc;
    }
    return fflush(stdout) == 0 ? rc : EXIT_FAILED;
}
