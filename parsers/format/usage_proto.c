#include "parsers/format/usage_private.h"

#define INT    MK_POOLED_INT
#define TEXT   MK_POOLED_TEXT
#define POOL   MK_POOLED_POOL
#define HEX    MK_POOLED_HEX
#define OFFSET MK_POOLED_OFFSET
#define TIME   MK_POOLED_TIME
#define SKIP   MK_POOLED_SKIP
#define C(n)   (MK_U_FIRST + (n))

enum { CHOOSERS = 7, PACKAGES = 20, CONFIGURATIONS, EVENTS, PENDING, USES };

static const struct mk_pooled_field package[] = {
    { 1, C(0), TEXT },
    { 2, C(0), POOL },
    { 3, C(2), TIME },
    { 4, C(5), INT },
    { 5, C(6), INT },
    { 6, C(7), INT },
    { CHOOSERS, 0, SKIP },
    { 8, C(8), OFFSET },
    { 9, C(9), INT },
    { 10, C(10), OFFSET },
    { 11, C(11), INT },
    { 12, C(12), OFFSET },
    { 0 },
};
static const struct mk_pooled_field package_token[] = {
    { 1, C(1), INT },      { 3, C(2), TIME },     { 4, C(5), INT },      { 5, C(6), INT },
    { 6, C(7), INT },      { CHOOSERS, 0, SKIP }, { 8, C(8), OFFSET },   { 9, C(9), INT },
    { 10, C(10), OFFSET }, { 11, C(11), INT },    { 12, C(12), OFFSET }, { 0 },
};
static const struct mk_pooled_field configuration[] = {
    { 1, C(6), HEX }, { 2, C(0), TIME }, { 3, C(3), INT },
    { 4, C(4), INT }, { 5, C(5), INT },  { 0 },
};
static const struct mk_pooled_field event[] = {
    { 1, C(0), TEXT },
    { 2, C(0), POOL },
    { 3, C(2), TEXT },
    { 4, C(2), POOL },
    { 5, C(4), TIME },
    { 6, C(8), INT },
    { 7, C(7), INT },
    { 8, C(22), HEX },
    { 9, C(9), TEXT },
    { 11, C(11), INT },
    { 12, C(12), TEXT },
    { 13, C(12), POOL },
    { 14, C(14), INT },
    { 15, C(15), POOL },
    { 16, C(17), POOL },
    { 17, C(19), POOL },
    { 0 },
};
static const struct mk_pooled_field event_token[] = {
    { 1, C(1), INT },   { 2, C(3), INT },
    { 3, C(4), TIME },  { 4, C(8), INT },
    { 5, C(7), INT },   { 6, C(22), HEX },
    { 7, C(10), INT },  { 8, C(11), INT },
    { 9, C(13), INT },  { 10, C(14), INT },
    { 11, C(16), INT }, { 12, C(18), INT },
    { 13, C(20), INT }, { 0 },
};
static const struct mk_pooled_field pending[] = {
    /* of Android 11 on: texts, not numbers */
    { 1, C(0), TEXT },   { 2, C(2), TEXT },
    { 3, C(4), TIME },   { 4, C(8), INT },
    { 5, C(7), INT },    { 6, C(22), HEX },
    { 7, C(9), TEXT },   { 8, C(11), INT },
    { 9, C(12), TEXT },  { 10, C(14), INT },
    { 11, C(15), TEXT }, { 12, C(17), TEXT },
    { 13, C(19), TEXT }, { 0 },
};
/* Which numbers are texts, and of which package: that of field `of`, 0: it is a package. */
struct name {
    uint32_t number, of;
    unsigned column;
};
static const struct name package_names[] = { { 1, 0, C(0) }, { 0 } };
static const struct name action_names[] = { { 1, 1, C(2) }, { 0 } };
static const struct name category_names[] = { { 1, 1, C(4) }, { 0 } };
static const struct name event_names[] = {
    { 1, 0, C(0) },   { 2, 1, C(2) },    { 7, 1, C(9) },   { 9, 1, C(12) },
    { 11, 0, C(15) }, { 12, 11, C(17) }, { 13, 1, C(19) }, { 0 },
};

static void put_names(const struct mk_usage *x, struct mk_grid *g, const struct name *names,
                      struct mk_span message, struct mk_span package_of)
{
    struct mk_proto_field v, owner;
    for (; x->form == MK_USAGE_TOKENED && names->number; names++) {
        if (!mk_proto_find(&v, message, names->number) || v.wire != MK_PROTO_VARINT)
            continue;
        if (!names->of)
            mk_usage_name(x, g, names->column, v.v, 1);
        else if (mk_proto_find(&owner, package_of, names->of) && owner.wire == MK_PROTO_VARINT)
            mk_usage_name(x, g, names->column, owner.v, v.v);
    }
}

static const struct mk_pooled_field total[] = { { 1, C(1), INT }, { 2, C(2), INT }, { 0 } };
static const struct mk_pooled_field use[] = { { 1, 0, TEXT }, { 2, 1, INT }, { 0 } };

static const char *const totals[] = { "interactive", "non_interactive", "keyguard_shown",
                                      "keyguard_hidden" };
#define TOTALS_FIRST 10
#define TOTALS(fields)                                                                             \
    { 10, MK_USAGE_TOTALS, "a total", fields }, { 11, MK_USAGE_TOTALS, "a total", fields },        \
        { 12, MK_USAGE_TOTALS, "a total", fields },                                                \
    {                                                                                              \
        13, MK_USAGE_TOTALS, "a total", fields                                                     \
    }

static const struct mk_pooled_rows pooled[] = {
    TOTALS(total),
    { PACKAGES, MK_USAGE_PACKAGES, "a package", package },
    { CONFIGURATIONS, MK_USAGE_CONFIGURATIONS, "a configuration", configuration },
    { EVENTS, MK_USAGE_EVENTS, "an event", event },
    { PENDING, MK_USAGE_EVENTS, "a pending event", event },
    { 0 },
};
static const struct mk_pooled_rows tokened[] = {
    TOTALS(total),
    { PACKAGES, MK_USAGE_PACKAGES, "a package", package_token },
    { CONFIGURATIONS, MK_USAGE_CONFIGURATIONS, "a configuration", configuration },
    { EVENTS, MK_USAGE_EVENTS, "an event", event_token },
    { PENDING, MK_USAGE_EVENTS, "a pending event", pending },
    { USES, MK_USAGE_USES, "a package's use", use },
    { 0 },
};

/* ---- choosers: what a sheet of apps was asked for, and how often this one was taken ---- */

struct chooser {
    struct mk_pooled_rows package, action, category;
    uint32_t counts; /* field of the action */
};
static const struct mk_pooled_field c_package[] = { { 1, C(0), TEXT }, { 2, C(0), POOL }, { 0 } };
static const struct mk_pooled_field c_action[] = { { 1, C(2), TEXT }, { 3, 0, SKIP }, { 0 } };
static const struct mk_pooled_field c_category[] = { { 1, C(4), TEXT }, { 3, C(6), INT }, { 0 } };
static const struct mk_pooled_field t_package[] = { { 1, C(1), INT }, { 0 } };
static const struct mk_pooled_field t_action[] = { { 1, C(3), INT }, { 2, 0, SKIP }, { 0 } };
static const struct mk_pooled_field t_category[] = { { 1, C(5), INT }, { 2, C(6), INT }, { 0 } };
static const struct chooser by_text = { { .what = "a package", .fields = c_package, .some = true },
                                        { .what = "a chooser", .fields = c_action },
                                        { .what = "a choice", .fields = c_category },
                                        3 };
static const struct chooser by_token = { { .what = "a package", .fields = t_package, .some = true },
                                         { .what = "a chooser", .fields = t_action },
                                         { .what = "a choice", .fields = t_category },
                                         2 };

static void choices(struct mk_usage *x, struct mk_grid *g, struct mk_span package_of,
                    struct mk_span action)
{
    const struct chooser *k = x->form == MK_USAGE_POOLED ? &by_text : &by_token;
    struct mk_cursor c = mk_cur(action);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c)) {
        if (f.number != k->counts || f.wire != MK_PROTO_BYTES)
            continue;
        mk_usage_row(x, g, MK_USAGE_CHOOSERS);
        mk_pooled_put(&x->p, g, &k->package, package_of);
        mk_pooled_put(&x->p, g, &k->action, action);
        mk_pooled_put(&x->p, g, &k->category, f.s);
        put_names(x, g, package_names, package_of, package_of);
        put_names(x, g, action_names, action, package_of);
        put_names(x, g, category_names, f.s, package_of);
    }
}

static void choosers(struct mk_usage *x, struct mk_grid *g, struct mk_span package_of)
{
    struct mk_cursor c = mk_cur(package_of);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c))
        if (f.number == CHOOSERS && f.wire == MK_PROTO_BYTES)
            choices(x, g, package_of, f.s);
}

/* ---- the document ---- */

static void list_item(struct mk_usage *x, struct mk_grid *g, const struct mk_pooled_rows *r,
                      struct mk_span message)
{
    if (r->table == MK_USAGE_USES)
        mk_grid_row(g, r->table, 0);
    else
        mk_usage_row(x, g, (enum mk_usage_table)r->table);
    if (r->table == MK_USAGE_TOTALS)
        mk_grid_text(g, C(0), mk_str(totals[r->number - TOTALS_FIRST]));
    if (r->number == PENDING)
        mk_grid_int(g, C(21), 1);
    mk_pooled_put(&x->p, g, r, message);
    if (r->number == PACKAGES)
        put_names(x, g, package_names, message, message);
    else if (r->number == EVENTS)
        put_names(x, g, event_names, message, message);
}

/* How long the interval is: END_TIME_MS. */
static void whole(struct mk_usage *x, struct mk_grid *g, uint64_t ms)
{
    if (!mk_grid_wants(g, MK_USAGE_TOTALS))
        return;
    mk_usage_row(x, g, MK_USAGE_TOTALS);
    mk_grid_text(g, C(0), mk_str("interval"));
    mk_grid_int(g, C(2), (int64_t)ms);
}

static void interval_field(struct mk_usage *x, struct mk_grid *g, const struct mk_proto_field *f)
{
    uint32_t versions = x->form == MK_USAGE_POOLED ? 4 : 3; /* ends the fields that are no lists */
    const struct mk_pooled_rows *r = x->form == MK_USAGE_POOLED ? pooled : tokened;
    if (f->number == 1 && f->wire == MK_PROTO_VARINT) {
        whole(x, g, f->v);
        return;
    }
    while (r->what && r->number != f->number)
        r++;
    if (f->number == PACKAGES && f->wire == MK_PROTO_BYTES && mk_grid_wants(g, MK_USAGE_CHOOSERS))
        choosers(x, g, f->s);
    if (r->what && f->wire == MK_PROTO_BYTES && mk_grid_wants(g, r->table))
        list_item(x, g, r, f->s);
    else if ((!r->what && f->number > versions) || (r->what && f->wire != MK_PROTO_BYTES))
        mk_pooled_unknown(&x->p, g, "the document", f->number);
}

/* {package_token = 1, strings = 2 repeated} */
static void token(struct mk_usage *x, struct mk_grid *g, struct mk_span message)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    struct mk_buf texts;
    mk_buf_init(&texts, MK_POOLED_MAX);
    mk_grid_row(g, MK_USAGE_TOKENS, 0);
    for (unsigned n = 0; mk_proto_next(&f, &c);) {
        if (f.number == 1 && f.wire == MK_PROTO_VARINT) {
            mk_grid_int(g, 0, (int64_t)f.v);
        } else if (f.number == 2 && f.wire == MK_PROTO_BYTES) {
            if (n++ == 0)
                mk_grid_text(g, 1, f.s);
            mk_buf_printf(&texts, "%s%u ", n > 1 ? "\n" : "", n);
            mk_buf_put(&texts, f.s.p, f.s.len);
        } else {
            mk_pooled_unknown(&x->p, g, "a token", f.number);
        }
    }
    if (!mk_cur_ok(&c))
        mk_grid_remark(g, "a token is damaged at byte %zu of %zu", c.bad_at, message.len);
    if (mk_buf_ok(&texts) && texts.len)
        mk_grid_text(g, 2, mk_buf_span(&texts));
    else if (texts.len)
        mk_grid_lost(g, 2, "no memory");
    mk_buf_done(&texts);
}

int mk_usage_step_proto(struct mk_usage *x, struct mk_grid *g, struct mk_error *e)
{
    struct mk_proto_field f;
    int more = mk_pooled_next(&f, &x->p, e);
    if (more <= 0)
        return more;
    if (x->form != MK_USAGE_MAPPINGS)
        interval_field(x, g, &f);
    else if (f.number == 2 && f.wire == MK_PROTO_BYTES && mk_grid_wants(g, MK_USAGE_TOKENS))
        token(x, g, f.s);
    else if (f.number > 2)
        mk_pooled_unknown(&x->p, g, "the document", f.number);
    return 1;
}
