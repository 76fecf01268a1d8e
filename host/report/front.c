#include "host/report/front.h"
#include "parsers/base/time.h"
#include "parsers/record/coverage.h"
#include <stdio.h>

static void put_lines(struct mk_page *p, const char *const *lines)
{
    for (; lines && *lines; lines++) {
        const char *colon = strstr(*lines, ": ");
        mk_html(p, "<dt>");
        mk_html_text(p, mk_span(*lines, colon ? (size_t)(colon - *lines) : strlen(*lines)));
        mk_html(p, "<dd>");
        mk_html_str(p, colon ? colon + 2 : "");
    }
}

static bool member(struct mk_value *out, struct mk_span fields, const char *name)
{
    struct mk_cursor c = mk_cur(fields);
    while (mk_value_next(out, &c, false))
        if (mk_span_is(out->name, name) || (out->key && !strcmp(mk_key_name(out->key), name)))
            return true;
    return false;
}

/* The ledger in one line: how many artefacts are in which state. */
static void put_states(struct mk_show *s, struct mk_span ledger)
{
    struct mk_value v;
    for (enum mk_cover state = MK_COVER_FOUND; state <= MK_COVER_UNKNOWN; ++state) {
        struct mk_cursor c = mk_cur(ledger);
        size_t n = 0;
        while (mk_cur_left(&c) && mk_cur_ok(&c)) {
            mk_cur_u8(&c);
            struct mk_span fields = mk_cur_text(&c);
            n += member(&v, fields, "state") && mk_span_is(v.s, mk_cover_name(state));
        }
        if (n)
            mk_htmlf(&s->page, "%zu %s · ", n, mk_cover_name(state));
    }
    mk_html(&s->page, "<a href=#ledger>each of them</a>");
}

static void put_top(struct mk_show *s, const struct mk_report_options *o,
                    const struct mk_report_facts *facts, struct mk_span ledger)
{
    struct mk_page *p = &s->page;
    mk_html(p, "<header><h1>Report of records</h1>");
    if (facts->training)
        mk_html(p, "<p class=big>TRAINING: an exercise on a simulated phone, no evidence</p>");
    mk_html(p, "<p>What is listed here is what the phone's apps had stored, as far as it was given "
               "and could be read. It is not what happened: any app with write permission may have "
               "planted a row, and clocks may have been wrong. This is a triage extract, not an "
               "exhaustive examination. What was looked for and not found stands in the ledger.</p>"
               "</header><div class=box><dl><dt>Made of<dd><bdi>");
    mk_html_str(p, o->subject);
    mk_html(p, "</bdi><dt>Made by<dd>moka " MK_VERSION "<dt>Times<dd>UTC");
    if (o->zone) {
        mk_html(p, ", and below each ");
        mk_html_str(p, mk_zone_name(o->zone));
        mk_html(p, " (chosen for this report)");
    }
    if (facts->verdict) {
        mk_html(p, "<dt>Integrity<dd><b>");
        mk_html_str(p, facts->verdict);
        mk_html(p, "</b>");
        for (const char *const *f = facts->findings; f && *f; f++) {
            mk_html(p, "<br>");
            mk_html_str(p, *f);
        }
    }
    mk_html(p, "<dt>Ledger<dd>");
    put_states(s, ledger);
    put_lines(p, facts->info);
    mk_html(p, "</dl></div>");
}

/* Of the acquisition's ledger, what a section would hold: "ios.calls" is about calls. */
static bool is_about(enum mk_section section, struct mk_span artefact)
{
    static const char *const words[MK_SECTIONS][7] = {
        [MK_SEC_MESSAGES] = { ".messages", ".sms", ".mms", ".threads", ".mms_parts",
                              ".mms_addresses", ".mms_group_addresses" },
        [MK_SEC_CALLS] = { ".calls", ".voicemail" },
        [MK_SEC_CONTACTS] = { ".contacts" },
        [MK_SEC_WEB] = { ".safari_history", ".safari_tabs" },
        [MK_SEC_CALENDAR] = { ".calendar", ".notes" },
    };
    for (size_t i = 0; i < 7 && words[section][i]; i++)
        if (mk_span_ends(artefact, mk_str(words[section][i])))
            return true;
    return false;
}

/* A count says nothing of what could not be asked: that stands beside it. */
static void put_gaps(struct mk_show *s, struct mk_span ledger, enum mk_section section)
{
    static const char *const gaps[] = { "refused", "restricted", "unreachable", "failed",
                                        "out-of-scope" };
    struct mk_cursor c = mk_cur(ledger);
    struct mk_value artefact, state, why;
    while (mk_cur_left(&c)) {
        bool asked = mk_cur_u8(&c) == 1, gap = false;
        struct mk_span fields = mk_cur_text(&c);
        if (!mk_cur_ok(&c))
            return;
        if (!asked || !member(&artefact, fields, "artefact") || !is_about(section, artefact.s) ||
            !member(&state, fields, "state"))
            continue;
        for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
            gap = gap || mk_span_is(state.s, gaps[i]);
        if (!gap)
            continue;
        mk_html(&s->page, "<br><span class=e>");
        mk_html_text(&s->page, artefact.s);
        mk_html(&s->page, ": ");
        mk_html_text(&s->page, state.s);
        if (member(&why, fields, "why")) {
            mk_html(&s->page, ", ");
            mk_html_text(&s->page, why.s);
        }
        mk_html(&s->page, "</span>");
    }
}

static void put_tile(struct mk_show *s, const char *folder, const char *title, uint64_t n,
                     const char *what, const struct mk_spool *spool, enum mk_section section,
                     struct mk_span ledger)
{
    int64_t first, last;
    mk_htmlf(&s->page, "<li><a href=%s/1.html>%s</a><b>%llu</b><span class=d>%s", folder, title,
             (unsigned long long)n, what);
    if (spool && mk_spool_period(&first, &last, spool, section)) {
        mk_html(&s->page, "<br>");
        mk_show_instant(s, first, 0);
        mk_html(&s->page, " to<br>");
        mk_show_instant(s, last, 0);
    }
    if (spool)
        put_gaps(s, ledger, section);
    mk_html(&s->page, "</span></li>");
}

static void put_tiles(struct mk_show *s, const struct mk_spool *spool, uint64_t files,
                      struct mk_span ledger)
{
    char what[80];
    snprintf(what, sizeof what, "messages in %zu conversations", mk_spool_threads(spool));
    const char *limit;
    mk_html(&s->page, "<h2>Records</h2>");
    for (size_t i = 0; (limit = mk_spool_limit(spool, i)); i++)
        mk_htmlf(&s->page, "<p class=e>%s</p>", limit);
    mk_html(&s->page, "<ul class=g>");
    put_tile(s, "messages", "Conversations", mk_spool_section(spool, MK_SEC_MESSAGES), what, spool,
             MK_SEC_MESSAGES, ledger);
    for (size_t i = 0; mk_list_at(i); i++) {
        const struct mk_list *l = mk_list_at(i);
        put_tile(s, l->folder, l->title, mk_spool_section(spool, l->section),
                 l->section == MK_SEC_ISSUES ? "" : "records", spool, l->section, ledger);
    }
    if (files)
        put_tile(s, "files", "Files", files, "as they were given", NULL, MK_SEC_OTHER, ledger);
    mk_html(&s->page, "</ul>");
}

/* ---- the ledger ---- */

static const char *const columns[][2] = {
    { "artefact", "Artefact" },
    { "where", "Where" },
    { "state", "State" },
    { "seen", "Seen" },
    { "records", "Records" },
    { "issues", "Issues" },
    { "proven_on", "Reader proven on" },
    { "why", "Remarks" },
};

static void put_state(struct mk_show *s, const struct mk_value *v)
{
    bool found = mk_span_is(v->s, "found") || mk_span_is(v->s, "empty");
    bool bad = mk_span_is(v->s, "failed") || mk_span_is(v->s, "refused") ||
               mk_span_is(v->s, "restricted") || mk_span_is(v->s, "unreachable");
    mk_htmlf(&s->page, "<span class='k %s'>", found ? "" : bad ? "e" : "w");
    mk_html_text(&s->page, v->s);
    mk_html(&s->page, "</span>");
}

static void put_below(struct mk_show *s, struct mk_span fields, const char *name,
                      const char *before)
{
    struct mk_value v;
    if (!member(&v, fields, name))
        return;
    mk_htmlf(&s->page, "<span class=r>%s", before);
    mk_show_value(s, &v);
    mk_html(&s->page, "</span>");
}

static void put_ledger_row(struct mk_show *s, struct mk_span fields)
{
    struct mk_value v;
    mk_html(&s->page, "<tr>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        bool number = i >= 3 && i <= 5;
        mk_htmlf(&s->page, number ? "<td class=n data-h='%s'>" : "<td data-h='%s'>", columns[i][1]);
        if (!member(&v, fields, columns[i][0]))
            continue;
        if (i == 2 && v.type == MK_T_TEXT)
            put_state(s, &v);
        else
            mk_show_value(s, &v);
        if (i == 0)
            put_below(s, fields, "route", "");
        if (i == 1)
            put_below(s, fields, "table", "");
        if (i == 1)
            put_below(s, fields, "profile", "user ");
        if (i == 3)
            put_below(s, fields, "not_taken", "left out by the scope: ");
    }
    mk_html(&s->page, "\n");
    mk_page_flush(&s->page);
}

/* Lines of one kind: what there was first, what nobody had at the end. */
static void put_lines_of(struct mk_show *s, struct mk_span ledger, uint8_t kind, bool unknown)
{
    struct mk_cursor c = mk_cur(ledger);
    struct mk_value v;
    while (mk_cur_left(&c)) {
        bool mine = mk_cur_u8(&c) == kind;
        struct mk_span fields = mk_cur_text(&c);
        if (!mk_cur_ok(&c))
            return;
        bool is = member(&v, fields, "state") &&
                  (mk_span_is(v.s, "unknown") || mk_span_is(v.s, "absent"));
        if (mine && is == unknown)
            put_ledger_row(s, fields);
    }
}

static void put_ledger(struct mk_show *s, struct mk_span ledger)
{
    static const char *const titles[] = { "What was read, and what became of it",
                                          "What the acquisition asked the phone for" };
    mk_html(&s->page, "<h2 id=ledger>Ledger</h2><p class=d>Silence is not absence: “unknown” means "
                      "that nothing of it was among what was read, not that the phone has none."
                      "</p>");
    for (uint8_t kind = 0; kind < 2; kind++) {
        mk_htmlf(&s->page, "<h2>%s</h2><table><thead><tr>", titles[kind]);
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            mk_htmlf(&s->page, i >= 3 && i <= 5 ? "<th class=n>%s" : "<th>%s", columns[i][1]);
        mk_html(&s->page, "</thead><tbody>");
        put_lines_of(s, ledger, kind, false);
        put_lines_of(s, ledger, kind, true);
        mk_html(&s->page, "</table>");
    }
}

int mk_front_write(struct mk_show *s, const struct mk_spool *spool,
                   const struct mk_report_options *o, const struct mk_report_facts *facts,
                   struct mk_span ledger, uint64_t files, struct mk_error *e)
{
    mk_page_open(&s->page, "index.html", "Report of records");
    put_top(s, o, facts, ledger);
    put_tiles(s, spool, files, ledger);
    put_ledger(s, ledger);
    mk_html(&s->page, "<footer>This page runs nothing and fetches nothing. Text from the phone is "
                      "shown as text; characters that steer direction or terminals are shown by "
                      "their number.</footer>");
    return mk_page_close(&s->page, e);
}
