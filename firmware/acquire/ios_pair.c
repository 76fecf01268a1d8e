/* The pairing of a run with its iPhone: see ios.h. */
#include "firmware/acquire/ios.h"
#include "firmware/acquire/meet.h"
#include "firmware/acquire/storage.h"
#include "firmware/acquire/whole.h"
#include "firmware/plan/files.h"
#include "parsers/base/cursor.h"
#include "parsers/base/mac.h"
#include <stdio.h>
#include <unistd.h>

#define RECORD_MAX ((size_t)256 << 10)

#define PAIRINGS_MAX 8u

#define CHANGE                                                                                     \
    "the question \"Trust This Computer?\" is shown on the phone; once it is answered and the "    \
    "passcode entered, the phone keeps this kit in its list of trusted computers"

/* The file: u8 state, text record. MADE: the phone has been or will be asked, whether it took the
 * record is not known. */
enum state { NONE, MADE, PAIRED, UNPAIRED };

static int load(enum state *state, struct mk_buf *record, struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_error why = { 0 };
    struct mk_buf all;
    *state = NONE;
    if (mk_bundle_scratch(&fd, r->b, "pairing", e))
        return -1;
    mk_buf_init(&all, RECORD_MAX + 8192);
    int rc = mk_whole_read(&all, fd, "pairing record", &why);
    close(fd);
    struct mk_cursor c = mk_cur(mk_buf_span(&all));
    unsigned byte = mk_cur_u8(&c);
    struct mk_span text = mk_cur_text(&c);
    if (rc == 0 && mk_cur_ok(&c) && byte <= UNPAIRED) {
        *state = (enum state)byte;
        if (record)
            mk_buf_put(record, text.p, text.len);
    } else if (rc && why.code != MK_EABSENT) {
        *e = why;
    } else {
        rc = 0;
    }
    if (all.p)
        mk_wipe(all.p, all.cap);
    mk_buf_done(&all);
    return rc;
}

static int store(enum state state, struct mk_span record, struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf all;
    if (mk_bundle_scratch(&fd, r->b, "pairing", e))
        return -1;
    mk_buf_init(&all, RECORD_MAX + 64);
    /* Whole at once: a buffer that grows leaves pieces of the keys behind. */
    (void)mk_buf_room(&all, record.len + 64);
    mk_buf_u8(&all, (uint8_t)state);
    mk_buf_text(&all, record);
    int rc = mk_buf_ok(&all) ? 0 : mk_fail(e, MK_ELIMIT, "the pairing record is too large");
    if (rc == 0 && state == UNPAIRED)
        rc = mk_whole_wipe(fd, "pairing record", e);
    if (rc == 0)
        rc = mk_whole_write(fd, mk_buf_span(&all), "pairing record", e);
    if (all.p)
        mk_wipe(all.p, all.cap);
    mk_buf_done(&all);
    close(fd);
    return rc;
}

/* ---- before it is changed ---- */

/* A phone that is not the one, or no phantom in an exercise, is not paired with: that would change
 * it. What an unpaired phone does not tell is looked at later. */
static int check(const struct mk_run *r, struct mk_span banner, struct mk_error *e)
{
    struct mk_identity was;
    int fd;
    bool phantom = mk_banner_prop(banner, "ro.moka.phantom").len > 0;
    struct mk_span udid = mk_banner_prop(banner, "UniqueDeviceID");
    if (r->o->training && !phantom)
        return mk_fail(e, MK_EREFUSED,
                       "--training works on phantoms only, and this is a phone; it "
                       "was not paired with");
    if (!r->o->training && phantom)
        return mk_fail(e, MK_EREFUSED, "this is a phantom: use --training");
    if (!r->o->training && mk_run_recipients_enough(r, e))
        return -1;
    if (!r->b || !udid.len)
        return 0;
    if (mk_bundle_scratch(&fd, r->b, "identity", e))
        return -1;
    int rc = mk_identity_read(&was, fd, NULL);
    close(fd);
    struct mk_span known = mk_identity_get(&was, MK_ID_UDID);
    if (rc == 0 && known.len && !mk_span_eq(known, udid))
        return mk_fail(e, MK_EREFUSED,
                       "this is another phone than the one the run was begun on: its UDID is %.*s, "
                       "that one's %.*s. It was not paired with",
                       (int)(udid.len < 64 ? udid.len : 64), (const char *)udid.p, (int)known.len,
                       (const char *)known.p);
    return 0;
}

int mk_run_pair(void *u, struct mk_span banner, struct mk_error *e)
{
    struct mk_run *r = u;
    const struct mk_fact facts[] = { MK_FACT_TEXT("banner", banner), MK_FACT_STR("change", CHANGE),
                                     MK_FACT_STR("take_back", MK_RUN_UNTRUST) };
    if (r->pairings++ == PAIRINGS_MAX)
        return mk_fail(e, MK_EREFUSED,
                       "the phone was asked %u times to trust this kit and knows it as often no "
                       "more: it is not asked again. Restart the phone, unlock it, and go on with "
                       "moka resume",
                       PAIRINGS_MAX);
    if (check(r, banner, e) || mk_run_ensure_begun(r, e) || mk_run_said_before(r, e) ||
        mk_run_pair_left(r, "the connection was lost meanwhile", e) ||
        mk_run_act(r, "pairing", facts, 3, true, e))
        return -1;
    r->pair_asked = true;
    mk_run_say(
        r, MK_TOLD_PAIRING,
        "The phone does not know this kit and will ask whether to trust it. Unlock it, touch "
        "Trust and enter the passcode on the phone.");
    return 0;
}

int mk_run_pairing(void *u, struct mk_buf *out, struct mk_error *e)
{
    struct mk_run *r = u;
    enum state state;
    return r->b ? load(&state, out, r, e) : 0;
}

int mk_run_paired(void *u, struct mk_span record, struct mk_error *e)
{
    struct mk_run *r = u;
    if (mk_run_ensure_begun(r, e) || mk_run_said_before(r, e))
        return -1;
    if (!record.len)
        return store(UNPAIRED, record, r, e) || mk_run_act(r, "unpaired", NULL, 0, true, e) ? -1
                                                                                            : 0;
    return store(MADE, record, r, e);
}

int mk_run_pair_met(struct mk_run *r, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("record",
                                                 "kept beside the bundle until it is sealed"),
                                     MK_FACT_STR("take_back", MK_RUN_UNTRUST) };
    enum state state;
    struct mk_buf record;
    mk_buf_init(&record, RECORD_MAX);
    int rc = load(&state, &record, r, e);
    if (rc == 0 && state == MADE)
        rc = store(PAIRED, mk_buf_span(&record), r, e) || mk_run_act(r, "paired", facts, 2, true, e)
                 ? -1
                 : 0;
    r->pair_asked = false;
    if (record.p)
        mk_wipe(record.p, record.cap);
    mk_buf_done(&record);
    return rc;
}

int mk_run_pair_left(struct mk_run *r, const char *why, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("why", why) };
    bool asked = r->pair_asked;
    r->pair_asked = false;
    return asked ? mk_run_act(r, "pairing-refused", facts, 1, true, e) : 0;
}

int mk_run_ios_unpaired(bool *unpaired, struct mk_run *r, struct mk_error *e)
{
    enum state state;
    if (load(&state, NULL, r, e))
        return -1;
    *unpaired = state == UNPAIRED;
    return 0;
}

int mk_run_ios_changed(bool *changed, struct mk_run *r, struct mk_error *e)
{
    enum state state;
    if (load(&state, NULL, r, e))
        return -1;
    *changed = state == MADE || state == PAIRED;
    return 0;
}

/* ---- at the end ---- */

static int log_changes(struct mk_run *r, enum state state, struct mk_error *e)
{
    static const char *const what[] = {
        [NONE] = "none that this kit asked for",
        [MADE] = "the phone was asked to trust this kit and, as far as is known, did not",
        [PAIRED] = "the phone still trusts this kit, whose record of it is destroyed and of no use",
        [UNPAIRED] = "the phone was paired with this kit, and told to forget it",
    };
    const struct mk_fact facts[] = { MK_FACT_STR("what", what[state]),
                                     MK_FACT_STR("take_back", MK_RUN_UNTRUST) };
    r->changed = state == PAIRED;
    return mk_run_act(r, "changes", facts, state == PAIRED ? 2 : 1, false, e);
}

int mk_run_unpair(struct mk_run *r, struct mk_error *e)
{
    enum state state;
    bool there = r->x && !mk_exhibit_is_offline(r->x);
    if (load(&state, NULL, r, e))
        return -1;
    if ((state == PAIRED || state == MADE) && there) {
        struct mk_buf answer;
        mk_buf_init(&answer, 4096);
        int rc = mk_run_act(r, "unpairing", NULL, 0, true, e);
        if (rc == 0)
            rc = mk_run_ask(&answer, r, "unpair", e);
        mk_buf_done(&answer);
        if (rc || load(&state, NULL, r, e))
            return -1;
    }
    if (state == PAIRED) {
        const struct mk_fact facts[] = { MK_FACT_STR("why", there ? "the phone did not take it back"
                                                                  : "the phone was not there"),
                                         MK_FACT_STR("take_back", MK_RUN_UNTRUST) };
        if (mk_run_act(r, "still-paired", facts, 2, true, e))
            return -1;
        mk_run_say(r, MK_TOLD_STILL_TRUSTED,
                   "The phone still has this kit in its list of trusted computers. The kit's "
                   "record is destroyed with the sealing, so nobody can use that. To take it "
                   "back, " MK_RUN_UNTRUST ".");
    }
    return log_changes(r, state, e);
}

/* ---- what is asked ---- */

static bool is_root(struct mk_span path)
{
    for (size_t i = 0; mk_ios_roots[i]; i++)
        if (mk_span_is(path, mk_ios_roots[i]))
            return true;
    return mk_span_starts(path, mk_str(MK_IOS_ROOT_APPS)) &&
           mk_span_ends(path, mk_str("/Documents"));
}

/* What the phone is asked for may name what is out of scope: then by its digest. */
static int log_said(struct mk_run *r, struct mk_span request, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_TEXT("command", request) };
    const char *list = mk_storage_words(r)->list;
    size_t n = strlen(list);
    if (!mk_span_starts(request, mk_str(list)) || request.len <= n || request.p[n] != ' ')
        return mk_run_act(r, "command", facts, 1, false, e);
    struct mk_span path = mk_span_from(request, n + 1);
    bool told = is_root(path) || !mk_file_limited(&r->authority->scope);
    return mk_storage_asked(r, list, path, told, e);
}

int mk_run_said(void *u, struct mk_span request, struct mk_error *e)
{
    struct mk_run *r = u;
    if (r->counted)
        return mk_run_said_before(r, e) || log_said(r, request, e) ? -1 : 0;
    mk_buf_text(&r->said, request);
    return mk_buf_ok(&r->said) ? 0 : mk_fail(e, MK_ELIMIT, "requests before the run has begun");
}

int mk_run_said_before(struct mk_run *r, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&r->said));
    int rc = 0;
    while (rc == 0 && mk_cur_ok(&c) && mk_cur_left(&c))
        rc = log_said(r, mk_cur_text(&c), e);
    mk_buf_clear(&r->said);
    return rc;
}
