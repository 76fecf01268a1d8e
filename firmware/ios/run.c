#include "firmware/ios/backup.h"
#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include "firmware/ios/tap.h"
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define ALLOW_MS  120000
#define QUEUE_MAX ((size_t)4 << 20)

/* ---- what goes out ---- */

/* Every request to lockdownd is told first, and one that pairs goes out only after GO: the library
 * would do it by itself for a phone that has forgotten us. */
static int going_out(void *u, const char *request)
{
    struct mk_ios *x = u;
    struct mk_error e = { 0 };
    if (x->hush || (!x->may_pair && strcmp(request, "lockdown:Pair") == 0))
        return -1;
    return mk_say_said(x, request, &e);
}

/* ---- what the parent says meanwhile ---- */

static int heard(struct mk_ios *x, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_span more = mk_span_from(f->body, 4); /* behind the count */
    if (f->type == MK_PH_QUIT)
        x->over = true;
    else if (f->type == MK_PH_CANCEL)
        x->cancelled = x->cancelled || f->stream == x->stream;
    else if (f->type == MK_PH_RECV && f->stream == x->stream)
        mk_buf_put(&x->queue, more.p, more.len);
    else
        return mk_fail(e, MK_EPROTO, "frame %u in the middle of a request", f->type);
    return mk_buf_ok(&x->queue) ? 0 : mk_fail(e, MK_ELIMIT, "too many files asked for");
}

int mk_iosw_listen(struct mk_ios *x, int wait_ms, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_error none = { 0 };
    int rc;
    while (!x->over && !x->cancelled &&
           (rc = mk_chan_recv(&f, NULL, x->parent, wait_ms, &none)) != -1) {
        if (rc == 0)
            x->over = true;
        else if (heard(x, &f, e) != 0)
            return -1;
        wait_ms = 0;
    }
    if (x->over || x->cancelled || none.code == MK_ETIMEOUT)
        return x->over || x->cancelled;
    *e = none;
    return -1;
}

/* ---- a backup: firmware/ios/backup.h does it ---- */

static int start_service(void *u, service_client_t *out, const char *service, bool escrow,
                         struct mk_error *e)
{
    struct mk_ios *x = u;
    lockdownd_service_descriptor_t d = NULL;
    char why[200] = "";
    int rc = mk_iosw_start(&d, x, service, escrow, why, e);
    if (rc < 0)
        return -1;
    *out = NULL;
    if (rc == 0)
        return mk_fail(e, x->over ? MK_ECLOSED : MK_EREFUSED, "%s", why);
    service_error_t err = service_client_new(x->device, d, out);
    lockdownd_service_descriptor_free(d);
    if (err != SERVICE_E_SUCCESS)
        return mk_fail(e, MK_ECLOSED, "%s: no connection", service);
    if (!escrow) /* notifications, beside what is waited for */
        mk_ios_link_in_passing();
    return 0;
}

static int stopped(void *u, struct mk_error *e)
{
    return mk_iosw_listen(u, 0, e);
}

static int backup(struct mk_ios *x, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    struct mk_backup_phone p = { .u = x,
                                 .start = start_service,
                                 .stopped = stopped,
                                 .chan = x->parent,
                                 .stream = x->stream,
                                 .udid = mk_str(x->udid) };
    if (f->type == MK_PH_BACKUP) {
        uint64_t free_bytes = mk_cur_u64le(&c);
        return mk_cur_ok(&c) ? mk_ios_backup(&p, free_bytes, e)
                             : mk_fail(e, MK_EPROTO, "damaged BACKUP frame");
    }
    struct mk_span old_one = mk_cur_text(&c), new_one = mk_cur_text(&c);
    int rc = mk_cur_ok(&c) ? mk_ios_password(&p, old_one, new_one, e)
                           : mk_fail(e, MK_EPROTO, "damaged PASSWORD frame");
    mk_chan_wipe(x->parent);
    return rc;
}

/* ---- requests ---- */

static int open_phone(struct mk_ios *x, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span ms = mk_cur_text(&c);
    if (x->device || !mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "an OPEN that does not belong here");
    char digits[12] = "";
    if (ms.len && ms.len < sizeof digits)
        memcpy(digits, ms.p, ms.len);
    long v = strtol(digits, NULL, 10);
    x->allow_ms = v > 0 && v < 3600000 ? (int)v : ALLOW_MS;
    return mk_iosw_meet(x, e);
}

static int dispatch(struct mk_ios *x, const struct mk_frame *f, struct mk_error *e)
{
    x->stream = f->stream;
    x->cancelled = false;
    if (f->type != MK_PH_OPEN && f->type != MK_PH_QUIT && f->type != MK_PH_CANCEL && !x->session &&
        !x->device)
        return mk_fail(e, MK_EPROTO, "frame %u before OPEN", f->type);
    switch (f->type) {
    case MK_PH_OPEN:
        return open_phone(x, f->body, e);
    case MK_PH_EXEC:
        return mk_iosw_exec(x, f->body, e);
    case MK_PH_LIST:
        return mk_iosw_list(x, f->body, e);
    case MK_PH_STAT:
        return mk_iosw_stat(x, f->body, e);
    case MK_PH_RECV:
        return mk_iosw_recv(x, f->body, e);
    case MK_PH_BACKUP:
    case MK_PH_PASSWORD:
        return backup(x, f, e);
    case MK_PH_CANCEL: /* of a request that has ended meanwhile */
        return 0;
    case MK_PH_QUIT:
        x->over = true;
        return 0;
    }
    return mk_fail(e, MK_EPROTO, "frame %u is no request to an iPhone", f->type);
}

int mk_ios_run(struct mk_ios *x, struct mk_chan *parent, struct mk_chan *proxy, struct mk_error *e)
{
    struct mk_frame f;
    int rc;
    x->parent = parent;
    x->proxy = proxy;
    mk_ios_link(proxy);
    mk_ios_tap(going_out, x);
    do {
        rc = mk_chan_recv(&f, NULL, parent, -1, e);
        if (rc > 0)
            rc = dispatch(x, &f, e) ? -1 : 1;
    } while (rc > 0 && !x->over);
    mk_ios_tap(NULL, NULL);
    mk_iosw_leave(x);
    return rc < 0 ? -1 : 0;
}

int mk_ios_new(struct mk_ios **out, struct mk_error *e)
{
    struct mk_ios *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "phone worker");
    signal(SIGPIPE, SIG_IGN); /* the library writes to sockets that may be closed */
    mk_ios_tap_init();
    /* Debian's configuration file refuses TLS 1.0 and 1.1, which phones before iOS 9 want. */
    if (OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1) {
        free(x);
        return mk_fail(e, MK_ENOMEM, "TLS");
    }
    mk_buf_init(&x->queue, QUEUE_MAX);
    *out = x;
    return 0;
}

void mk_ios_free(struct mk_ios *x)
{
    if (!x)
        return;
    mk_iosw_leave(x);
    mk_buf_done(&x->queue);
    free(x);
}
