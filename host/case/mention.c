#include "host/case/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who and what a record names: parties as the app has them, and what its texts hold. */

#define SLOTS 1024u /* of entities met lately: the same few persons write all day */
#define TAIL  8u    /* digits of a number that are compared first */

struct mk_slot {
    int64_t id;
    enum mk_entity_kind kind;
    char value[MK_ENTITY_MAX];
    char name[64]; /* what it was called last; "" when that is longer */
};

struct walk {
    struct mk_case *c;
    int64_t record;
    const char *role;
    struct mk_span card; /* the name on the contact card that is looked at */
    struct mk_error *e;
};

static size_t slot_of(const struct mk_entity *f)
{
    uint32_t h = 0x811c9dc5u + f->kind;
    for (const char *p = f->value; *p; p++)
        h = (h ^ (uint8_t)*p) * 0x01000193u;
    return (h ^ h >> 15) % SLOTS;
}

static int find(int64_t *id, struct mk_case *c, const struct mk_entity *f, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_entity_find, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(mk_entity_kind_name(f->kind)));
    mk_sql_bind(st, 2, mk_str(f->value));
    int step = sqlite3_step(st);
    *id = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

/* The end of a number, the same with and without its country. */
static struct mk_span tail_of(const struct mk_entity *f)
{
    size_t n = strlen(f->value), first = f->value[0] == '+';
    return f->kind == MK_ENTITY_PHONE && n - first >= TAIL ? mk_span(f->value + n - TAIL, TAIL)
                                                           : mk_span(NULL, 0);
}

static int add(int64_t *id, struct mk_case *c, const struct mk_entity *f, struct mk_error *e)
{
    struct mk_span tail = tail_of(f);
    sqlite3_stmt *st = mk_sql(c, MK_SQL_entity_add, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(mk_entity_kind_name(f->kind)));
    mk_sql_bind(st, 2, mk_str(f->value));
    if (tail.len)
        mk_sql_bind(st, 3, tail);
    else
        sqlite3_bind_null(st, 3);
    if (mk_sql_run(c, st, e) != 0)
        return -1;
    *id = sqlite3_last_insert_rowid(c->db);
    return 0;
}

static int entity(int64_t *id, struct mk_case *c, const struct mk_entity *f, struct mk_error *e)
{
    if (!c->slots && !(c->slots = calloc(SLOTS, sizeof *c->slots)))
        return mk_fail(e, MK_ENOMEM, "case");
    struct mk_slot *s = &c->slots[slot_of(f)];
    if (s->id && s->kind == f->kind && !strcmp(s->value, f->value)) {
        *id = s->id;
        return 0;
    }
    if (find(id, c, f, e) != 0 || (*id == 0 && add(id, c, f, e) != 0))
        return -1;
    s->id = *id;
    s->kind = f->kind;
    memcpy(s->value, f->value, sizeof s->value);
    s->name[0] = 0;
    return 0;
}

/* Told once as long as the next message of somebody has the same name. */
static int called(struct walk *w, const struct mk_entity *f, struct mk_span name, bool card)
{
    struct mk_slot *s = &w->c->slots[slot_of(f)]; /* holds it: it was just met */
    if (name.len && mk_span_is(name, s->name))
        return 0;
    bool fits = name.len < sizeof s->name && !(!name.len || !memchr(name.p, 0, name.len));
    snprintf(s->name, sizeof s->name, "%.*s", fits ? (int)name.len : 0, (const char *)name.p);
    return mk_take_called(w->c, s->id, name, card, w->e);
}

static int mention(struct walk *w, const struct mk_entity *f, const char *rule)
{
    int64_t id = 0;
    if (entity(&id, w->c, f, w->e) != 0)
        return -1;
    sqlite3_stmt *st = mk_sql(w->c, MK_SQL_mention_add, w->e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, w->record);
    mk_sql_bind(st, 3, mk_str(w->role));
    mk_sql_bind(st, 4, mk_str(rule));
    return mk_sql_run(w->c, st, w->e);
}

static int found(void *u, const struct mk_entity *f)
{
    return mention(u, f, f->rule);
}

/* What of a contact card is its owner's; its account is somebody else's. */
static bool is_card(const char *role)
{
    return !strcmp(role, "phones") || !strcmp(role, "emails") || !strcmp(role, "handles");
}

/* A party or a detail of a contact: the number that could be derived, else its id if that is one.
 */
static int party(struct walk *w, struct mk_span fields)
{
    static const struct {
        enum mk_key key;
        const char *rule;
    } at[] = { { MK_PHONE, "party.phone" }, { MK_ID, "party.id" } };
    struct mk_entity f = { 0 };
    struct mk_value v;
    bool card = w->card.len && is_card(w->role);
    struct mk_span name = card ? w->card : mk_span(NULL, 0);
    if (!card && mk_field_find(&v, fields, MK_NAME) && v.type == MK_T_TEXT)
        name = v.s;
    for (size_t i = 0; i < 2; i++)
        if (mk_field_find(&v, fields, at[i].key) && v.type == MK_T_TEXT && mk_entity_of_id(&f, v.s))
            return mention(w, &f, at[i].rule) || called(w, &f, name, card) ? -1 : 0;
    return 0;
}

static bool is_prose(enum mk_key key)
{
    return key == MK_TEXT || key == MK_SUBJECT || key == MK_NOTE || key == MK_CAPTION ||
           key == MK_URL || key == MK_QUERY || key == MK_TITLE;
}

/* Of the record itself, as an account has them. */
static bool is_own(enum mk_key key)
{
    return key == MK_PHONE || key == MK_EMAIL || key == MK_ID;
}

static int look(struct walk *w, struct mk_span fields, bool list, unsigned depth)
{
    struct mk_cursor c = mk_cur(fields);
    struct mk_value v;
    struct mk_entity f = { 0 };
    int rc = 0;
    while (rc == 0 && mk_value_next(&v, &c, list)) {
        const char *role = w->role;
        if (v.key == MK_SOURCE || v.key == MK_RAW || v.key == MK_ISSUES)
            continue;
        if (!list)
            w->role = mk_key_name(v.key);
        if (v.type == MK_T_TEXT && !list && is_prose(v.key))
            rc = mk_entities(v.s, found, w);
        else if (v.type == MK_T_TEXT && depth == MK_DEPTH_MAX && is_own(v.key) &&
                 mk_entity_of_id(&f, v.s))
            rc = mention(w, &f, f.rule);
        else if (v.type == MK_T_OBJECT)
            rc = party(w, v.s);
        if (rc == 0 && depth && (v.type == MK_T_OBJECT || v.type == MK_T_LIST))
            rc = look(w, v.s, v.type == MK_T_LIST, depth - 1);
        w->role = role;
    }
    return rc;
}

int mk_take_mentions(struct mk_case *c, int64_t record, enum mk_kind kind, struct mk_span fields,
                     struct mk_error *e)
{
    struct walk w = { c, record, "", { 0 }, e };
    struct mk_value v;
    if (kind == MK_CONTACT && mk_field_find(&v, fields, MK_NAME) && v.type == MK_T_TEXT)
        w.card = v.s;
    return look(&w, fields, false, MK_DEPTH_MAX);
}
