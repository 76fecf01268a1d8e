/* moka-panel: the page of the kit over HTTP, in front of mokad. See firmware/panel/panel.h. */
#include "firmware/panel/panel.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>

enum { EXIT_USAGE = 2, EXIT_FAILED = 3 };

static int usage(void)
{
    fputs("usage: moka-panel --socket PATH [--port N]\n"
          "                  [--gadget ADDRESS ... [--gadget-port N] [--gadget-device NAME] --tls "
          "FILE]\n"
          "  --socket       mokad's\n"
          "  --port         on 127.0.0.1; any when not given\n"
          "  --gadget       an address of the USB network, answered on with TLS (up to 4)\n"
          "  --gadget-port  8443\n"
          "  --gadget-device  of the USB network, as moka0: what comes another way is not heard\n"
          "  --tls          key and certificate, made when there is none\n"
          "Prints `ready URL`, for one browser; another one at each SIGHUP. Beside it, for each\n"
          "address, `pair URL CODE FINGERPRINT`.\n",
          stderr);
    return EXIT_USAGE;
}

static bool port(unsigned *out, const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);
    *out = (unsigned)n;
    return text[0] >= '0' && text[0] <= '9' && !*end && n <= 65535;
}

static bool parse(struct mk_panel_options *o, int argc, char **argv)
{
    static const struct option options[] = { { "socket", required_argument, NULL, 's' },
                                             { "port", required_argument, NULL, 'p' },
                                             { "gadget", required_argument, NULL, 'g' },
                                             { "gadget-port", required_argument, NULL, 'q' },
                                             { "tls", required_argument, NULL, 't' },
                                             { "gadget-device", required_argument, NULL, 'd' },
                                             { 0 } };
    int c;
    bool ok = true;
    opterr = 0;
    while (ok && (c = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (c) {
        case 's':
            o->socket = optarg;
            break;
        case 'p':
            ok = port(&o->port, optarg);
            break;
        case 'q':
            ok = port(&o->gadget_port, optarg);
            break;
        case 'd':
            o->gadget_device = optarg;
            break;
        case 't':
            o->tls = optarg;
            break;
        case 'g':
            ok = o->ngadgets < MK_PANEL_GADGETS;
            if (ok)
                o->gadgets[o->ngadgets++] = optarg;
            break;
        default:
            ok = false;
        }
    return ok && optind == argc && o->socket && !o->tls == !o->ngadgets &&
           (o->ngadgets || !o->gadget_device) &&
           strlen(o->socket) < sizeof(((struct sockaddr_un *)0)->sun_path);
}

int main(int argc, char **argv)
{
    struct mk_panel_options o = { .gadget_port = 8443 };
    struct mk_error e = { 0 };
    if (argc == 2 && strcmp(argv[1], "--serve") == 0)
        return mk_panel_serve(&e) == 0 ? 0 : EXIT_FAILED;
    if (!parse(&o, argc, argv))
        return usage();
    if (mk_panel_run(&o, &e) == 0)
        return 0;
    fprintf(stderr, "moka-panel: %s\n", e.text);
    return e.code == MK_EUSAGE ? EXIT_USAGE : EXIT_FAILED;
}
