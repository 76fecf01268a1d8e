#include "firmware/ios/ios.h"
#include "firmware/worker/mux.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include <stdio.h>

/*
 * An iPhone's worker of acquire: descriptor 3 leads to the parent, 4 to the proxy that alone
 * reaches usbmuxd (moka-mux). It makes no socket itself.
 */
static int work(struct mk_ios *x, struct mk_error *e)
{
    const int keeps[] = { MK_MUX_FD_ASKER };
    struct mk_chan *parent = NULL, *proxy = NULL;
    struct mk_buf report;
    mk_buf_init(&report, 4096);
    int rc = mk_worker_enter(&parent, keeps, 1, &report, e);
    if (rc == 0)
        rc = mk_chan_new(&proxy, MK_MUX_FD_ASKER, e);
    if (rc == 0)
        rc = mk_phone_hello(parent, &report, e);
    if (rc == 0)
        rc = mk_ios_run(x, parent, proxy, e);
    mk_chan_free(proxy);
    mk_chan_free(parent);
    mk_buf_done(&report);
    return rc;
}

int main(int argc, char **argv)
{
    struct mk_error e = { 0 };
    struct mk_ios *x = NULL;
    (void)argv;
    int rc = argc == 1 ? mk_ios_new(&x, &e)
                       : mk_fail(&e, MK_EUSAGE, "run by moka acquire and moka devices");
    if (rc == 0)
        rc = work(x, &e);
    if (rc != 0)
        fprintf(stderr, "moka-ios: %s\n", e.text);
    mk_ios_free(x);
    return rc ? 3 : 0;
}
