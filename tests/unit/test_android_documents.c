#include "tests/lib/t.h"

#include "tests/fuzz/document.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <stdio.h>

/* What Android keeps in documents, cut off anywhere and read with too little memory: an app that
 * then gives no whole answer traps (tests/fuzz/document.h). */
static const struct {
    const char *app, *path, *file, *beside;
} cases[] = {
    { "android.usage_stats", "usagestats/0/daily/1700000000000", "android9.doc.1700000000000",
      NULL },
    { "android.usage_stats", "usagestats/0/daily/1700000000000", "android10.doc.1700000000000",
      NULL },
    { "android.usage_stats", "usagestats/0/daily/1700000000000", "named.doc.1700000000000",
      "named.beside" },
    { "android.usage_stats", "usagestats/mappings", "named.beside", NULL },
    { "android.notifications", "notification_history/history/1", "basic.doc.1700000000000", NULL },
    { "android.bluetooth", "bt_config.conf", "bt_config.doc.conf", NULL },
    { "android.wifi_old", "wpa_supplicant.conf", "wpa_supplicant.doc.conf", NULL },
    { "android.package_list", "system/packages.list", "packages.doc.list", NULL },
    { "android.settings", "settings_global.xml", "settings_global.doc.xml", NULL },
    { "android.settings", "settings_secure.xml", "settings_secure.doc.xml", NULL },
    { "android.packages", "system/packages.xml", "packages_abx.doc.xml", NULL },
    { "android.wifi", "WifiConfigStore.xml", "abx.doc.xml", NULL },
    { "android.recent_tasks", "recent_tasks/12_task.xml", "12_task.doc.xml", NULL },
    { "android.packages_json", "packages.json", "basic.doc.json", NULL },
};
#define CASES (sizeof cases / sizeof *cases)

static void load(struct mk_buf *out, const char *app, const char *file)
{
    char path[256];
    mk_buf_init(out, (size_t)1 << 20);
    snprintf(path, sizeof path, "tests/app/%s/%s", app, file);
    stock_read(out, path);
    assert_true(out->len > 0);
}

/* Bytes in memory of their own, so that reading beyond them shows. */
static void read_part(size_t i, struct mk_span bytes, const struct mk_file *beside)
{
    uint8_t *own = test_malloc(bytes.len + 1);
    memcpy(own + 1, bytes.p, bytes.len);
    fuzz_document_beside(cases[i].app, cases[i].path, mk_span(own + 1, bytes.len), beside);
    test_free(own);
}

static void documents_can_be_cut_off_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct mk_buf bytes, names;
        load(&bytes, cases[i].app, cases[i].file);
        for (size_t n = 0; n <= bytes.len; n++)
            read_part(i, mk_span(bytes.p, n), NULL);
        if (cases[i].beside) {
            load(&names, cases[i].app, cases[i].beside);
            for (size_t n = 0; n <= names.len; n++) {
                struct mk_span cut = mk_span(names.p, n);
                struct mk_file file = mk_file_memory(&cut);
                read_part(i, mk_buf_span(&bytes), &file);
            }
            mk_buf_done(&names);
        }
        mk_buf_done(&bytes);
    }
}

static void documents_are_read_with_too_little_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct mk_buf bytes, names;
        int n;
        load(&bytes, cases[i].app, cases[i].file);
        load(&names, cases[i].app, cases[i].beside ? cases[i].beside : cases[i].file);
        struct mk_span other = mk_buf_span(&names);
        struct mk_file beside = mk_file_memory(&other);
        for (n = 1; fault_arm(n); n++)
            fuzz_document_beside(cases[i].app, cases[i].path, mk_buf_span(&bytes),
                                 cases[i].beside ? &beside : NULL);
        fault_disarm();
        assert_true(n > 3); /* there was something to fail */
        mk_buf_done(&names);
        mk_buf_done(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_can_be_cut_off_anywhere),
        cmocka_unit_test(documents_are_read_with_too_little_memory),
    };
    return cmocka_run_group_tests_name("android documents", tests, NULL, NULL);
}
