#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SIZE_MOST ((size_t)17 << 20)

const struct mk_bundle_info mkbundle_info = {
    .id = "00112233445566778899aabbccddeeff",
    .kit_id = "kit-7",
    .officer_id = "amara",
    .exhibit = "JB/1",
    .reference = "W-2026-11",
    .software = "moka 0.1.0",
    .kit_counter = 3,
    .started_us = 1795312800000000,
    .clock_trusted = true,
};

struct mk_object mkbundle_object(uint64_t number)
{
    static char path[64];
    snprintf(path, sizeof path, "sdcard/DCIM/%llu.jpg", (unsigned long long)number);
    return (struct mk_object){
        .number = number,
        .path = mk_str(path),
        .route = mk_str("adb:sync"),
        .command = mk_str(path),
        .size = -1,
        .mtime_s = INT64_MIN,
    };
}

void mkbundle_bytes(uint8_t *out, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(number * 31 + i * 7 + (i >> 8));
}

int mkbundle_add(struct mk_bundle *b, uint64_t number, size_t size, struct mk_error *e)
{
    static uint8_t bytes[SIZE_MOST];
    struct mk_object o = mkbundle_object(number);
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_digest d;
    mkbundle_bytes(bytes, size, number);
    if (mk_bundle_begin(b, &o, e) != 0)
        return -1;
    if (size && mk_bundle_write(b, mk_span(bytes, size), e) != 0)
        return -1;
    return mk_bundle_finish(&d, b, &end, e);
}

bool mkbundle_has(const struct mk_bundle *b, uint64_t number, size_t size)
{
    static uint8_t want[SIZE_MOST], have[SIZE_MOST + 1];
    struct mk_file f;
    size_t got = 0;
    mkbundle_bytes(want, size, number);
    if (mk_bundle_state(b, number) != MK_OBJECT_WHOLE ||
        mk_bundle_open_object(&f, b, number, NULL) != 0)
        return false;
    bool ok = f.pread(f.u, 0, have, sizeof have, &got, NULL) == 0 && got == size &&
              memcmp(have, want, size) == 0;
    mk_file_close(&f);
    return ok;
}

int mkbundle_sign(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    if (mk_sha256_of(&d, message, e) != 0)
        return -1;
    mk_digest_hex(hex, &d);
    mk_buf_printf(out, "%s %s\n", (const char *)u, hex);
    return 0;
}

char mkbundle_dir[64];
static struct mk_error e;

int mkbundle_setup(void **state)
{
    (void)state;
    stock_dir(mkbundle_dir);
    return 0;
}

int mkbundle_teardown(void **state)
{
    (void)state;
    stock_remove(mkbundle_dir);
    return 0;
}

struct mk_bundle *mkbundle_created(void)
{
    struct mk_bundle *b = NULL;
    assert_int_equal(mk_bundle_create(&b, mkbundle_dir, mk_disk_real(), &mkbundle_info, &e), 0);
    return b;
}

struct mk_bundle *mkbundle_resumed(void)
{
    struct mk_bundle *b = NULL;
    int rc = mk_bundle_resume(&b, mkbundle_dir, mk_disk_real(), &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    return b;
}

const char *mkbundle_text(const char *name)
{
    static struct mk_buf b;
    if (!b.max)
        mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_clear(&b);
    stock_read(&b, stock_path(mkbundle_dir, name));
    return mk_buf_cstr(&b);
}

bool mkbundle_holds(const char *name)
{
    struct stat st;
    return lstat(stock_path(mkbundle_dir, name), &st) == 0;
}

void mkbundle_seal(struct mk_bundle *b)
{
    struct mk_signer by[] = { { "kit", mkbundle_sign, (void *)"kit" },
                              { "officer", mkbundle_sign, (void *)"officer" } };
    int rc = mk_bundle_seal(b, by, 2, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
}

const char *mkbundle_line(const char *name, size_t i)
{
    static char line[4096];
    const char *p = mkbundle_text(name);
    while (i--)
        p = strchr(p, '\n') + 1;
    snprintf(line, sizeof line, "%.*s", (int)strcspn(p, "\n"), p);
    return line;
}
