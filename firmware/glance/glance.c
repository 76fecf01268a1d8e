#include "firmware/glance/glance.h"
#include "parsers/base/utf.h"
#include <stdio.h>
#include <stdlib.h>

int mk_glance_init(struct mk_glance *g, struct mk_error *e)
{
    *g = (struct mk_glance){ 0 };
    for (size_t i = 0; i < MK_GLANCE_PARTS; i++) {
        g->parts[i].first_us = INT64_MAX;
        g->parts[i].last_us = INT64_MIN;
    }
    g->kinds = calloc(UINT16_MAX + 1, 1);
    if (mk_parties_init(&g->parties) == 0 && g->kinds)
        return 0;
    mk_glance_done(g);
    return mk_fail(e, MK_ENOMEM, "glance");
}

void mk_glance_done(struct mk_glance *g)
{
    mk_parties_done(&g->parties);
    free(g->kinds);
    *g = (struct mk_glance){ 0 };
}

static struct mk_span text_of(struct mk_span fields, enum mk_key key)
{
    struct mk_value v;
    return mk_field_find(&v, fields, key) && v.type == MK_T_TEXT ? v.s : mk_span(NULL, 0);
}

/* Cut at a whole character, with three dots where something is left out. */
static void copy(char *out, size_t max, struct mk_span s)
{
    size_t n = s.len < max - 4 ? s.len : max - 4;
    while (n < s.len && n > 0 && (s.p[n] & 0xc0) == 0x80)
        n--;
    if (n)
        memcpy(out, s.p, n);
    memcpy(out + n, n < s.len ? "..." : "", n < s.len ? 4 : 1);
}

/* ---- the other side ---- */

/* What a party object calls itself: the number, else the id as stored. */
static struct mk_span party_id(struct mk_span party)
{
    struct mk_span phone = text_of(party, MK_PHONE);
    return phone.len ? phone : text_of(party, MK_ID);
}

static bool is_self(struct mk_span party)
{
    struct mk_value v;
    return mk_field_find(&v, party, MK_SELF) && v.type == MK_T_TRUE;
}

static void met(struct mk_glance *g, struct mk_span party, enum mk_glance_part part,
                struct mk_glance_last *last)
{
    struct mk_span id = party_id(party), name = text_of(party, MK_NAME);
    if (is_self(party))
        return;
    if (!last->who[0])
        copy(last->who, sizeof last->who, id.len ? id : name);
    struct mk_party *p = mk_party_of(&g->parties, id.len ? id : name);
    if (!p)
        g->parties.others++;
    else if (part == MK_GLANCE_CALLS)
        p->calls++;
    else
        p->messages++;
    if (p && !p->name.len && name.len)
        p->name = mk_arena_copy(&g->parties.arena, name);
}

static void all_met(struct mk_glance *g, struct mk_span fields, enum mk_key key,
                    enum mk_glance_part part, struct mk_glance_last *last)
{
    struct mk_value v, one;
    if (!mk_field_find(&v, fields, key))
        return;
    if (v.type == MK_T_OBJECT)
        met(g, v.s, part, last);
    struct mk_cursor c = mk_cur(v.type == MK_T_LIST ? v.s : mk_span(NULL, 0));
    while (mk_value_next(&one, &c, true))
        if (one.type == MK_T_OBJECT)
            met(g, one.s, part, last);
}

/* ---- the last ones ---- */

static void keep(struct mk_glance *g, enum mk_glance_part part, const struct mk_glance_last *new)
{
    struct mk_glance_last *list = g->parts[part].last;
    size_t *n = &g->parts[part].n, at = *n;
    while (at > 0 && new->time_us > list[at - 1].time_us)
        at--;
    if (at == MK_GLANCE_LAST)
        return;
    *n += *n < MK_GLANCE_LAST;
    memmove(list + at + 1, list + at, (*n - at - 1) * sizeof *list);
    list[at] = *new;
}

static void contact_of(struct mk_glance *g, struct mk_span fields, enum mk_glance_part part)
{
    struct mk_glance_last last = { .time_us = INT64_MIN, .no_time = true };
    struct mk_value v;
    if (mk_field_find(&v, fields, MK_TIME) && v.type == MK_T_TIME) {
        last.time_us = v.i;
        last.no_time = false;
        if (v.i < g->parts[part].first_us)
            g->parts[part].first_us = v.i;
        if (v.i > g->parts[part].last_us)
            g->parts[part].last_us = v.i;
    }
    copy(last.dir, sizeof last.dir, text_of(fields, MK_DIR));
    copy(last.what, sizeof last.what, text_of(fields, MK_RESULT));
    copy(last.text, sizeof last.text, text_of(fields, MK_TEXT));
    if (part == MK_GLANCE_CALLS) {
        all_met(g, fields, MK_PEER, part, &last);
    } else {
        all_met(g, fields, MK_FROM, part, &last);
        all_met(g, fields, MK_TO, part, &last);
    }
    keep(g, part, &last);
}

/* The address book's name for a number: before what a call or message says of itself. */
static void name_of(struct mk_glance *g, struct mk_span fields)
{
    struct mk_value v, one;
    struct mk_span name = text_of(fields, MK_NAME);
    if (!name.len || !mk_field_find(&v, fields, MK_PHONES) || v.type != MK_T_LIST)
        return;
    struct mk_cursor c = mk_cur(v.s);
    while (mk_value_next(&one, &c, true)) {
        struct mk_party *p = mk_party_of(&g->parties, one.type == MK_T_OBJECT ? party_id(one.s)
                                                      : one.type == MK_T_TEXT ? one.s
                                                                              : mk_span(NULL, 0));
        if (p)
            p->name = mk_arena_copy(&g->parties.arena, name);
    }
}

int mk_glance_take(struct mk_glance *g, struct mk_span items, struct mk_error *e)
{
    struct mk_item it;
    struct mk_cursor c = mk_cur(items);
    int got;
    while ((got = mk_item_next(&it, &c)) == 1) {
        if (it.type == 'h') {
            g->kinds[it.head] = (uint8_t)it.kind;
            continue;
        }
        enum mk_kind kind = (enum mk_kind)g->kinds[it.head];
        g->counts[kind]++;
        if (kind == MK_CALL)
            contact_of(g, it.fields, MK_GLANCE_CALLS);
        else if (kind == MK_MESSAGE)
            contact_of(g, it.fields, MK_GLANCE_MESSAGES);
        else if (kind == MK_CONTACT)
            name_of(g, it.fields);
    }
    return got < 0 ? mk_fail(e, MK_EPROTO, "records that make no sense") : 0;
}
