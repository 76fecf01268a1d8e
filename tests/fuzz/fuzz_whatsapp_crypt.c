/* Any bytes as an encrypted WhatsApp backup, opened with a fixed key, and as a key. */
#include "parsers/format/whatsapp_crypt.h"
#include "parsers/format/whatsapp_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int put(void *u, const void *p, size_t n, struct mk_error *e)
{
    uint64_t *total = u;
    (void)p;
    *total += n;
    return *total > (uint64_t)64 << 20 ? mk_fail(e, MK_ELIMIT, "enough") : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct mk_secret secrets[] = {
        { "whatsapp", { (const uint8_t *)"0123456789abcdef0123456789abcdef", 32 } }, { 0 }
    };
    struct mk_span in = mk_span(p, n);
    struct mk_file f = mk_file_memory(&in);
    struct mk_context cx = { .path = mk_str("msgstore.db.crypt14"), .secrets = secrets };
    struct mk_whatsapp w;
    struct mk_whatsapp_key k;
    struct mk_error e;
    uint64_t total = 0;
    mk_whatsapp_key_parse(&k, in);
    if (mk_decrypt_whatsapp.run(put, &total, &f, &cx, &e) != 0 && total > 0 && e.code == MK_EAUTH)
        __builtin_trap(); /* a wrong key is told before the first byte */
    if (mk_whatsapp_open(&w, &f, &e) != 0)
        return 0;
    if (w.at > w.end || w.end > n || w.iv_len > sizeof w.iv)
        __builtin_trap();
    memcpy(w.key, secrets[0].value.p, 32); /* as if it had fitted: what comes out is the phone's */
    total = 0;
    if (mk_whatsapp_plain(&w, &f, put, &total, &e) != 0 && e.code == MK_OK)
        __builtin_trap();
    return 0;
}
