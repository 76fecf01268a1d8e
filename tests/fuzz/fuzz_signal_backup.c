/* Any bytes as the frames of a Signal backup, read by the whole app, and as an encrypted one. */
#include "parsers/engine/engine.h"
#include "parsers/format/signal_crypt.h"
#include "parsers/format/signal_frames.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int take_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item item;
    (void)u, (void)e;
    while (mk_item_next(&item, &c) == 1)
        ;
    if (!mk_cur_ok(&c) || mk_cur_left(&c))
        __builtin_trap();
    return 0;
}

static int take_issue(void *u, const struct mk_issue *issue, struct mk_error *e)
{
    (void)u, (void)e;
    return issue->why[0] ? 0 : -1;
}

static int take_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    (void)u, (void)c, (void)e;
    return 0;
}

static int put(void *u, const void *p, size_t n, struct mk_error *e)
{
    (void)u, (void)p, (void)n, (void)e;
    __builtin_trap(); /* nothing that a fuzzer makes up has the right HMAC */
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct mk_secret secrets[] = {
        { "signal",
          { (const uint8_t *)"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            64 } },
        { "signal-aci", { (const uint8_t *)"0123456789abcdef0123456789abcdef", 32 } },
        { 0 }
    };
    struct mk_span in = mk_span(p, n);
    struct mk_file f = mk_file_memory(&in);
    struct mk_context cx = { .path = mk_str("a.binproto"), .secrets = secrets };
    struct mk_sink sink = { take_records, take_issue, take_cover, NULL };
    struct mk_input input = { .file = cx.path, .route = "file", .memory_max = (size_t)16 << 20 };
    struct mk_error e;
    struct mk_tables t;
    if (mk_decrypt_signal.run(put, NULL, &f, &cx, &e) == 0)
        __builtin_trap();
    mk_format_signal_backup.knows(mk_span(p, n < 4096 ? n : 4096), cx.path);
    if (mk_format_signal_backup.open(&t, &f, &cx, &e) != 0)
        return 0;
    if (mk_app_run(mk_app_find("signal.backup"), &t, &input, &sink, &e) != 0 && e.code == MK_OK)
        __builtin_trap();
    mk_format_signal_backup.close(&t);
    return 0;
}
