/* Whether the phone is the exhibit: see identity.h. */
#include "firmware/acquire/ios.h"
#include "firmware/acquire/meet.h"
#include "firmware/worker/phone.h"
#include <stdio.h>
#include <unistd.h>

int mk_run_ask(struct mk_buf *out, struct mk_run *r, const char *command, struct mk_error *e)
{
    struct mk_answer a;
    const struct mk_fact facts[] = { MK_FACT_STR("command", command) };
    mk_answer_init(&a);
    int rc = mk_run_act(r, "command", facts, 1, false, e);
    if (rc == 0)
        rc = mk_exhibit_text(&a, r->x, mk_str(command), out, e);
    if (a.status != MK_PH_OK || a.exit_code > 0)
        mk_buf_clear(out);
    mk_answer_done(&a);
    return rc;
}

static int ask(struct mk_identity *id, struct mk_run *r, enum mk_identity_part p,
               struct mk_error *e)
{
    struct mk_buf text;
    mk_buf_init(&text, 4096);
    int rc = mk_run_ask(&text, r, mk_identity_command(p), e);
    if (rc == 0)
        mk_identity_put(id, p, mk_buf_span(&text));
    mk_buf_done(&text);
    return rc;
}

static struct mk_span banner_without_features(const struct mk_run *r)
{
    struct mk_span s = mk_buf_span(&mk_exhibit_facts(r->x)->banner);
    const uint8_t *at = s.len ? memmem(s.p, s.len, "features=", 9) : NULL;
    return at ? mk_span(s.p, (size_t)(at - s.p)) : s;
}

static int ask_all(struct mk_identity *id, struct mk_run *r, struct mk_error *e)
{
    memset(id, 0, sizeof *id);
    if (r->platform == MK_IPHONE) {
        mk_identity_put(id, MK_ID_BANNER, mk_exhibit_prop(r->x, "ProductType"));
        return mk_run_ios_identity(id, r, e);
    }
    mk_identity_put(id, MK_ID_USB_SERIAL, mk_str(mk_exhibit_usb_serial(r->x)));
    mk_identity_put(id, MK_ID_BANNER, banner_without_features(r));
    for (unsigned p = 0; p < MK_ID_COUNT; p++)
        if (mk_identity_command(p) && ask(id, r, p, e))
            return -1;
    return 0;
}

static int take(struct mk_identity *id, struct mk_run *r, struct mk_error *e)
{
    struct mk_fact facts[MK_ID_COUNT];
    size_t n = 0;
    if (ask_all(id, r, e))
        return -1;
    for (unsigned p = 0; p < MK_ID_COUNT; p++)
        if (mk_identity_is_of(p, r->platform == MK_IPHONE))
            facts[n++] = (struct mk_fact)MK_FACT_TEXT(mk_identity_name(p), mk_identity_get(id, p));
    return mk_run_act(r, "identity", facts, n, true, e);
}

static int refuse(struct mk_run *r, const char *what, const char *why, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("why", why) };
    if (mk_run_act(r, "wrong-phone", facts, 1, true, e))
        return -1;
    r->why = "wrong-phone";
    return mk_fail(e, MK_EREFUSED, "%s: %.200s", what, why);
}

static int compare(struct mk_run *r, const struct mk_identity *was, const struct mk_identity *now,
                   struct mk_error *e)
{
    struct mk_buf why;
    mk_buf_init(&why, 4096);
    bool same = mk_identity_same(&why, was, now);
    const char *text = mk_buf_cstr(&why);
    const struct mk_fact facts[] = { MK_FACT_STR("why", text) };
    int rc = 0;
    if (!same)
        rc = refuse(r, "this is another phone than the one the run was begun on", text, e);
    else if (why.len)
        rc = mk_run_act(r, "identity-changed", facts, 1, false, e);
    mk_buf_done(&why);
    return rc;
}

/* None is written yet: then nothing was asked. Else it is lost, or another version's, and any phone
 * would do. */
static int first(struct mk_run *r, const struct mk_identity *now, int fd, struct mk_error *e)
{
    if (mk_bundle_state(r->b, 1) == MK_OBJECT_NONE)
        return mk_identity_write(now, fd, e);
    return mk_fail(e, MK_EREFUSED,
                   "which phone the run was begun on can no longer be told: nothing of a phone may "
                   "be added; moka resume --keep seals what is there");
}

/* Against what the run began with; the first connection's is kept. */
static int check(struct mk_run *r, const struct mk_identity *now, struct mk_error *e)
{
    struct mk_identity was;
    struct mk_error why = { 0 };
    int fd;
    if (mk_bundle_scratch(&fd, r->b, "identity", e))
        return -1;
    int rc = mk_identity_read(&was, fd, &why);
    if (rc == 0)
        rc = compare(r, &was, now, e);
    else if (why.code == MK_EABSENT)
        rc = first(r, now, fd, e);
    else if (e)
        *e = why;
    close(fd);
    return rc;
}

int mk_run_identify(struct mk_run *r, struct mk_error *e)
{
    char why[480];
    struct mk_identity now;
    const char *named = r->authority->device_serial;
    if (take(&now, r, e))
        return -1;
    if (!named || mk_identity_has_serial(&now, named))
        return check(r, &now, e);
    struct mk_span is =
        mk_identity_get(&now, r->platform == MK_IPHONE ? MK_ID_IOS_SERIAL : MK_ID_SERIAL);
    snprintf(why, sizeof why, "the authority names serial %s, this one says %.*s", named,
             (int)is.len, (const char *)is.p);
    return refuse(r, "not the phone of the authority", why, e);
}
