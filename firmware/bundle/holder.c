#include "firmware/bundle/holder.h"
#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/base64.h"
#include <stdio.h>
#include <string.h>

#define NAMES_MAX ((size_t)2 * (MK_TRANSFERS_MAX + 2) * 129)
#define TRUST_MAX ((size_t)64 << 20)

static bool known(const struct mk_holders *h, const char *name)
{
    char line[200];
    int n = snprintf(line, sizeof line, "\n%s\n", name);
    return h->names.len && memmem(h->names.p, h->names.len, line, (size_t)n);
}

static int add(struct mk_holders *h, const char *name, struct mk_error *e)
{
    if (known(h, name))
        return 0;
    mk_buf_printf(&h->names, "%s\n", name);
    return mk_buf_ok(&h->names) ? 0 : mk_fail(e, MK_ENOMEM, "transfers");
}

int mk_holders_init(struct mk_holders *h, const struct mk_verify_info *sealed, struct mk_error *e)
{
    char kit[160], officer[160];
    *h = (struct mk_holders){ .any = false };
    mk_buf_init(&h->names, NAMES_MAX);
    mk_buf_u8(&h->names, '\n');
    snprintf(kit, sizeof kit, "kit:%s", sealed->kit);
    snprintf(officer, sizeof officer, "officer:%s", sealed->officer);
    return add(h, kit, e) || (sealed->officer[0] && add(h, officer, e)) ? -1 : 0;
}

void mk_holders_done(struct mk_holders *h)
{
    mk_buf_done(&h->names);
}

bool mk_holders_may(const struct mk_holders *h, const struct mk_transfer *is)
{
    return h->any || strcmp(is->act, "hand-over") != 0 || known(h, is->giver);
}

int mk_holders_next(struct mk_holders *h, const struct mk_transfer *is, struct mk_error *e)
{
    if (strcmp(is->act, "hand-over") != 0)
        return 0;
    h->any = is->signs != MK_TRANSFER_SSH;
    return add(h, is->giver, e) || (is->by[0] && add(h, is->by, e)) ? -1 : 0;
}

int mk_holder_is_other(bool *yes, const char *trust, const struct mk_transfer *is,
                       struct mk_error *e)
{
    struct mk_buf file, blob;
    const char *b64 = strchr(is->key, ' ');
    int rc = 0;
    *yes = false;
    mk_buf_init(&file, TRUST_MAX);
    mk_buf_init(&blob, MK_SSHSIG_MAX);
    if (trust && b64 && mk_base64_get(&blob, mk_str(b64 + 1)))
        rc = mk_ssh_read_file(&file, trust, e) ||
                     mk_trust_other(yes, mk_buf_span(&file), is->by, mk_buf_span(&blob), e)
                 ? -1
                 : 0;
    else if (blob.bad)
        rc = mk_fail(e, MK_ENOMEM, "transfers");
    mk_buf_done(&file);
    mk_buf_done(&blob);
    return rc;
}
