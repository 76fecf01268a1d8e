#include "firmware/ios/link.h"
#include "firmware/ios/identity.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <usbmuxd.h>

#define SILENCE_S 60 /* of a phone in the middle of something it sends */

static struct mk_chan *proxy;
static struct mk_error last;
static int newest = -1; /* connection; its owner closes it */
static bool met;
static uint32_t number; /* of the phone, as usbmuxd had it when it was met */

void mk_ios_link(struct mk_chan *to)
{
    proxy = to;
    last = (struct mk_error){ 0 };
    met = false;
}

const struct mk_error *mk_ios_link_error(void)
{
    return &last;
}

int mk_ios_link_there(struct mk_error *e)
{
    struct mk_mux_device d;
    return mk_mux_find(&d, proxy, e);
}

int mk_ios_link_stayed(struct mk_error *e)
{
    struct mk_mux_device d;
    if (mk_mux_find(&d, proxy, e) != 0)
        return -1;
    return !met || d.id == number ? 0
                                  : mk_fail(e, MK_ECLOSED, "the phone was unplugged for a moment");
}

void mk_ios_link_anew(void)
{
    met = false;
}

static void note_number(void)
{
    struct mk_mux_device d;
    struct mk_error ignored;
    if (met || mk_mux_find(&d, proxy, &ignored) != 0)
        return;
    met = true;
    number = d.id;
}

int usbmuxd_get_device(const char *udid, usbmuxd_device_info_t *device,
                       enum usbmux_lookup_options options)
{
    struct mk_mux_device d;
    (void)options;
    if (mk_mux_find(&d, proxy, &last) != 0 || strlen(d.udid) >= sizeof device->udid ||
        (udid && strcmp(udid, d.udid) != 0))
        return 0;
    *device = (usbmuxd_device_info_t){ .handle = d.id,
                                       .product_id = d.product,
                                       .conn_type = CONNECTION_TYPE_USB };
    memcpy(device->udid, d.udid, strlen(d.udid) + 1);
    return 1;
}

int usbmuxd_connect(const uint32_t handle, const unsigned short port)
{
    const struct timeval patience = { .tv_sec = SILENCE_S };
    int fd;
    (void)handle;
    if (mk_mux_connect(&fd, proxy, port, &last) != 0)
        return -ECONNREFUSED;
    /* A phone that stops in the middle of a record: TLS would wait for ever. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0) {
        mk_fail_errno(&last, "connection");
        close(fd);
        return -EBADF;
    }
    newest = fd;
    note_number();
    return fd;
}

void mk_ios_link_in_passing(void)
{
    const struct timeval moment = { .tv_usec = 20000 };
    if (newest >= 0)
        (void)!setsockopt(newest, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
}

int usbmuxd_read_pair_record(const char *record_id, char **record_data, uint32_t *record_size)
{
    struct mk_buf b;
    (void)record_id; /* the proxy has one */
    *record_data = NULL;
    *record_size = 0;
    mk_buf_init(&b, MK_MUX_RECORD_MAX);
    int rc = mk_mux_read(&b, proxy, &last) == 0 && b.len ? 0 : -ENOENT;
    if (rc == 0) {
        *record_data = (char *)b.p; /* free()d by the caller */
        *record_size = (uint32_t)b.len;
    } else
        mk_buf_done(&b);
    return rc;
}

/* The identity's, not the machine's: no other case has it. */
int usbmuxd_read_buid(char **buid)
{
    plist_t record = NULL;
    *buid = NULL;
    if (mk_identity_load(&record, proxy, &last) == 0 && record)
        *buid = mk_identity_text(record, MK_IDENTITY_BUID);
    plist_free(record);
    return *buid ? 0 : -ENOENT;
}
