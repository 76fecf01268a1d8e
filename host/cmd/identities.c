#include "host/cmd/identities.h"
#include "firmware/bundle/pack.h"
#include "firmware/bundle/sealed.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/transfer.h"
#include "parsers/base/mac.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int take(struct mk_identities *k, struct mk_span line, struct mk_error *e)
{
    if (k->n == MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_EUSAGE, "more than %u keys", MK_AGE_RECIPIENTS);
    if (mk_age_identity_read(&k->id[k->n], line, e))
        return -1;
    k->n++;
    return 0;
}

static int add_ssh(struct mk_identities *k, const char *path, struct mk_error *e)
{
    uint8_t seed[MK_SSHKEY_SEED];
    struct mk_sshkey *key;
    if (k->n == MK_AGE_RECIPIENTS)
        return mk_fail(e, MK_EUSAGE, "more than %u keys", MK_AGE_RECIPIENTS);
    if (mk_sshkey_load(&key, path, e))
        return -1;
    int rc = mk_sshkey_seed(seed, key, e) || mk_age_identity_ssh(&k->id[k->n], seed, e) ? -1 : 0;
    k->n += rc == 0;
    mk_wipe(seed, sizeof seed);
    mk_sshkey_free(key);
    return rc;
}

int mk_identities_add(struct mk_identities *k, const char *path, struct mk_error *e)
{
    char line[512];
    int rc = 0;
    bool ssh = false;
    FILE *f = fopen(path, "re");
    if (!f)
        return mk_fail_errno(e, path);
    while (rc == 0 && !ssh && fgets(line, sizeof line, f)) {
        size_t n = strcspn(line, "\r\n");
        ssh = mk_span_starts(mk_span(line, n), mk_str("-----BEGIN "));
        if (n && line[0] != '#' && !ssh)
            rc = take(k, mk_span(line, n), e);
    }
    mk_wipe(line, sizeof line);
    fclose(f);
    return rc == 0 && ssh ? add_ssh(k, path, e) : rc;
}

/* What was recorded of the file after it was sealed lies beside it. */
static int follow(const char *out, const char *in, struct mk_error *e)
{
    char beside[4096];
    if (!mk_sealed_name(beside, sizeof beside, in, ".transfers") || access(beside, F_OK) != 0)
        return 0;
    return mk_transfers_follow(in, out, mk_disk_real(), e);
}

int mk_identities_unpack(const char *out, const char *in, const struct mk_identities *k,
                         struct mk_error *e)
{
    int fd = open(in, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, in);
    int rc = mk_unpack(out, fd, k->id, k->n, mk_disk_real(), e);
    close(fd);
    return rc == 0 ? follow(out, in, e) : -1;
}

void mk_identities_done(struct mk_identities *k)
{
    mk_wipe(k, sizeof *k);
}
