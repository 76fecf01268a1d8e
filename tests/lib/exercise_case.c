#include "tests/lib/exercise_case.h"
#include "tests/lib/fault.h"
#include "tests/lib/folder.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"

struct mk_train_counts exercise_make(const char *dir, const struct mk_train_options *o)
{
    struct mk_train_counts n;
    struct mk_error e = { 0 };
    stock_remove(dir);
    if (mk_train_new(&n, dir, o, &e))
        fail_msg("%s", e.text);
    return n;
}

static bool once(const char *dir, const char *good, const struct mk_train_options *o)
{
    struct mk_train_counts c;
    char hex[MK_SHA256_HEX];
    int rc = mk_train_new(&c, dir, o, NULL);
    bool fired = fault_fired();
    fault_disarm();
    if (rc != 0) {
        assert_true(fired);
        return fired;
    }
    folder_digest(hex, dir);
    assert_string_equal(hex, good);
    return fired;
}

void exercise_survives_faults(const char *dir, const char *good_dir,
                              const struct mk_train_options *o)
{
    struct mk_scenario *sc;
    struct mk_train_options with = *o;
    char good[MK_SHA256_HEX];
    bool fired = true;
    assert_int_equal(mk_scenario_load(&sc, NULL, NULL), 0);
    with.scenario = sc;
    exercise_make(good_dir, &with);
    folder_digest(good, good_dir);
    for (int n = 1; fired; n += 1 + n / 40) {
        stock_remove(dir);
        if (!fault_arm(n))
            break;
        fired = once(dir, good, &with);
    }
    mk_scenario_free(sc);
}
