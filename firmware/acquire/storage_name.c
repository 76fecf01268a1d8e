/* How the custody log names what lies in the storage: see storage.h. */
#include "firmware/acquire/storage.h"

/* Appends the members that name a path. Where the scope limits files, what may be left is not
 * named.
 */
struct naming {
    struct mk_buf hex;
    char mac[MK_SHA256_HEX];
};

static int name(struct naming *n, struct mk_fact *facts, size_t *count, struct mk_run *r,
                struct mk_span path, bool told, struct mk_error *e)
{
    mk_buf_init(&n->hex, 2 * 65536 + 1);
    if (!told && mk_run_name_mac(n->mac, r, path, e))
        return -1;
    if (!told) {
        facts[(*count)++] = (struct mk_fact)MK_FACT_STR("path_mac", n->mac);
        return 0;
    }
    mk_buf_hex(&n->hex, path);
    facts[(*count)++] = (struct mk_fact)MK_FACT_TEXT("path", path);
    facts[(*count)++] = (struct mk_fact)MK_FACT_TEXT("path_hex", mk_buf_span(&n->hex));
    return mk_buf_ok(&n->hex) ? 0 : mk_fail(e, MK_ENOMEM, "custody entry");
}

static int not_taken(struct mk_run *r, struct mk_span path, const char *what, struct mk_span why,
                     bool told, struct mk_error *e)
{
    struct naming n;
    struct mk_fact facts[4] = { MK_FACT_STR("what", what) };
    size_t count = 1;
    int rc = name(&n, facts, &count, r, path, told, e);
    facts[count++] = (struct mk_fact)MK_FACT_TEXT("why", why);
    if (rc == 0)
        rc = mk_run_act(r, "not-taken", facts, count, false, e);
    mk_buf_done(&n.hex);
    r->result.not_taken++;
    return rc;
}

int mk_storage_not_taken(struct mk_run *r, struct mk_span path, const char *what,
                         struct mk_span why, struct mk_error *e)
{
    return not_taken(r, path, what, why, true, e);
}

int mk_storage_asked(struct mk_run *r, const char *command, struct mk_span path, bool told,
                     struct mk_error *e)
{
    struct naming n;
    struct mk_fact facts[3] = { MK_FACT_STR("command", command) };
    size_t count = 1;
    int rc = name(&n, facts, &count, r, path, told, e);
    if (rc == 0)
        rc = mk_run_act(r, "command", facts, count, false, e);
    mk_buf_done(&n.hex);
    return rc;
}

int mk_storage_entry_left(struct mk_run *r, struct mk_span path, struct mk_span why, bool told,
                          struct mk_error *e)
{
    return not_taken(r, path, "entry", why, told, e);
}
