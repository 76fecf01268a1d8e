/* Phones that have to be asked for: by moka-devices, one child a source at a time. */
#include "firmware/daemon/phones_list.h"
#include <stdio.h>

#define LINE_MOST ((size_t)16 << 10)

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* A member of the phone's words, if it said one. */
static void put(char *out, size_t max, const json_t *o, const char *key)
{
    const char *s = text_of(o, key);
    memset(out, 0, max);
    mk_phones_text(out, max, s);
}

static void fill_android(struct mk_phone *p, const json_t *o)
{
    bool asks = json_is_true(json_object_get(o, "asks"));
    put(p->model, sizeof p->model, o, "ro.product.model");
    put(p->name, sizeof p->name, o, "ro.product.model");
    p->platform = MK_PHONE_ANDROID;
    p->nfindings = 0;
    memset(p->findings, 0, sizeof p->findings);
    if (asks)
        mk_phones_finding(p, "asks", "The phone will ask whether it may trust this kit.",
                          "Keep the screen unlocked. Touch Allow when it asks.", false);
}

static void fill_iphone(struct mk_phone *p, const json_t *o)
{
    snprintf(p->make, sizeof p->make, "Apple");
    put(p->model, sizeof p->model, o, "ProductType");
    put(p->name, sizeof p->name, o, "DeviceName");
    put(p->version, sizeof p->version, o, "ProductVersion");
}

static void on_android(struct mk_source *s, const json_t *o)
{
    struct mk_phone_entry *en = mk_phones_entry(s->phones, text_of(o, "device"), MK_ORIGIN_TCP, s);
    if (!en)
        return;
    en->seen = en->p.plugged = en->p.ready = s->answered = true;
    en->p.phantom = json_is_true(json_object_get(o, "phantom"));
    memset(en->p.shows, 0, sizeof en->p.shows);
    snprintf(en->p.shows[0], sizeof en->p.shows[0], "adb");
    fill_android(&en->p, o);
}

/* A line of the list, or what it tells anybody. */
static void on_iphone(struct mk_source *s, const json_t *o)
{
    const char *udid = text_of(o, "udid");
    struct mk_phone_entry *en = mk_phones_entry(s->phones, text_of(o, "device"), MK_ORIGIN_MUX, s);
    if (!en)
        return;
    s->answered = en->seen = en->p.plugged = en->p.ready = true;
    en->p.platform = MK_PHONE_IPHONE;
    snprintf(en->p.shows[0], sizeof en->p.shows[0], "apple");
    if (udid[0]) {
        size_t n = 0;
        mk_phones_text(en->p.serial, sizeof en->p.serial, udid);
        for (const char *c = en->p.serial; *c; c++)
            if (*c != '-')
                en->serial[n++] = *c;
        en->serial[n] = 0;
        snprintf(en->p.port, sizeof en->p.port, "%.63s", en->p.serial);
        return;
    }
    en->known = true;
    en->p.phantom = json_is_true(json_object_get(o, "phantom"));
    fill_iphone(&en->p, o);
}

static void on_line(void *u, char *line, size_t n)
{
    struct mk_source *s = u;
    json_t *o = n <= LINE_MOST ? json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    struct mk_address a;
    struct mk_error ignored = { 0 };
    /* it names what it was asked for, and nothing else */
    if (o && mk_address_parse(&a, text_of(o, "device"), &ignored) == 0) {
        if (s->origin == MK_ORIGIN_TCP && a.kind == MK_ADDRESS_TCP)
            on_android(s, o);
        if (s->origin == MK_ORIGIN_MUX && a.kind == MK_ADDRESS_IPHONE && a.serial[0])
            on_iphone(s, o);
    }
    json_decref(o);
}

/* ---- children ---- */

static void look(void *u);
static void start(struct mk_source *s, const char *const *argv);

/* One that nobody has asked yet, nor a run has. */
static struct mk_phone_entry *unknown(const struct mk_source *s)
{
    for (size_t i = 0; i < s->phones->n; i++) {
        struct mk_phone_entry *en = &s->phones->all[i];
        if (en->source == s && en->p.plugged && !en->known && !en->p.held[0])
            return en;
    }
    return NULL;
}

static void ask(struct mk_source *s, struct mk_phone_entry *en)
{
    const char *const argv[] = { "moka-devices", "--json", "--ask", s->asked, NULL };
    snprintf(s->asked, sizeof s->asked, "%s", en->p.device);
    en->known = true; /* once: a phone that does not answer is shown as it is */
    s->asks = true;
    start(s, argv);
}

static void on_ended(void *u, int status)
{
    struct mk_source *s = u;
    struct mk_phone_entry *en;
    (void)status;
    s->child = NULL;
    if (!s->asks)
        mk_phones_unseen(s->phones, s->origin, s, false);
    mk_phones_show(s->phones);
    s->asks = false;
    if (s->origin == MK_ORIGIN_MUX && (en = unknown(s)))
        ask(s, en);
    else
        mk_source_look(s, s->answered ? MK_PHONES_STILL : MK_PHONES_AGAIN);
}

static void out_of_patience(void *u)
{
    struct mk_source *s = u;
    mk_child_free(s->child);
    on_ended(s, 0);
}

static void start(struct mk_source *s, const char *const *argv)
{
    struct mk_error ignored = { 0 };
    const struct mk_child_spec spec = {
        .program = s->phones->program, .argv = argv, .out = on_line, .ended = on_ended, .u = s
    };
    if (mk_child_start(&s->child, s->phones->loop, &spec, &ignored)) {
        s->child = NULL;
        s->asks = false;
        mk_source_look(s, MK_PHONES_STILL);
        return;
    }
    mk_timer_set(s->phones->loop, &s->timer, MK_PHONES_CHILD, out_of_patience, s);
}

/* A run has the only phone that this source can have. */
static bool is_held(const struct mk_source *s)
{
    for (size_t i = 0; i < s->phones->n; i++)
        if (s->phones->all[i].source == s && s->phones->all[i].p.held[0])
            return s->origin == MK_ORIGIN_TCP;
    return false;
}

static void look(void *u)
{
    struct mk_source *s = u;
    const char *const tcp[] = { "moka-devices", "--json", "--tcp", s->word, NULL };
    const char *const mux[] = { "moka-devices", "--json", s->word, NULL };
    if (is_held(s))
        return; /* until it is let go */
    mk_phones_unseen(s->phones, s->origin, s, true);
    s->answered = false;
    start(s, s->origin == MK_ORIGIN_TCP ? tcp : mux);
}

void mk_source_look(struct mk_source *s, int64_t in_us)
{
    if (s->child)
        return; /* it looks */
    mk_timer_set(s->phones->loop, &s->timer, in_us, look, s);
}

void mk_source_stop(struct mk_source *s)
{
    mk_timer_stop(s->phones->loop, &s->timer);
    mk_child_free(s->child);
    s->child = NULL;
    s->asks = false;
}
