/* The key that the phone has to allow: made, offered and used by the run. See adbkey.h. */
#include "firmware/acquire/events.h"
#include "firmware/acquire/meet.h"
#include <stdio.h>
#include <unistd.h>

#define CHANGE                                                                                     \
    "the question \"Allow USB debugging?\" is shown on the phone; once touched, the phone takes "  \
    "this key for the connection or, if \"Always allow\" was ticked, keeps it in its list of "     \
    "allowed computers"

/* The file goes when the bundle is sealed. */
static int open_file(int *fd, struct mk_run *r, struct mk_error *e)
{
    return mk_bundle_scratch(fd, r->b, "adbkey", e);
}

int mk_run_key_load(struct mk_run *r, struct mk_error *e)
{
    int fd, rc;
    struct mk_error why = { 0 };
    if (r->key || !r->b)
        return 0;
    if (open_file(&fd, r, e))
        return -1;
    rc = mk_adbkey_read(&r->key, &r->key_state, fd, &why);
    close(fd);
    if (rc && why.code != MK_EABSENT) {
        if (e)
            *e = why;
        return -1;
    }
    return 0;
}

static int mark(struct mk_run *r, enum mk_adbkey_state state, struct mk_error *e)
{
    int fd;
    if (r->key_state == state)
        return 0;
    if (open_file(&fd, r, e))
        return -1;
    int rc = mk_adbkey_mark(fd, state, e);
    close(fd);
    if (rc == 0)
        r->key_state = state;
    return rc;
}

/* The run has it once it is durable: a phone that allowed another would be asked again for ever. */
static int make(struct mk_run *r, struct mk_error *e)
{
    int fd = -1;
    struct mk_adbkey *key = NULL;
    int rc = mk_adbkey_make(&key, e);
    if (rc == 0)
        rc = open_file(&fd, r, e);
    if (rc == 0)
        rc = mk_adbkey_write(key, fd, e);
    if (fd >= 0)
        close(fd);
    if (rc == 0) {
        r->key = key;
        r->key_state = MK_ADBKEY_MADE;
    } else {
        mk_adbkey_free(key);
    }
    return rc;
}

/* It was offered, and the connection ended without it being allowed. */
int mk_run_key_left(struct mk_run *r, const char *why, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("why", why) };
    bool pending = r->key_offered;
    r->key_tried = r->key_offered = false;
    return pending ? mk_run_act(r, "key-not-allowed", facts, 1, true, e) : 0;
}

/* Each one, before it goes out. */
static int log_signed(struct mk_run *r, struct mk_span token, struct mk_error *e)
{
    struct mk_buf hex;
    mk_buf_init(&hex, 2 * MK_ADBKEY_TOKEN);
    mk_buf_hex(&hex, token);
    const struct mk_fact facts[] = { MK_FACT_TEXT("token", mk_buf_span(&hex)) };
    int rc = mk_buf_ok(&hex) ? mk_run_act(r, "key-signed", facts, 1, true, e)
                             : mk_fail(e, MK_ENOMEM, "custody entry");
    mk_buf_done(&hex);
    return rc;
}

int mk_run_key_sign(void *u, struct mk_buf *out, struct mk_span token, unsigned nth,
                    struct mk_error *e)
{
    struct mk_run *r = u;
    if (mk_run_key_load(r, e) || mk_run_key_left(r, "the connection was lost meanwhile", e))
        return -1;
    if (!r->key || nth > 0)
        return 0;
    if (mk_adbkey_sign(out, r->key, token, e) || mk_run_ensure_begun(r, e) ||
        log_signed(r, token, e))
        return -1;
    r->key_tried = true;
    return 0;
}

/* It was allowed once. Without a tick in "Always allow" a phone forgets that with the connection:
 * usual, and just what another phone would do. */
static int say_unknown(struct mk_run *r, struct mk_error *e)
{
    char line[400];
    const struct mk_fact facts[] = { MK_FACT_STR(
        "may_be", "the phone forgot the key with the connection (\"Always allow\" was not ticked); "
                  "its USB debugging authorisations were revoked; another phone") };
    snprintf(
        line, sizeof line,
        "The phone does not know this run's key any more. That is usual after a cable came off "
        "or a restart. It is also what another phone would do: look whether this is exhibit "
        "%.100s before you touch Allow again. Its identity is compared before anything else.",
        r->authority->exhibit);
    mk_run_tell(
        r, &(struct mk_told){ MK_TOLD_KEY_UNKNOWN, line, r->authority->exhibit, MK_TOLD_NO_TIME });
    return mk_run_act(r, "key-unknown", facts, 1, true, e);
}

int mk_run_key_offer(void *u, struct mk_buf *out, struct mk_error *e)
{
    struct mk_run *r = u;
    char fingerprint[MK_ADBKEY_FINGERPRINT], name[64], line[160];
    if (mk_run_ensure_begun(r, e) || (!r->key && make(r, e)) ||
        mk_adbkey_fingerprint(fingerprint, r->key, e))
        return -1;
    if (r->key_state == MK_ADBKEY_ALLOWED && say_unknown(r, e))
        return -1;
    const struct mk_fact facts[] = { MK_FACT_STR("fingerprint", fingerprint),
                                     MK_FACT_STR("change", CHANGE),
                                     MK_FACT_STR("take_back", MK_RUN_REVOKE) };
    if ((r->key_state == MK_ADBKEY_MADE && mark(r, MK_ADBKEY_OFFERED, e)) ||
        mk_run_act(r, "key-offered", facts, 3, true, e))
        return -1;
    r->key_offered = true;
    snprintf(line, sizeof line, "The phone asks whether it may trust this kit. Its key: %s",
             fingerprint);
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_KEY_SHOWN, line, fingerprint, r->o->allow_s });
    snprintf(name, sizeof name, "moka@%s", mk_kit_id(r->kit));
    return mk_adbkey_public(out, r->key, name, e);
}

int mk_run_key_met(struct mk_run *r, struct mk_error *e)
{
    bool offered = r->key_offered, tried = r->key_tried;
    r->key_tried = r->key_offered = false;
    if (!offered && !tried)
        return 0;
    if (mark(r, MK_ADBKEY_ALLOWED, e))
        return -1;
    return mk_run_act(r, offered ? "key-allowed" : "key-known", NULL, 0, true, e);
}

int mk_run_changes(struct mk_run *r, struct mk_error *e)
{
    char fingerprint[MK_ADBKEY_FINGERPRINT];
    const struct mk_fact none[] = { MK_FACT_STR("what", "none that this kit asked for") };
    if (mk_run_key_load(r, e))
        return -1;
    if (!r->key || r->key_state == MK_ADBKEY_MADE)
        return mk_run_act(r, "changes", none, 1, false, e);
    if (mk_adbkey_fingerprint(fingerprint, r->key, e))
        return -1;
    const struct mk_fact facts[] = {
        MK_FACT_STR("what",
                    r->key_state == MK_ADBKEY_ALLOWED
                        ? "this kit's key was allowed; the phone keeps it if \"Always "
                          "allow\" was ticked"
                        : "this kit's key was offered and, as far as is known, not allowed"),
        MK_FACT_STR("fingerprint", fingerprint),
        MK_FACT_STR("take_back", MK_RUN_REVOKE),
    };
    r->changed = true;
    return mk_run_act(r, "changes", facts, 3, false, e);
}
