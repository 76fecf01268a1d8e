#include "firmware/daemon/phones_list.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct {
    struct mk_loop *loop;
    struct mk_phones *phones;
    struct usb_tree tree;
    char iphones[128];
    int changes;
    int64_t later_us; /* the clock is ahead by so much */
} w;

static int64_t boot_us(void *u)
{
    struct timespec t;
    (void)u;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + w.later_us;
}

/* Where nothing comes, up to half a second has passed: a child has its time. */
static int wait_for(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    int rc = poll(p, n, timeout_ms ? 50 : 0);
    (void)u;
    if (rc == 0 && timeout_ms > 0)
        w.later_us += (int64_t)(timeout_ms < 500 ? timeout_ms : 500) * 1000;
    return rc;
}

static void changed(void *u)
{
    (void)u;
    w.changes++;
}

static void turn(void)
{
    struct mk_error e;
    assert_int_equal(mk_loop_turn(w.loop, 5000, &e), 0);
}

static void begin(const char *const *named, const char *usbmuxd)
{
    const struct mk_phones_options o = {
        .named = named, .sysfs = w.tree.sysfs, .usbmuxd = usbmuxd, .changed = changed
    };
    struct mk_error e = { 0 };
    assert_int_equal(mk_phones_new(&w.phones, w.loop, &o, &e), 0);
    w.phones->program = "fake_devices";
}

static int set_up(void **s)
{
    static const struct mk_loop_calls calls = { NULL, boot_us, boot_us, wait_for };
    struct mk_error e;
    (void)s;
    memset(&w, 0, sizeof w);
    usb_tree_new(&w.tree);
    snprintf(w.iphones, sizeof w.iphones, "%s/iphones", w.tree.root);
    return mk_loop_new(&w.loop, &calls, &e);
}

static int tear_down(void **s)
{
    (void)s;
    mk_phones_free(w.phones);
    mk_loop_free(w.loop);
    unlink(w.iphones);
    usb_tree_free(&w.tree);
    return 0;
}

/* The list as text: device, name, platform, what it shows, ready. */
static const char *list(void)
{
    static char text[4096];
    size_t n = 0;
    text[0] = 0;
    for (size_t i = 0; i < mk_phones_count(w.phones); i++) {
        const struct mk_phone *p = mk_phones_at(w.phones, i);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s|%s|%s|%s|%d%s%s;", p->device, p->name,
                              mk_phone_platform_name(p->platform), p->shows[0], p->ready,
                              p->held[0] ? "|" : "", p->held);
    }
    return text;
}

static void until(const char *text)
{
    for (int i = 0; strcmp(list(), text) != 0 && i < 600; i++)
        turn();
    assert_string_equal(list(), text);
}

static void set_iphones(const char *lines)
{
    FILE *f = fopen(w.iphones, "w");
    assert_non_null(f);
    fputs(lines, f);
    fclose(f);
}

static void phones_on_usb_come_and_go(void **s)
{
    (void)s;
    begin(NULL, NULL);
    assert_string_equal(list(), "");
    usb_phone(&w.tree, "1-2", 1, 5, "R58M12ABCDE");
    for (int i = 0; mk_phones_count(w.phones) == 0 && i < 100; i++)
        turn();
    assert_int_equal(mk_phones_count(w.phones), 1);
    assert_string_equal(mk_phones_at(w.phones, 0)->serial, "R58M12ABCDE");
    turn();
    assert_true(w.changes > 0 && mk_phones_at(w.phones, 0)->ready);
    usb_unplug(&w.tree, "1-2");
    until("");
}

static void what_is_no_phone_is_not_there(void **s)
{
    (void)s;
    usb_plug(&w.tree, "1-3", 1, 6, "K1");
    usb_interface(&w.tree, "1-3", 0, "03/01/01", "Keyboard");
    begin(NULL, NULL);
    for (int i = 0; i < 5; i++)
        turn();
    assert_string_equal(list(), "");
    assert_int_equal(w.changes, 0);
}

static void a_phone_that_only_charges_says_what_to_touch(void **s)
{
    (void)s;
    usb_plug(&w.tree, "1-2", 1, 5, "S");
    usb_interface(&w.tree, "1-2", 0, "06/01/01", "MTP");
    begin(NULL, NULL);
    const struct mk_phone *p = mk_phones_at(w.phones, 0);
    assert_non_null(p);
    assert_false(p->ready);
    assert_int_equal(p->nfindings, 1);
    assert_string_equal(p->findings[0].code, "debugging-off");
    assert_true(p->findings[0].stops);
    assert_true(p->findings[0].todo[0][0] && p->findings[0].todo[1][0]);
    usb_interface(&w.tree, "1-2", 1, "ff/42/01", "ADB Interface");
    for (int i = 0; !mk_phones_at(w.phones, 0)->ready && i < 100; i++)
        turn();
    assert_true(mk_phones_at(w.phones, 0)->ready);
}

static void named_phones_are_asked_for(void **s)
{
    (void)s;
    static const char *const named[] = { "tcp:127.0.0.1:1", "tcp:127.0.0.1:2", "tcp:127.0.0.1:3",
                                         "tcp:127.0.0.1:9", NULL };
    begin(named, NULL);
    for (int i = 0; mk_phones_count(w.phones) < 2 && i < 600; i++)
        turn();
    const struct mk_phone *one = mk_phones_find(w.phones, "tcp:127.0.0.1:1");
    const struct mk_phone *two = mk_phones_find(w.phones, "tcp:127.0.0.1:2");
    assert_non_null(one);
    assert_non_null(two);
    assert_string_equal(one->name, "Phöne   One");
    assert_string_equal(one->port, "127.0.0.1:1");
    assert_true(one->phantom && one->ready);
    assert_string_equal(two->findings[0].code, "asks");
    for (int i = 0; i < 50; i++)
        turn();
    assert_int_equal(mk_phones_count(w.phones), 2); /* the others make no sense */
}

static void iphones_behind_a_socket_are_listed_then_asked_once(void **s)
{
    (void)s;
    set_iphones("00008110-00089B81E7DF916F\n");
    begin(NULL, w.iphones);
    for (int i = 0;
         (!mk_phones_at(w.phones, 0) || !mk_phones_at(w.phones, 0)->version[0]) && i < 600; i++)
        turn();
    const struct mk_phone *p = mk_phones_at(w.phones, 0);
    assert_non_null(p);
    assert_string_equal(p->name, "Noor");
    assert_string_equal(p->version, "17.5.1");
    assert_string_equal(p->serial, "00008110-00089B81E7DF916F");
    assert_int_equal(p->platform, MK_PHONE_IPHONE);
    set_iphones("");
    until("");
}

static void one_that_a_run_has_stays_and_is_not_asked(void **s)
{
    (void)s;
    static const char *const named[] = { "tcp:127.0.0.1:1", NULL };
    struct mk_error e = { 0 };
    begin(named, NULL);
    assert_int_equal(mk_phones_hold(w.phones, "tcp:127.0.0.1:1", "c-1", &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    until("tcp:127.0.0.1:1|Phöne   One|android|adb|1;");
    assert_int_equal(mk_phones_hold(w.phones, "tcp:127.0.0.1:1", "c-1", &e), 0);
    assert_null(w.phones->sources[1].child);
    assert_string_equal(list(), "tcp:127.0.0.1:1|Phöne   One|android|adb|1|c-1;");
    assert_int_equal(mk_phones_hold(w.phones, "tcp:127.0.0.1:1", "c-2", &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    for (int i = 0; i < 20; i++) {
        turn();
        assert_null(w.phones->sources[1].child);
    }
    mk_phones_release(w.phones, "c-1");
    until("tcp:127.0.0.1:1|Phöne   One|android|adb|1;");
}

static void one_that_a_run_has_is_shown_unplugged(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    usb_phone(&w.tree, "1-2", 1, 5, "R58");
    begin(NULL, NULL);
    assert_int_equal(mk_phones_hold(w.phones, "usb:1-2", "c-1", &e), 0);
    usb_unplug(&w.tree, "1-2");
    for (int i = 0; mk_phones_at(w.phones, 0)->plugged && i < 100; i++)
        turn();
    assert_int_equal(mk_phones_count(w.phones), 1);
    assert_false(mk_phones_at(w.phones, 0)->ready);
    assert_string_equal(mk_phones_at(w.phones, 0)->shows[0], "");
    mk_phones_release(w.phones, "c-1");
    assert_int_equal(mk_phones_count(w.phones), 0);
}

static void a_child_that_hangs_is_ended(void **s)
{
    (void)s;
    static const char *const named[] = { "tcp:127.0.0.1:4", NULL };
    begin(named, NULL);
    while (!w.phones->sources[1].child)
        turn();
    pid_t pid = mk_child_pid(w.phones->sources[1].child);
    for (int i = 0; kill(pid, 0) == 0 && i < 600; i++)
        turn();
    assert_int_equal(kill(pid, 0), -1);
    assert_string_equal(list(), "");
}

static void names_that_are_none_are_refused(void **s)
{
    (void)s;
    static const char *const bad[][2] = { { "usb:1-2", NULL }, { "phone", NULL } };
    for (size_t i = 0; i < 2; i++) {
        const struct mk_phones_options o = { .named = bad[i], .sysfs = w.tree.sysfs };
        struct mk_phones *p = NULL;
        struct mk_error e = { 0 };
        assert_int_equal(mk_phones_new(&p, w.loop, &o, &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
    }
}

static void as_json_it_is_what_the_panel_reads(void **s)
{
    (void)s;
    usb_phone(&w.tree, "1-2", 1, 5, "R58");
    begin(NULL, NULL);
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    struct mk_json j = mk_json(&b);
    mk_phone_json(&j, mk_phones_at(w.phones, 0));
    json_t *o = json_loadb((const char *)b.p, b.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    assert_string_equal(json_string_value(json_object_get(o, "device")), "usb:1-2");
    assert_string_equal(json_string_value(json_object_get(o, "port")), "1-2");
    assert_true(json_is_true(json_object_get(o, "ready")));
    assert_int_equal(json_array_size(json_object_get(o, "findings")), 1);
    json_decref(o);
    mk_buf_done(&b);
}

static void guarded(void)
{
    const struct mk_phones_options o = {
        .sysfs = w.tree.sysfs, .blocks = w.tree.nodes, .guard = true, .changed = changed
    };
    struct mk_error e = { 0 };
    assert_int_equal(mk_phones_new(&w.phones, w.loop, &o, &e), 0);
    w.phones->program = "fake_devices";
}

static void what_is_kept_out_says_so(void **s)
{
    char bus[128];
    (void)s;
    snprintf(bus, sizeof bus, "%s/usb1", w.tree.sysfs);
    assert_int_equal(mkdir(bus, 0700), 0);
    usb_attr(&w.tree, "usb1", "authorized_default", "1");
    usb_attr(&w.tree, "usb1", "interface_authorized_default", "1");
    guarded();
    assert_int_equal(mk_phones_count(w.phones), 0);
    usb_plug(&w.tree, "1-3", 1, 6, "K1");
    usb_attr(&w.tree, "1-3", "authorized", "0");
    for (int i = 0; mk_phones_count(w.phones) == 0 && i < 100; i++)
        turn();
    const struct mk_phone *p = mk_phones_at(w.phones, 0);
    assert_non_null(p);
    assert_string_equal(p->findings[0].code, "usb-refused");
    assert_true(p->findings[0].stops && !p->ready);
}

static void ports_that_cannot_be_guarded_are_said(void **s)
{
    (void)s;
    usb_phone(&w.tree, "1-2", 1, 5, "R58");
    guarded();
    assert_null(w.phones->guard);
    const struct mk_phone *p = mk_phones_at(w.phones, 0);
    assert_int_equal(p->nfindings, 2);
    assert_string_equal(p->findings[1].code, "usb-unguarded");
    assert_true(p->ready && !p->findings[1].stops);
}

static void no_memory_is_no_crash(void **s)
{
    (void)s;
    static const char *const named[] = { "tcp:127.0.0.1:1", NULL };
    usb_phone(&w.tree, "1-2", 1, 5, "R58");
    for (int n = 1; fault_arm(n); n++) {
        const struct mk_phones_options o = { .named = named, .sysfs = w.tree.sysfs };
        struct mk_error e = { 0 };
        struct mk_phones *p = NULL;
        if (mk_phones_new(&p, w.loop, &o, &e) == 0) {
            p->program = "fake_devices";
            for (int i = 0; i < 3; i++)
                (void)!mk_loop_turn(w.loop, 50, &e);
        }
        mk_phones_free(p);
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(phones_on_usb_come_and_go),
        T(what_is_no_phone_is_not_there),
        T(a_phone_that_only_charges_says_what_to_touch),
        T(named_phones_are_asked_for),
        T(iphones_behind_a_socket_are_listed_then_asked_once),
        T(one_that_a_run_has_stays_and_is_not_asked),
        T(one_that_a_run_has_is_shown_unplugged),
        T(a_child_that_hangs_is_ended),
        T(names_that_are_none_are_refused),
        T(as_json_it_is_what_the_panel_reads),
        T(what_is_kept_out_says_so),
        T(ports_that_cannot_be_guarded_are_said),
        T(no_memory_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
