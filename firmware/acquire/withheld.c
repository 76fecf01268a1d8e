#include "firmware/acquire/run.h"
#include "parsers/base/mac.h"

/* The run's keyed digests (firmware/bundle/withheld.h): their key lies in the kit's folder. */

void mk_run_withheld_close(struct mk_run *r)
{
    mk_withheld_free(r->withheld);
    mk_hmac_free(r->names);
    r->withheld = NULL;
    r->names = NULL;
}

/* After a connection that was lost as well: what was begun then is dropped. */
int mk_run_withheld_under(struct mk_run *r, struct mk_span key, struct mk_error *e)
{
    mk_run_withheld_close(r);
    return mk_withheld_open(&r->withheld, r->b, key, e) ||
                   mk_hmac_new(&r->names, MK_MAC_SHA256, key, e)
               ? -1
               : 0;
}

int mk_run_withheld_open(struct mk_run *r, struct mk_error *e)
{
    uint8_t key[MK_KIT_DIGEST_KEY];
    bool begun;
    if (mk_withheld_begun(&begun, r->b, e) || mk_kit_digest_key(key, r->kit, r->id, !begun, e))
        return -1;
    int rc = mk_run_withheld_under(r, mk_span(key, sizeof key), e);
    mk_wipe(key, sizeof key);
    return rc;
}

int mk_run_name_mac(char out[static MK_SHA256_HEX], struct mk_run *r, struct mk_span path,
                    struct mk_error *e)
{
    struct mk_digest d;
    const struct mk_withheld_item name = { .what = MK_WITHHELD_FILE, .path = path };
    if (mk_withheld_mac(&d, r->names, &name, e))
        return -1;
    mk_digest_hex(out, &d);
    return 0;
}

/* ---- what the ledger says of them ---- */

struct sum {
    const char *of;
    uint64_t n;
    struct mk_buf *words;
    const char *(*mean)(const char *word);
};

static int add(void *u, const struct mk_withheld_sum *s, struct mk_error *e)
{
    struct sum *all = u;
    uint64_t n = 0;
    (void)e;
    if (strcmp(s->of, all->of) != 0)
        return 0;
    for (size_t i = 0; i < MK_WITHHELD_COUNT; i++)
        n += s->n[i];
    all->n += n;
    mk_buf_printf(all->words, "%s%llu %s", all->words->len ? ", " : "", (unsigned long long)n,
                  all->mean(s->why));
    return 0;
}

int mk_run_withheld_sum(uint64_t *n, struct mk_buf *words, struct mk_run *r, const char *of,
                        const char *(*mean)(const char *word), struct mk_error *e)
{
    struct sum all = { .of = of, .words = words, .mean = mean };
    int rc = mk_withheld_sums(r->withheld, add, &all, e);
    *n = all.n;
    return rc;
}
