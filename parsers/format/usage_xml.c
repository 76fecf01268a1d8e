#include "parsers/format/usage_private.h"

/* Names of elements and attributes: UsageStatsXmlV1.java, Android 5 (the second ones) to 9. */
#define C(n) (MK_U_FIRST + (n))

enum kind { TEXT, NUMBER, OFFSET, TIME };
struct attribute { /* a list of these ends with name == NULL */
    const char *name;
    unsigned column;
    enum kind kind;
};

static const struct attribute package[] = {
    { "package", C(0), TEXT },         { "name", C(0), TEXT },
    { "lastTimeActive", C(2), TIME },  { "timeActive", C(5), TEXT },
    { "totalTimeActive", C(5), TEXT }, { "lastEvent", C(6), TEXT },
    { "appLaunchCount", C(7), TEXT },  { "lastTimeServiceUsed", C(8), OFFSET },
    { "timeServiceUsed", C(9), TEXT }, { "lastTimeVisible", C(10), OFFSET },
    { "timeVisible", C(11), TEXT },    { 0 },
};
static const struct attribute configuration[] = {
    { "lastTimeActive", C(0), TIME },  { "timeActive", C(3), TEXT },
    { "totalTimeActive", C(3), TEXT }, { "count", C(4), TEXT },
    { "active", C(5), TEXT },          { 0 },
};
static const struct attribute event[] = {
    { "package", C(0), TEXT },
    { "name", C(0), TEXT },
    { "class", C(2), TEXT },
    { "time", C(4), TIME },
    { "type", C(7), TEXT },
    { "flags", C(8), TEXT },
    { "shortcutId", C(9), TEXT },
    { "standbyBucket", C(11), NUMBER },
    { "notificationChannel", C(12), TEXT },
    { "instanceId", C(14), TEXT },
    { 0 },
};
static const struct attribute total[] = { { "count", C(1), TEXT }, { "time", C(2), TEXT }, { 0 } };
static const struct attribute category[] = { { "name", C(4), TEXT },
                                             { "count", C(6), TEXT },
                                             { 0 } };

static const struct {
    const char *name;
    enum mk_usage_table table;
    const struct attribute *attributes;
    unsigned rest; /* column of all other attributes; 0: none */
} elements[] = {
    { "package", MK_USAGE_PACKAGES, package, 0 },
    { "config", MK_USAGE_CONFIGURATIONS, configuration, C(6) },
    { "event", MK_USAGE_EVENTS, event, C(22) },
    { "event-log", MK_USAGE_EVENTS, event, C(22) },
    { "interactive", MK_USAGE_TOTALS, total, 0 },
    { "non-interactive", MK_USAGE_TOTALS, total, 0 },
    { "keyguard-shown", MK_USAGE_TOTALS, total, 0 },
    { "keyguard-hidden", MK_USAGE_TOTALS, total, 0 },
};

static bool number(int64_t *out, struct mk_span s)
{
    bool minus = s.len && s.p[0] == '-';
    uint64_t v = 0;
    s = mk_span_from(s, minus);
    if (s.len == 0 || s.len > 18)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = minus ? -(int64_t)v : (int64_t)v;
    return true;
}

static void put(const struct mk_usage *x, struct mk_grid *g, const struct attribute *a,
                struct mk_span s)
{
    int64_t ms;
    bool whole = number(&ms, s);
    if (a->kind == TEXT || (a->kind == NUMBER && !whole)) {
        mk_grid_text(g, a->column, s);
        return;
    }
    if (a->kind == NUMBER) {
        mk_grid_int(g, a->column, ms);
        return;
    }
    if (!whole)
        mk_grid_lost(g, a->column, "no number");
    else
        mk_pooled_put_time(&x->p, g, a->column, x->absolute ? ms - x->p.begin_ms : ms);
    if (a->kind == TIME) {
        mk_grid_text(g, a->column + 1, s);
        mk_grid_text(g, a->column + 2, mk_str(x->absolute ? "unix_ms" : "ms_after_begin"));
    }
}

/* All others as "name=value", one a line. */
static void put_rest(struct mk_grid *g, unsigned column, const struct mk_xml_event *ev,
                     const struct attribute *known)
{
    struct mk_buf text;
    mk_buf_init(&text, MK_POOLED_MAX);
    for (size_t i = 0; i < ev->nattrs; i++) {
        const struct attribute *a = known;
        while (a->name && !mk_span_is(ev->attrs[i].name, a->name))
            a++;
        if (a->name)
            continue;
        mk_buf_puts(&text, text.len ? "\n" : "");
        mk_buf_put(&text, ev->attrs[i].name.p, ev->attrs[i].name.len);
        mk_buf_puts(&text, "=");
        mk_buf_put(&text, ev->attrs[i].value.p, ev->attrs[i].value.len);
    }
    if (!mk_buf_ok(&text))
        mk_grid_lost(g, column, "no memory");
    else if (text.len)
        mk_grid_text(g, column, mk_buf_span(&text));
    mk_buf_done(&text);
}

static void put_all(const struct mk_usage *x, struct mk_grid *g, const struct mk_xml_event *ev,
                    const struct attribute *a)
{
    for (; a->name; a++) {
        struct mk_span s = mk_xml_attr(ev, a->name);
        if (s.p)
            put(x, g, a, s);
    }
}

/* <package><chosen_action name=""><category name="" count=""/></chosen_action></package> */
static void chooser(struct mk_usage *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    struct mk_buf *kept = mk_span_is(ev->name, "package")         ? &x->package
                          : mk_span_is(ev->name, "chosen_action") ? &x->action
                                                                  : NULL;
    struct mk_span s = mk_xml_attr(ev, kept == &x->package ? "package" : "name");
    if (kept) {
        mk_buf_clear(kept);
        mk_buf_put(kept, s.p, s.len);
    }
    if (!mk_span_is(ev->name, "category"))
        return;
    mk_usage_row(x, g, MK_USAGE_CHOOSERS);
    mk_grid_text(g, C(0), mk_buf_span(&x->package));
    mk_grid_text(g, C(2), mk_buf_span(&x->action));
    put_all(x, g, ev, category);
}

/* Android 5: times stand as they are. The interval is as long as its end says. */
static void root(struct mk_usage *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    int64_t begin = 0, end;
    bool absolute = number(&begin, mk_xml_attr(ev, "beginTime"));
    bool ends = number(&end, mk_xml_attr(ev, "endTime"));
    if (ends && mk_grid_wants(g, MK_USAGE_TOTALS)) {
        mk_usage_row(x, g, MK_USAGE_TOTALS);
        mk_grid_text(g, C(0), mk_str("interval"));
        mk_grid_int(g, C(2), absolute ? end - begin : end);
    }
    x->absolute = absolute;
    if (absolute) {
        x->p.has_begin = true;
        x->p.begin_ms = begin;
    }
}

int mk_usage_step_xml(struct mk_usage *x, struct mk_grid *g, struct mk_error *e)
{
    struct mk_xml_event ev;
    int more = mk_xml_next(&ev, x->xml, e);
    if (more <= 0 || ev.what != MK_XML_OPEN)
        return more;
    if (ev.depth == 1)
        root(x, g, &ev);
    if (mk_grid_wants(g, MK_USAGE_CHOOSERS))
        chooser(x, g, &ev);
    for (size_t i = 0; ev.depth > 1 && i < sizeof elements / sizeof *elements; i++) {
        bool list = mk_span_is(ev.name, "event-log") && !mk_xml_attr(&ev, "type").p;
        if (list || !mk_span_is(ev.name, elements[i].name) || !mk_grid_wants(g, elements[i].table))
            continue;
        mk_usage_row(x, g, elements[i].table);
        if (elements[i].attributes == total)
            mk_grid_text(g, C(0), ev.name);
        put_all(x, g, &ev, elements[i].attributes);
        if (elements[i].rest)
            put_rest(g, elements[i].rest, &ev, elements[i].attributes);
    }
    return 1;
}
