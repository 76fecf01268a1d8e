#include "firmware/daemon/phones_list.h"
#include "parsers/base/utf.h"
#include <stdio.h>
#include <stdlib.h>

const char *mk_phone_platform_name(enum mk_phone_platform p)
{
    static const char *const names[] = { "unknown", "android", "iphone" };
    return names[p];
}

/* ---- texts ---- */

void mk_phones_text(char *out, size_t max, const char *text)
{
    struct mk_span s = mk_str(text);
    struct mk_buf b;
    mk_buf_init(&b, max - 1);
    for (size_t at = 0; at < s.len;) {
        int32_t c = mk_utf8_next(s, &at);
        size_t had = b.len;
        if (c < 0)
            c = 0xfffd;
        mk_utf8_put(&b, c < 0x20 || (c >= 0x7f && c < 0xa0) ? ' ' : (uint32_t)c);
        if (!mk_buf_ok(&b)) {
            b.len = had;
            break;
        }
    }
    memcpy(out, b.p ? b.p : (const uint8_t *)"", b.len);
    out[b.len] = 0;
    mk_buf_done(&b);
}

/* Up to the end of a sentence: ". " or the end. */
static size_t sentence(const char *text)
{
    const char *dot = strstr(text, ". ");
    return dot ? (size_t)(dot - text) + 1 : strlen(text);
}

void mk_phones_finding(struct mk_phone *p, const char *code, const char *text, const char *todo,
                       bool stops)
{
    if (p->nfindings == MK_PHONE_FINDINGS)
        return;
    struct mk_phone_finding *f = &p->findings[p->nfindings++];
    memset(f, 0, sizeof *f);
    mk_phones_text(f->code, sizeof f->code, code);
    mk_phones_text(f->text, sizeof f->text, text);
    f->stops = stops;
    for (size_t i = 0; i < MK_PHONE_DO && todo && *todo; i++) {
        char one[512];
        size_t n = sentence(todo);
        snprintf(one, sizeof one, "%.*s", (int)n, todo);
        mk_phones_text(f->todo[i], sizeof f->todo[i], one);
        todo += n;
        todo += strspn(todo, " ");
    }
}

/* ---- entries ---- */

static const char *port_of(const char *device)
{
    const char *colon = strchr(device, ':');
    return colon ? colon + 1 : device;
}

struct mk_phone_entry *mk_phones_entry(struct mk_phones *p, const char *device,
                                       enum mk_origin origin, const struct mk_source *source)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->all[i].origin == origin && !strcmp(p->all[i].p.device, device)) {
            p->all[i].source = source;
            return &p->all[i];
        }
    if (p->n == sizeof p->all / sizeof *p->all || strlen(device) >= sizeof p->all[0].p.device)
        return NULL;
    struct mk_phone_entry *en = &p->all[p->n++];
    *en = (struct mk_phone_entry){ .origin = origin, .source = source };
    snprintf(en->p.device, sizeof en->p.device, "%s", device);
    snprintf(en->p.port, sizeof en->p.port, "%.63s", port_of(device));
    return en;
}

static void unplug(struct mk_phone_entry *en)
{
    en->p.plugged = en->p.ready = false;
    en->p.shows[0][0] = 0;
}

void mk_phones_unseen(struct mk_phones *p, enum mk_origin origin, const struct mk_source *source,
                      bool begin)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct mk_phone_entry *en = &p->all[i];
        bool mine = en->origin == origin && en->source == source;
        if (mine && begin)
            en->seen = false;
        if (mine && !begin && !en->seen) {
            if (!en->p.held[0])
                continue;
            unplug(en);
        }
        if (kept != i)
            p->all[kept] = *en;
        kept++;
    }
    p->n = kept;
}

/* ---- what is shown ---- */

/* An iPhone that usbmuxd knows is shown as that one: with the port of its cable. */
static const struct mk_phone_entry *twin(const struct mk_phones *p, const struct mk_phone_entry *en,
                                         enum mk_origin origin)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->all[i].origin == origin && en->serial[0] && !strcmp(p->all[i].serial, en->serial))
            return &p->all[i];
    return NULL;
}

static void fire(void *u)
{
    struct mk_phones *p = u;
    if (p->o.changed)
        p->o.changed(p->o.u);
}

void mk_phones_show(struct mk_phones *p)
{
    struct mk_phone *now = calloc(MK_PHONES_MAX, sizeof *now);
    size_t n = 0;
    if (!now)
        return; /* the next look shows it */
    for (size_t i = 0; i < p->n && n < MK_PHONES_MAX; i++) {
        const struct mk_phone_entry *en = &p->all[i];
        bool usb = en->origin == MK_ORIGIN_USB;
        if (usb && !en->p.held[0] && twin(p, en, MK_ORIGIN_MUX))
            continue;
        now[n] = en->p;
        const struct mk_phone_entry *cable = usb ? NULL : twin(p, en, MK_ORIGIN_USB);
        if (cable)
            snprintf(now[n].port, sizeof now[n].port, "%s", cable->p.port);
        n++;
    }
    if (n != p->nshown || memcmp(now, p->shown, sizeof p->shown) != 0) {
        memcpy(p->shown, now, sizeof p->shown);
        p->nshown = n;
        mk_timer_set(p->loop, &p->tell, 0, fire, p);
    }
    free(now);
}

size_t mk_phones_count(const struct mk_phones *p)
{
    return p->nshown;
}

const struct mk_phone *mk_phones_at(const struct mk_phones *p, size_t i)
{
    return i < p->nshown ? &p->shown[i] : NULL;
}

const struct mk_phone *mk_phones_find(const struct mk_phones *p, const char *device)
{
    for (size_t i = 0; i < p->nshown; i++)
        if (!strcmp(p->shown[i].device, device))
            return &p->shown[i];
    return NULL;
}

/* ---- runs ---- */

int mk_phones_hold(struct mk_phones *p, const char *device, const char *case_id, struct mk_error *e)
{
    struct mk_phone_entry *en = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->all[i].p.device, device))
            en = &p->all[i];
    if (!en)
        return mk_fail(e, MK_EABSENT, "%s is not there", device);
    if (en->p.held[0] && strcmp(en->p.held, case_id) != 0)
        return mk_fail(e, MK_ESTATE, "%s is another case's", device);
    snprintf(en->p.held, sizeof en->p.held, "%s", case_id);
    for (size_t i = 0; i < p->nsources; i++)
        if (en->source == &p->sources[i]) {
            mk_source_stop(&p->sources[i]);
            if (en->origin == MK_ORIGIN_MUX) /* the list goes on: it asks no phone */
                mk_source_look(&p->sources[i], MK_PHONES_STILL);
        }
    mk_phones_show(p);
    return 0;
}

void mk_phones_release(struct mk_phones *p, const char *case_id)
{
    for (size_t i = 0; i < p->n; i++) {
        struct mk_phone_entry *en = &p->all[i];
        if (!en->p.held[0] || strcmp(en->p.held, case_id) != 0)
            continue;
        memset(en->p.held, 0, sizeof en->p.held);
        for (size_t k = 0; k < p->nsources; k++)
            if (en->source == &p->sources[k])
                mk_source_look(&p->sources[k], 0);
    }
    mk_phones_scan(p);
}

/* ---- all of it ---- */

static int add_source(struct mk_phones *p, enum mk_origin origin, const char *word,
                      struct mk_error *e)
{
    if (p->nsources == MK_PHONES_SOURCES || strlen(word) >= sizeof p->sources[0].word)
        return mk_fail(e, MK_ELIMIT, "too many phones are named, or a name is too long");
    struct mk_source *s = &p->sources[p->nsources++];
    *s = (struct mk_source){ .phones = p, .origin = origin };
    snprintf(s->word, sizeof s->word, "%s", word);
    return 0;
}

static int add_named(struct mk_phones *p, const char *word, struct mk_error *e)
{
    struct mk_address a;
    if (mk_address_parse(&a, word, e))
        return -1;
    if (a.kind == MK_ADDRESS_TCP)
        return add_source(p, MK_ORIGIN_TCP, word + sizeof "tcp:" - 1, e);
    if (a.kind == MK_ADDRESS_IPHONE)
        return add_source(p, MK_ORIGIN_MUX, word, e);
    return mk_fail(e, MK_EUSAGE, "%s: phones on USB are found by themselves", word);
}

static int add_sources(struct mk_phones *p, struct mk_error *e)
{
    char word[300];
    snprintf(word, sizeof word, "iphone%s%s", p->usbmuxd[0] ? "@" : "", p->usbmuxd);
    if (add_source(p, MK_ORIGIN_MUX, word, e))
        return -1;
    p->mux = &p->sources[0];
    for (size_t i = 0; p->o.named && p->o.named[i]; i++)
        if (add_named(p, p->o.named[i], e))
            return -1;
    for (size_t i = 0; i < p->nsources; i++)
        if (&p->sources[i] != p->mux || p->usbmuxd[0])
            mk_source_look(&p->sources[i], 0);
    return 0;
}

static void usb_ready(void *u, int fd, short revents)
{
    struct mk_phones *p = u;
    struct mk_usb_change c;
    struct mk_error ignored = { 0 };
    (void)fd, (void)revents;
    while (mk_usb_watch_next(&c, p->usb, &ignored) > 0)
        ; /* what is there now is looked at anew */
    mk_phones_scan(p);
}

/* A machine whose kernel tells nothing is looked at from time to time. */
static void watch_usb(struct mk_phones *p)
{
    struct mk_error ignored = { 0 };
    bool kernel = !strcmp(p->sysfs, MK_USB_SYSFS);
    if (kernel && mk_usb_watch_new(&p->usb, p->sysfs, &ignored) == 0 &&
        mk_usb_watch_fd(p->usb) >= 0)
        (void)!mk_watch_add(p->loop, &p->usb_watch, mk_usb_watch_fd(p->usb), POLLIN, usb_ready, p,
                            &ignored);
    mk_phones_scan(p);
}

int mk_phones_new(struct mk_phones **out, struct mk_loop *l, const struct mk_phones_options *o,
                  struct mk_error *e)
{
    struct mk_phones *p = calloc(1, sizeof *p);
    if (!p)
        return mk_fail(e, MK_ENOMEM, "phones");
    p->loop = l;
    p->o = *o;
    p->program = "moka-devices";
    snprintf(p->sysfs, sizeof p->sysfs, "%s", o->sysfs ? o->sysfs : MK_USB_SYSFS);
    snprintf(p->usbmuxd, sizeof p->usbmuxd, "%s", o->usbmuxd ? o->usbmuxd : "");
    if (add_sources(p, e)) {
        mk_phones_free(p);
        return -1;
    }
    mk_phones_guard(p);
    watch_usb(p);
    *out = p;
    return 0;
}

void mk_phones_free(struct mk_phones *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->nsources; i++)
        mk_source_stop(&p->sources[i]);
    mk_watch_drop(p->loop, &p->usb_watch);
    mk_timer_stop(p->loop, &p->scan);
    mk_timer_stop(p->loop, &p->tell);
    mk_usb_watch_free(p->usb);
    mk_usb_guard_free(p->guard);
    free(p);
}
