#include "firmware/daemon/selftest_run.h"
#include "parsers/base/time.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *name;
    int (*run)(struct mk_selftest_said *out, const struct mk_selftest_world *w, struct mk_error *e);
} parts[MK_TEST_COUNT] = {
    [MK_TEST_HASH] = { "hash", mk_selftest_hash },
    [MK_TEST_READER] = { "reader", mk_selftest_reader },
    [MK_TEST_BUNDLE] = { "bundle", mk_selftest_bundle },
    [MK_TEST_KEY] = { "key", mk_selftest_key },
};

const char *mk_selftest_name(enum mk_selftest_part p)
{
    return parts[p].name;
}

static int64_t us_of(clockid_t id)
{
    struct timespec t = { 0 };
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static bool one(struct mk_json *j, enum mk_selftest_part p, const struct mk_selftest_world *w,
                const struct mk_error *unmade)
{
    struct mk_selftest_said said = { .answer = "" };
    struct mk_error e = { 0 };
    int64_t began = us_of(CLOCK_MONOTONIC);
    bool needs = p == MK_TEST_READER || p == MK_TEST_BUNDLE;
    int rc = -1;
    if (needs && unmade->code != MK_OK)
        e = *unmade;
    else
        rc = parts[p].run(&said, w, &e);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "name", parts[p].name);
    mk_json_kv_bool(j, "ok", rc == 0);
    mk_json_kv_int(j, "ms", (us_of(CLOCK_MONOTONIC) - began) / 1000);
    mk_json_kv_str(j, "answer", said.answer);
    mk_json_kv_str(j, "control", said.control);
    if (rc)
        mk_json_kv_text(j, "why", mk_str(e.text));
    mk_json_close(j, '}');
    return rc == 0;
}

bool mk_selftest_all(struct mk_json *j, const char *in, enum mk_selftest_part broken)
{
    struct mk_selftest_world w = { .broken = broken };
    struct mk_error unmade = { 0 };
    int64_t began = us_of(CLOCK_MONOTONIC);
    bool good = true;
    snprintf(w.dir, sizeof w.dir, "%.4000s/moka-selftest.XXXXXX", in);
    bool made = mkdtemp(w.dir) != NULL;
    if (!made)
        mk_fail_errno(&unmade, in);
    else
        (void)!mk_selftest_make(&w, &unmade);
    mk_json_open(j, '{');
    mk_json_kv_iso(j, "at", us_of(CLOCK_REALTIME), 0);
    mk_json_kv_str(j, "version", MK_VERSION);
    mk_json_key(j, "tests");
    mk_json_open(j, '[');
    for (int p = 0; p < MK_TEST_COUNT; p++)
        good = one(j, (enum mk_selftest_part)p, &w, &unmade) && good;
    mk_json_close(j, ']');
    if (made)
        nftw(w.dir, drop, 16, FTW_DEPTH | FTW_PHYS);
    mk_json_kv_int(j, "ms", (us_of(CLOCK_MONOTONIC) - began) / 1000);
    mk_json_kv_bool(j, "ok", good);
    mk_json_close(j, '}');
    return good;
}
