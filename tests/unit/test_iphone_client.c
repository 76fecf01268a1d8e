/*
 * The phantom as libimobiledevice sees it: through usbmuxd's socket, paired, in TLS.
 */
#include "tests/lib/t.h"
#include "firmware/phantom/ios_serve.h"
#include "tests/lib/hand_iphone.h"
#include "tests/lib/stock.h"
#include <libimobiledevice/afc.h>
#include <libimobiledevice/installation_proxy.h>
#include <libimobiledevice/libimobiledevice.h>
#include <libimobiledevice/lockdown.h>
#include <libimobiledevice/notification_proxy.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define UDID "00008030-000A1B2C3D4E001E"

static pid_t phantom;
static idevice_t device;

/* A host that pairs makes keys, which takes long: so few tests do. */
static void play(const char *fault)
{
    int out[2];
    char path[128], line[256] = "";
    hand_iphone->how.no_tls = false;
    if (fault)
        hand_iphone_fault(fault);
    snprintf(path, sizeof path, "%s/usbmuxd", hand_iphone_dir);
    assert_int_equal(pipe(out), 0);
    phantom = fork();
    assert_true(phantom >= 0);
    if (phantom == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct mk_error e = { 0 };
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
        _exit(mk_ios_serve(hand_iphone, path, &e) ? 1 : 0);
    }
    close(out[1]);
    assert_true(read(out[0], line, sizeof line - 1) > 0);
    close(out[0]);
    assert_int_equal(strncmp(line, "listening ", 10), 0);
    char address[160];
    snprintf(address, sizeof address, "UNIX:%s", path);
    setenv("USBMUXD_SOCKET_ADDRESS", address, 1);
}

static int stop(void **s)
{
    (void)s;
    idevice_free(device);
    device = NULL;
    kill(phantom, SIGTERM);
    assert_int_equal(waitpid(phantom, NULL, 0), phantom);
    return 0;
}

static lockdownd_client_t shake_hands(void)
{
    lockdownd_client_t l = NULL;
    assert_int_equal(idevice_new(&device, UDID), IDEVICE_E_SUCCESS);
    assert_int_equal(lockdownd_client_new_with_handshake(device, &l, "test"), LOCKDOWN_E_SUCCESS);
    return l;
}

static void value_is(lockdownd_client_t l, const char *key, const char *text)
{
    plist_t v = NULL;
    assert_int_equal(lockdownd_get_value(l, NULL, key, &v), LOCKDOWN_E_SUCCESS);
    assert_string_equal(plist_get_string_ptr(v, NULL), text);
    plist_free(v);
}

static void a_session_in_tls_goes_back_into_the_clear(lockdownd_client_t l)
{
    char *type = NULL;
    plist_t v = NULL;
    value_is(l, "SerialNumber", "F17VPHONE001");
    assert_int_equal(lockdownd_stop_session(l, "5E550000-0000-4000-8000-000000000001"),
                     LOCKDOWN_E_SUCCESS);
    assert_int_equal(lockdownd_query_type(l, &type), LOCKDOWN_E_SUCCESS);
    assert_string_equal(type, "com.apple.mobile.lockdown");
    free(type);
    assert_int_equal(lockdownd_get_value(l, NULL, "SerialNumber", &v), LOCKDOWN_E_GET_PROHIBITED);
}

static void a_file_is_read(void)
{
    uint64_t handle = 0;
    uint32_t n = 0;
    char text[64];
    afc_client_t afc = NULL;
    assert_int_equal(afc_client_start_service(device, &afc, "test"), AFC_E_SUCCESS);
    assert_int_equal(afc_file_open(afc, "/DCIM/100APPLE/IMG_0001.JPG", AFC_FOPEN_RDONLY, &handle),
                     AFC_E_SUCCESS);
    assert_int_equal(afc_file_read(afc, handle, text, sizeof text, &n), AFC_E_SUCCESS);
    assert_int_equal(n, 20);
    assert_memory_equal(text, "not really a picture", 20);
    assert_int_equal(afc_file_close(afc, handle), AFC_E_SUCCESS);
    assert_int_equal(afc_file_open(afc, "/new", AFC_FOPEN_WRONLY, &handle), AFC_E_PERM_DENIED);
    afc_client_free(afc);
}

static void apps_are_browsed(void)
{
    instproxy_client_t i = NULL;
    plist_t list = NULL, options = instproxy_client_options_new();
    assert_int_equal(instproxy_client_start_service(device, &i, "test"), INSTPROXY_E_SUCCESS);
    instproxy_client_options_add(options, "ApplicationType", "User", NULL);
    assert_int_equal(instproxy_browse(i, options, &list), INSTPROXY_E_SUCCESS);
    assert_int_equal(plist_array_get_size(list), 2);
    plist_free(list);
    instproxy_client_options_free(options);
    instproxy_client_free(i);
}

static int names[2];

static void posted(const char *name, void *data)
{
    (void)data;
    assert_true(write(names[1], name, strlen(name) + 1) > 0);
}

static void post_is(bool shown, const char *name)
{
    char text[128] = "";
    struct pollfd p = { names[0], POLLIN, 0 };
    mk_ios_lock(hand_iphone);
    hand_iphone->passcode_shown = shown;
    mk_ios_unlock(hand_iphone);
    assert_int_equal(poll(&p, 1, 20000), 1);
    assert_true(read(names[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, name);
}

static uint64_t asked(void)
{
    mk_ios_lock(hand_iphone);
    uint64_t n = hand_iphone->link.asked;
    mk_ios_unlock(hand_iphone);
    return n;
}

static void the_screen_s_question_for_the_passcode_is_posted(void)
{
    np_client_t np = NULL;
    assert_int_equal(pipe(names), 0);
    assert_int_equal(np_client_start_service(device, &np, "test"), NP_E_SUCCESS);
    assert_int_equal(np_set_notify_callback(np, posted, NULL), NP_E_SUCCESS);
    uint64_t before = asked();
    np_observe_notification(np, "com.apple.LocalAuthentication.ui.presented");
    np_observe_notification(np, "com.apple.LocalAuthentication.ui.dismissed");
    while (asked() < before + 2) /* it does not answer */
        sched_yield();
    post_is(true, "com.apple.LocalAuthentication.ui.presented");
    post_is(false, "com.apple.LocalAuthentication.ui.dismissed");
    np_client_free(np);
    close(names[0]);
    close(names[1]);
}

static void it_is_asked_in_tls(void **s)
{
    (void)s;
    play(NULL);
    lockdownd_client_t l = shake_hands();
    a_session_in_tls_goes_back_into_the_clear(l);
    lockdownd_client_free(l);
    a_file_is_read();
    apps_are_browsed();
    the_screen_s_question_for_the_passcode_is_posted();
}

/* ---- the cable ---- */

static int events[2];

static void happened(const idevice_event_t *e, void *data)
{
    (void)data;
    char c = e->event == IDEVICE_DEVICE_ADD ? '+' : e->event == IDEVICE_DEVICE_REMOVE ? '-' : 'p';
    assert_int_equal(write(events[1], &c, 1), 1);
}

static char next_event(void)
{
    char c = 0;
    do {
        struct pollfd p = { events[0], POLLIN, 0 };
        assert_int_equal(poll(&p, 1, 20000), 1);
        assert_int_equal(read(events[0], &c, 1), 1);
    } while (c == 'p');
    return c;
}

/* Somebody else pairs under the same names: what this host shows is then nobody's. */
static void a_key_of_nobody_does_not_get_in(void)
{
    plist_t v = NULL;
    lockdownd_client_t l = NULL;
    mk_ios_lock(hand_iphone);
    assert_true(*hand_iphone->pairs[0].host_id);
    memcpy(hand_iphone->pairs[0].root_cert, "x", 2);
    memcpy(hand_iphone->pairs[0].host_cert, "x", 2);
    mk_ios_unlock(hand_iphone);
    if (lockdownd_client_new_with_handshake(device, &l, "test") == LOCKDOWN_E_SUCCESS)
        assert_int_not_equal(lockdownd_get_value(l, NULL, "SerialNumber", &v), LOCKDOWN_E_SUCCESS);
    assert_null(v);
    lockdownd_client_free(l);
}

static void it_is_gone_when_it_is_unplugged_and_comes_back(void **s)
{
    (void)s;
    plist_t v = NULL;
    play("unplug=1@lockdown:GetValue PhoneNumber");
    assert_int_equal(pipe(events), 0);
    assert_int_equal(idevice_event_subscribe(happened, NULL), IDEVICE_E_SUCCESS);
    assert_int_equal(next_event(), '+');
    lockdownd_client_t l = shake_hands();
    assert_int_not_equal(lockdownd_get_value(l, NULL, "PhoneNumber", &v), LOCKDOWN_E_SUCCESS);
    assert_int_equal(next_event(), '-');
    assert_int_equal(next_event(), '+');
    lockdownd_client_free(l);
    idevice_free(device);
    l = shake_hands();
    value_is(l, "PhoneNumber", "+34600111222");
    lockdownd_client_free(l);
    a_key_of_nobody_does_not_get_in();
    assert_int_equal(idevice_event_unsubscribe(), IDEVICE_E_SUCCESS);
    close(events[0]);
    close(events[1]);
}

static void the_finger_says_trust(void **s)
{
    (void)s;
    lockdownd_client_t l = NULL;
    hand_iphone->how.pending = hand_iphone->pending_left = 1000000;
    hand_iphone->x.now.lock = MK_PHONE_LOCKED;
    play(NULL);
    assert_int_equal(idevice_new(&device, UDID), IDEVICE_E_SUCCESS);
    assert_int_equal(lockdownd_client_new_with_handshake(device, &l, "test"),
                     LOCKDOWN_E_PASSWORD_PROTECTED);
    kill(phantom, SIGUSR1);
    lockdownd_error_t e;
    while ((e = lockdownd_client_new_with_handshake(device, &l, "test")) ==
           LOCKDOWN_E_PASSWORD_PROTECTED)
        ;
    assert_int_equal(e, LOCKDOWN_E_PAIRING_DIALOG_RESPONSE_PENDING);
    kill(phantom, SIGUSR1);
    while ((e = lockdownd_client_new_with_handshake(device, &l, "test")) ==
           LOCKDOWN_E_PAIRING_DIALOG_RESPONSE_PENDING)
        ;
    assert_int_equal(e, LOCKDOWN_E_SUCCESS);
    lockdownd_client_free(l);
}

#define PHONE(f) cmocka_unit_test_setup_teardown(f, hand_iphone_reset, stop)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        PHONE(it_is_asked_in_tls),
        PHONE(it_is_gone_when_it_is_unplugged_and_comes_back),
        PHONE(the_finger_says_trust),
    };
    return cmocka_run_group_tests(tests, hand_iphone_up, hand_iphone_down);
}
