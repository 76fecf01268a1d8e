#include "host/train/make.h"
#include <assert.h>
#include <stdlib.h>

struct mk_last {
    uint64_t index;
    int64_t at_ms;
    const struct mk_person *who;
    bool known, out;
    uint8_t len;
    char text[MK_KEPT];
};

/* What is hard to show, to sort or to store, and all the same ordinary. */
static const char *const odd[] = {
    "",
    " ",
    "👩‍❤️‍💋‍👩 🏳️‍🌈 🧑🏿‍🚀 "
    "👨🏻‍👩🏼‍👧🏽‍👦🏾 "
    "🇳🇱🇪🇹 "
    "1️⃣ "
    "☠️ "
    "☠",
    "\u200fمرحبا\u200f (Hello, 42) \u200e- ok",
    "e\u0301 \u00e9 \u1e9b\u0323 \ufb01 ﷽ \u0958",
    "two\nlines and a\ttab",
    "\U00020bb7\U0001f600\U0010ffff",
    "कि क्षि นำ้ ก็ ሃሌ ཀྵ",
    "'; DROP TABLE sms; -- \" \\ % _ \x7f",
    "0",
    "-1",
    "NaN null true",
    "https://example.org/?a=1&b=%E2%82%AC#x mailto:a@example.org +12025550188 12.5 EUR",
};
#define ODD (sizeof odd / sizeof *odd)

int mk_talk_open(struct mk_talk *k, const struct mk_train *t, enum mk_talk_app app, bool rich,
                 uint64_t n, uint64_t part, struct mk_error *e)
{
    const struct mk_scenario *sc = t->sc;
    *k = (struct mk_talk){ .t = t, .g = mk_rng_for(t->o->seed, part), .app = app, .n = n };
    k->rich = rich;
    k->people = mk_train_people(t);
    k->chats = k->people + (uint32_t)sc->ngroups;
    mk_buf_init(&k->room, 1 << 20);
    for (size_t i = 0; i < sc->npeople; i++)
        k->weight += sc->people[i].by & 1u << app ? sc->people[i].weight : 0;
    for (size_t i = 0; i < sc->ngroups; i++)
        k->weight += sc->groups[i].by == app ? sc->groups[i].weight : 0;
    k->made_weight = k->people - (uint32_t)sc->npeople;
    k->last = rich ? calloc(k->chats, sizeof *k->last) : NULL;
    k->lead_index = calloc(sc->nleads + 1, sizeof *k->lead_index);
    if (k->weight + k->made_weight == 0)
        k->n = 0; /* nobody to talk with */
    if ((rich && !k->last) || !k->lead_index) {
        mk_talk_close(k);
        return mk_fail(e, MK_ENOMEM, "messages");
    }
    return 0;
}

void mk_talk_close(struct mk_talk *k)
{
    free(k->last);
    free(k->lead_index);
    mk_buf_done(&k->room);
    *k = (struct mk_talk){ 0 };
}

bool mk_talk_ok(const struct mk_talk *k)
{
    return mk_buf_ok(&k->room);
}

/* One of the chats, by weight. */
static void choose(struct mk_said *s, struct mk_talk *k)
{
    const struct mk_scenario *sc = k->t->sc;
    int64_t at = (int64_t)(mk_rng(&k->g) % (uint64_t)(k->weight + k->made_weight));
    for (uint32_t i = 0; i < sc->npeople; i++)
        if (sc->people[i].by & 1u << k->app && (at -= sc->people[i].weight) < 0) {
            s->chat = i;
            s->who = &sc->people[i];
            return;
        }
    for (uint32_t i = 0; i < sc->ngroups; i++)
        if (sc->groups[i].by == k->app && (at -= sc->groups[i].weight) < 0) {
            s->chat = k->people + i;
            s->group = &sc->groups[i];
            return;
        }
    s->chat = (uint32_t)(sc->npeople + (uint64_t)at);
    s->who = mk_train_person(k->t, &k->made, s->chat);
}

static void choose_side(struct mk_said *s, struct mk_talk *k)
{
    uint32_t dice = mk_rng_below(&k->g, 100);
    s->out = dice < 45;
    if (s->group) {
        s->out = dice < 30;
        s->who = s->out ? NULL : s->group->who[mk_rng_below(&k->g, (uint32_t)s->group->nwho)];
    } else if (s->who->is_service) {
        s->out = false;
    }
}

/* The owner speaks the language of the chat. */
static void choose_text(struct mk_said *s, struct mk_talk *k)
{
    const struct mk_person *p = s->who ? s->who : s->group->who[0];
    assert(p); /* no group is without people: the scenario is refused */
    uint32_t dice = mk_rng_below(&k->g, 400), said = mk_rng_below(&k->g, (uint32_t)p->nsays);
    mk_buf_clear(&k->room);
    mk_buf_room(&k->room, 1 << 16); /* spans into it stay valid */
    if (dice < 4) {
        mk_buf_puts(&k->room, odd[mk_rng_below(&k->g, ODD)]);
    } else if (dice == 4) {
        for (uint32_t i = 0, n = 40 + mk_rng_below(&k->g, 60); i < n; i++)
            mk_buf_printf(&k->room, "%s%s", i ? " " : "", p->says[i % p->nsays]);
    } else {
        mk_buf_puts(&k->room, p->says[said]);
        if (dice % 4 == 0)
            mk_buf_printf(&k->room, " (%u)", dice * 7);
    }
    s->text = k->room.p ? mk_buf_span(&k->room) : mk_span(NULL, 0);
}

static void quote_last(struct mk_said *s, struct mk_talk *k)
{
    const struct mk_last *l = &k->last[s->chat];
    s->quotes = l->known;
    s->quoted.index = l->index;
    s->quoted.at_ms = l->at_ms;
    s->quoted.out = l->out;
    s->quoted.who = l->who;
    memcpy(k->quoted, l->text, l->len); /* the next text takes its place */
    s->quoted.text = mk_span(k->quoted, l->len);
}

static void choose_what(struct mk_said *s, struct mk_talk *k)
{
    const struct mk_scenario *sc = k->t->sc;
    uint32_t dice = mk_rng_below(&k->g, 200), who = mk_rng_below(&k->g, (uint32_t)sc->npeople);
    const struct mk_place *any =
        sc->nplaces ? &sc->places[mk_rng_below(&k->g, (uint32_t)sc->nplaces)] : NULL;
    if (dice < 10) {
        s->what = MK_TALK_PICTURE;
        s->place = dice < 5 ? any : NULL;
        if (dice % 2)
            s->text = mk_span(NULL, 0); /* without a caption */
    } else if (dice < 14) {
        s->what = MK_TALK_VOICE;
        s->text = mk_span(NULL, 0);
    } else if (dice < 18 && any) {
        s->what = MK_TALK_PLACE;
        s->place = any;
        s->text = mk_span(NULL, 0);
    } else if (dice < 20) {
        s->what = MK_TALK_CONTACT;
        s->contact = &sc->people[who];
        s->text = mk_span(NULL, 0);
    } else if (dice < 24) {
        s->deleted = true;
    } else if (dice < 28 && s->text.len) {
        s->was = mk_str("a slip of the pen");
    } else if (dice < 38) {
        quote_last(s, k);
    }
}

static void from_lead(struct mk_said *s, struct mk_talk *k, const struct mk_lead *l)
{
    const struct mk_scenario *sc = k->t->sc;
    *s = (struct mk_said){ .at_ms = l->at_us / 1000, .out = !l->from, .group = l->group };
    s->chat = l->group ? k->people + (uint32_t)(l->group - sc->groups)
                       : (uint32_t)(l->person - sc->people);
    s->who = l->group ? l->from : l->person;
    s->lead = l;
    s->text = mk_str(l->text);
    s->was = mk_str(l->was);
    s->deleted = l->deleted;
    s->place = l->place;
    s->contact = l->contact;
    s->what = l->picture   ? MK_TALK_PICTURE
              : l->place   ? MK_TALK_PLACE
              : l->contact ? MK_TALK_CONTACT
                           : MK_TALK_TEXT;
    if (l->picture)
        s->text = mk_str(*l->picture ? l->picture : NULL);
    k->lead_index[l - sc->leads] = k->index;
    if (!l->quotes)
        return;
    s->quotes = true;
    s->quoted.index = k->lead_index[l->quotes - sc->leads];
    s->quoted.at_ms = l->quotes->at_us / 1000;
    s->quoted.out = !l->quotes->from;
    s->quoted.who = l->group ? l->quotes->from : l->person;
    s->quoted.text = mk_str(l->quotes->text ? l->quotes->text : "");
}

static void keep(struct mk_talk *k, const struct mk_said *s)
{
    struct mk_last *l = k->last ? &k->last[s->chat] : NULL;
    if (!l)
        return;
    l->known = s->what == MK_TALK_TEXT && !s->deleted && s->text.p && s->text.len &&
               s->text.len <= MK_KEPT;
    /* of made-up people the name is in a place that changes */
    l->known = l->known && (!s->who || s->chat < k->t->sc->npeople || s->group);
    if (!l->known)
        return;
    l->index = s->index;
    l->at_ms = s->at_ms;
    l->who = s->who;
    l->out = s->out;
    l->len = (uint8_t)s->text.len;
    memcpy(l->text, s->text.p, s->text.len);
}

static const struct mk_lead *next_lead(struct mk_talk *k)
{
    const struct mk_scenario *sc = k->t->sc;
    while (k->lead < sc->nleads && sc->leads[k->lead].by != k->app)
        k->lead++;
    return k->t->o->no_leads || k->lead == sc->nleads ? NULL : &sc->leads[k->lead];
}

bool mk_talk_next(struct mk_said *s, struct mk_talk *k)
{
    const struct mk_lead *lead = next_lead(k);
    if (!mk_talk_ok(k) || (k->i == k->n && !lead))
        return false;
    struct mk_rng before = k->g;
    int64_t at = k->i < k->n ? mk_train_moment(k->t, &k->g, k->i, k->n) : INT64_MAX;
    if (lead && lead->at_us / 1000 <= at) {
        k->g = before; /* its turn comes later */
        from_lead(s, k, lead);
        k->lead++;
    } else {
        *s = (struct mk_said){ .at_ms = at };
        k->i++;
        choose(s, k);
        choose_side(s, k);
        choose_text(s, k);
        if (k->rich)
            choose_what(s, k);
    }
    s->index = k->index++;
    keep(k, s);
    return mk_talk_ok(k);
}

int64_t mk_train_moment(const struct mk_train *t, struct mk_rng *r, uint64_t i, uint64_t n)
{
    const int64_t days = 7 * t->sc->weeks - 1, day = 86400000, hour = 3600000;
    int64_t all = 0, h = 0, start = (t->now_ms / day - days) * day;
    /* the i-th of n equal parts, and some way into it: the order stays */
    double part = ((double)i + (double)mk_rng_below(r, 1000) / 1000) / (double)n;
    double at = part * (double)days;
    int64_t in = (int64_t)at;
    for (h = 0; h < 24; h++)
        all += t->sc->hours[h];
    double left = (at - (double)in) * (double)all;
    for (h = 0; h < 23 && left >= (double)t->sc->hours[h]; h++)
        left -= (double)t->sc->hours[h];
    double hours = (double)t->sc->hours[h] > 0 ? left / (double)t->sc->hours[h] : 0;
    int64_t ms = (int64_t)(hours * (double)hour);
    return start + in * day + h * hour + (ms < hour ? ms : hour - 1) -
           t->sc->phone.utc_offset_min * 60000;
}
