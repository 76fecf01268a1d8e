#include "firmware/phantom/ios_lockdown.h"
#include "firmware/phantom/ios_service.h"
#include <stdio.h>

/* One connection to lockdownd. */
struct lockdown {
    struct mk_ios_stream *s;
    struct mk_ios_phone *p;
    char session[40]; /* "": none */
    int pair;         /* of the session */
    enum { STAY, TLS_ON, TLS_OFF, BYE } then;
};

static bool in_session(const struct lockdown *l)
{
    return *l->session != 0;
}

/* ---- requests: each an error's word, or NULL and its answer in `a` ---- */

static const char *query_type(struct lockdown *l, plist_t q, plist_t a)
{
    (void)q;
    mk_ios_asked(l->p, "lockdown:QueryType");
    mk_ios_put_text(a, "Type", "com.apple.mobile.lockdown");
    return NULL;
}

static const char *get_value(struct lockdown *l, plist_t q, plist_t a)
{
    const char *domain = mk_ios_text(q, "Domain"), *key = mk_ios_text(q, "Key");
    mk_ios_asked(l->p, "lockdown:GetValue%s%s%s%s", domain ? " " : "", domain ? domain : "",
                 key ? " " : "", key ? key : "");
    if (domain)
        mk_ios_put_text(a, "Domain", domain);
    if (key)
        mk_ios_put_text(a, "Key", key);
    plist_t all = mk_ios_values(l->p, domain, in_session(l));
    plist_t v = all && key ? plist_copy(plist_dict_get_item(all, key)) : all;
    if (key)
        plist_free(all);
    if (v)
        plist_dict_set_item(a, "Value", v);
    return v ? NULL : in_session(l) ? "MissingValue" : "GetProhibited";
}

static const char *set_value(struct lockdown *l, plist_t q, plist_t a)
{
    (void)a;
    const char *key = mk_ios_text(q, "Key");
    mk_ios_asked(l->p, "lockdown:SetValue %s", key ? key : "");
    return "SetProhibited";
}

static const char *pair(struct lockdown *l, plist_t q, plist_t a)
{
    uint8_t escrow[MK_IOS_ESCROW];
    mk_ios_asked(l->p, "lockdown:Pair");
    const char *why = mk_ios_pair(escrow, l->p, plist_dict_get_item(q, "PairRecord"));
    if (!why)
        mk_ios_put_data(a, "EscrowBag", mk_span(escrow, sizeof escrow));
    return why;
}

static const char *validate(struct lockdown *l, plist_t q, plist_t a)
{
    (void)a;
    mk_ios_asked(l->p, "lockdown:ValidatePair");
    return mk_ios_pair_validate(l->p, plist_dict_get_item(q, "PairRecord"));
}

static const char *unpair(struct lockdown *l, plist_t q, plist_t a)
{
    (void)a;
    mk_ios_asked(l->p, "lockdown:Unpair");
    return mk_ios_unpair(l->p, plist_dict_get_item(q, "PairRecord"));
}

static const char *start_session(struct lockdown *l, plist_t q, plist_t a)
{
    const char *id = mk_ios_text(q, "HostID");
    mk_ios_asked(l->p, "lockdown:StartSession");
    if (in_session(l))
        return "SessionActive";
    if (!id)
        return "MissingHostID";
    l->pair = mk_ios_pair_find(l->p, id, mk_ios_text(q, "SystemBUID"));
    if (l->pair < 0 || mk_ios_lies(l->p, MK_LIE_UNREAD))
        return "InvalidHostID";
    mk_ios_lock(l->p);
    unsigned n = ++l->p->sessions;
    mk_ios_unlock(l->p);
    snprintf(l->session, sizeof l->session, "5E550000-0000-4000-8000-%012X", n);
    mk_ios_put_text(a, "SessionID", l->session);
    if (mk_ios_lies(l->p, MK_LIE_SESSION))
        memcpy(l->session, "another", 8);
    mk_ios_put_bool(a, "EnableSessionSSL", !l->p->how.no_tls);
    l->then = l->p->how.no_tls ? STAY : TLS_ON;
    return NULL;
}

static const char *stop_session(struct lockdown *l, plist_t q, plist_t a)
{
    (void)a;
    const char *id = mk_ios_text(q, "SessionID");
    mk_ios_asked(l->p, "lockdown:StopSession");
    if (!in_session(l))
        return "SessionInactive";
    if (!id)
        return "MissingSessionID";
    if (strcmp(id, l->session) != 0)
        return "InvalidSessionID";
    l->session[0] = 0;
    l->then = l->s->ssl ? TLS_OFF : STAY;
    return NULL;
}

/* An escrow bag is what lets a host in that paired before, while the phone is locked; before the
 * first unlock the phone's own keys are not there either. */
static const char *opens(struct lockdown *l, plist_t bag)
{
    uint64_t n = 0;
    const char *p =
        bag && plist_get_node_type(bag) == PLIST_DATA ? plist_get_data_ptr(bag, &n) : NULL;
    mk_ios_lock(l->p);
    enum mk_phone_lock screen = mk_ios_screen(l->p);
    bool fits =
        p && mk_span_eq(mk_span(p, (size_t)n), mk_span(l->p->pairs[l->pair].escrow, MK_IOS_ESCROW));
    mk_ios_unlock(l->p);
    if (p && !fits)
        return "EscrowLocked";
    bool shut = screen == MK_PHONE_BEFORE_FIRST_UNLOCK || (screen == MK_PHONE_LOCKED && !fits);
    return shut ? "PasswordProtected" : NULL;
}

static const char *start_service(struct lockdown *l, plist_t q, plist_t a)
{
    const char *name = mk_ios_text(q, "Service");
    mk_ios_asked(l->p, "lockdown:StartService %s", name ? name : "");
    int n = mk_ios_service_find(name);
    if (!name)
        return "MissingService";
    if (!in_session(l))
        return "SessionInactive";
    if (n < 0)
        return "InvalidService";
    const char *why = opens(l, plist_dict_get_item(q, "EscrowBag"));
    if (why)
        return why;
    mk_ios_put_text(a, "Service", name);
    mk_ios_put_uint(a, "Port", mk_ios_service_start(l->p, (unsigned)n, (unsigned)l->pair));
    if (!l->p->how.no_tls)
        mk_ios_put_bool(a, "EnableServiceSSL", true);
    return NULL;
}

static const char *goodbye(struct lockdown *l, plist_t q, plist_t a)
{
    (void)q;
    (void)a;
    l->then = BYE;
    return NULL;
}

static const struct {
    const char *name;
    const char *(*answer)(struct lockdown *l, plist_t q, plist_t a);
} requests[] = {
    { "QueryType", query_type },
    { "GetValue", get_value },
    { "SetValue", set_value },
    { "RemoveValue", set_value },
    { "Pair", pair },
    { "ValidatePair", validate },
    { "Unpair", unpair },
    { "StartSession", start_session },
    { "StopSession", stop_session },
    { "StartService", start_service },
    { "Goodbye", goodbye },
};

static const char *answer(struct lockdown *l, plist_t q, plist_t a)
{
    const char *name = mk_ios_text(q, "Request");
    mk_ios_put_text(a, "Request", name ? name : "");
    for (size_t i = 0; name && i < sizeof requests / sizeof *requests; i++)
        if (!strcmp(requests[i].name, name))
            return requests[i].answer(l, q, a);
    return "UnknownRequest";
}

static int change(struct lockdown *l, struct mk_error *e)
{
    if (l->then == TLS_ON) {
        mk_ios_lock(l->p);
        struct mk_ios_pair pair_of = l->p->pairs[l->pair];
        mk_ios_unlock(l->p);
        return mk_ios_tls_begin(l->s, &pair_of, e);
    }
    return l->then == TLS_OFF ? mk_ios_tls_end(l->s, e) : 0;
}

int mk_ios_lockdown_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    struct lockdown l = { .s = s, .p = s->phone };
    int rc = 0;
    while (rc == 0 && l.then != BYE) {
        plist_t q, a = plist_new_dict();
        l.then = STAY;
        rc = mk_ios_message_read(&q, s, e);
        const char *why = rc ? NULL : answer(&l, q, a);
        if (why)
            mk_ios_put_text(a, "Error", why);
        if (rc == 0)
            rc = mk_ios_message_write(s, a, MK_IOS_XML, e);
        plist_free(a);
        plist_free(q);
        if (rc == 0)
            rc = change(&l, e);
    }
    return rc;
}
