#include "host/report/lists.h"
#include "parsers/base/time.h"
#include <stdio.h>

/* Conversations: a list of them, and pages of messages for each. */

static const enum mk_key shown[] = {
    MK_DIR,    MK_FROM,       MK_TO,      MK_PEER,      MK_TEXT,     MK_SUBJECT,  MK_THREAD,
    MK_STATUS, MK_STATUS_RAW, MK_DELETED, MK_TRANSPORT, MK_VERSIONS, MK_KEY_NONE,
};

struct talk {
    struct mk_pages pages;
    const struct mk_thread *thread;
    struct mk_facts about;
    struct mk_buf ref;
    struct mk_error *e;
};

/* What a conversation is called: its title, or the other side, or the app's own name for it. */
static void put_title(struct mk_show *s, const struct mk_thread *k)
{
    struct mk_span name = k->title.len ? k->title : k->peer.len ? k->peer : k->key;
    mk_html(&s->page, "<bdi>");
    if (name.len)
        mk_html_text(&s->page, name);
    else
        mk_html(&s->page, "no party stored");
    mk_html(&s->page, "</bdi>");
    mk_show_names(s, k->peer);
}

static void about(void *u, struct mk_show *s)
{
    struct talk *t = u;
    const struct mk_thread *k = t->thread;
    struct mk_error e;
    mk_html(&s->page, "<h1>");
    put_title(s, k);
    mk_html(&s->page, "</h1><div class=box><dl><dt>Kept by<dd>");
    mk_html_text(&s->page, k->app);
    mk_html(&s->page, "<dt>Thread as stored<dd><bdi>");
    mk_html_text(&s->page, k->key);
    mk_html(&s->page, "</bdi><dt>File<dd><bdi>");
    mk_html_text(&s->page, k->file);
    mk_htmlf(&s->page, "</bdi><dt>Messages<dd>%llu", (unsigned long long)k->messages);
    if (k->about && mk_spool_load(&t->about, t->pages.spool, k->about, &e) == 0) {
        mk_html(&s->page, "<dt>Its record<dd>");
        mk_show_rest(s, &t->about, (const enum mk_key[]){ MK_THREAD, MK_TITLE, MK_KEY_NONE });
        mk_show_source(s, &t->about);
    }
    mk_html(&s->page, "</dl></div>");
}

static void put_flag(struct mk_show *s, const char *type, struct mk_span text)
{
    mk_htmlf(&s->page, "<span class='k %s'>", type);
    mk_html_text(&s->page, text);
    mk_html(&s->page, "</span>");
}

static void put_parties(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *from = mk_fact(f, MK_FROM), *to = mk_fact(f, MK_TO);
    const struct mk_value *peer = mk_fact(f, MK_PEER);
    mk_html(&s->page, "<div class=p>");
    if (from)
        mk_show_party(s, from);
    if (to && to->type == MK_T_LIST) {
        struct mk_cursor c = mk_cur(to->s);
        struct mk_value v;
        for (bool first = true; mk_value_next(&v, &c, true); first = false) {
            mk_html(&s->page, first ? " → " : ", ");
            mk_show_party(s, &v);
        }
    }
    if (peer)
        mk_show_party(s, peer);
    mk_html(&s->page, "</div>");
}

static void put_flags(struct mk_show *s, const struct mk_facts *f)
{
    const struct mk_value *deleted = mk_fact(f, MK_DELETED), *status = mk_fact(f, MK_STATUS);
    const struct mk_value *code = mk_fact(f, MK_STATUS_RAW);
    struct mk_span dir = mk_fact_text(f, MK_DIR);
    put_flag(s, "", mk_fact_text(f, MK_TRANSPORT));
    put_flag(s, mk_span_is(dir, "unknown") ? "w" : "", dir);
    if (status || code) {
        mk_html(&s->page, "<span class=k>");
        if (status)
            mk_show_value(s, status);
        else
            mk_htmlf(&s->page, "status code ");
        if (!status)
            mk_show_value(s, code);
        mk_html(&s->page, "</span>");
    }
    if (deleted && deleted->type == MK_T_TRUE)
        put_flag(s, "e", mk_str("deleted, says the app"));
}

static int put_child(void *u, struct mk_facts *f, struct mk_error *e)
{
    struct mk_show *s = u;
    (void)e;
    mk_htmlf(&s->page, "<div class=r><span class=k>%s</span>", mk_kind_name(f->kind));
    mk_show_rest(s, f, (const enum mk_key[]){ MK_PARENT, MK_KEY_NONE });
    mk_show_source(s, f);
    mk_html(&s->page, "</div>");
    return 0;
}

static void put_text(struct mk_show *s, struct mk_span text, const char *before)
{
    if (!text.len)
        return;
    mk_htmlf(&s->page, "%s<div class=x dir=auto>", before);
    mk_html_text(&s->page, text);
    mk_html(&s->page, "</div>");
}

static int put_message(void *u, struct mk_facts *f, struct mk_error *e)
{
    struct talk *t = u;
    struct mk_show *s = t->pages.show;
    struct mk_span dir = mk_fact_text(f, MK_DIR);
    const struct mk_value *versions = mk_fact(f, MK_VERSIONS);
    if (mk_pages_row(&t->pages, e) != 0)
        return -1;
    mk_htmlf(&s->page, "<article class='m%s'><div class=t>",
             mk_span_is(dir, "in")    ? " in"
             : mk_span_is(dir, "out") ? " out"
                                      : "");
    mk_show_time(s, f);
    mk_html(&s->page, "</div><div>");
    put_parties(s, f);
    put_text(s, mk_fact_text(f, MK_SUBJECT), "<b>Subject</b>");
    put_text(s, mk_fact_text(f, MK_TEXT), "");
    if (mk_facts_ref(&t->ref, f) &&
        mk_spool_children(t->pages.spool, mk_buf_span(&t->ref), put_child, s, e) != 0)
        return -1;
    if (versions) {
        mk_html(&s->page, "<div class=r><span class='k w'>earlier versions</span>");
        mk_show_value(s, versions);
        mk_html(&s->page, "</div>");
    }
    mk_html(&s->page, "<div class=r>");
    put_flags(s, f);
    mk_show_rest(s, f, shown);
    mk_html(&s->page, "</div>");
    mk_show_source(s, f);
    mk_show_issues(s, f);
    mk_html(&s->page, "</div></article>\n");
    return 0;
}

static int write_talk(struct talk *t, struct mk_show *s, struct mk_spool *spool, size_t i,
                      struct mk_error *e)
{
    char name[32];
    snprintf(name, sizeof name, "c%zu-", i + 1);
    t->thread = mk_spool_thread(spool, i);
    t->pages = (struct mk_pages){ .show = s,
                                  .spool = spool,
                                  .folder = "messages",
                                  .title = "Messages",
                                  .name = name,
                                  .head = "",
                                  .foot = "",
                                  .about = about,
                                  .u = t,
                                  .total = t->thread->messages,
                                  .all = "1.html",
                                  .all_title = "All conversations" };
    if (mk_spool_each(spool, MK_SEC_MESSAGES, i, put_message, t, e) != 0)
        return -1;
    return mk_pages_end(&t->pages, e);
}

static void put_listed(struct mk_show *s, const struct mk_thread *k, size_t i)
{
    bool timed = k->first <= k->last;
    mk_htmlf(&s->page, "<tr><td data-h=Conversation><a href=c%zu-1.html>", i + 1);
    put_title(s, k);
    mk_html(&s->page, "</a>");
    if (k->title.len && k->key.len) {
        mk_html(&s->page, "<span class=r><bdi>");
        mk_html_text(&s->page, k->key);
        mk_html(&s->page, "</bdi></span>");
    }
    mk_html(&s->page, "<td data-h='Kept by'>");
    mk_html_text(&s->page, k->app);
    mk_htmlf(&s->page, "<td class=n data-h=Messages>%llu<td class=t data-h=First>",
             (unsigned long long)k->messages);
    if (timed)
        mk_show_instant(s, k->first, 0);
    mk_html(&s->page, "<td class=t data-h=Last>");
    if (timed)
        mk_show_instant(s, k->last, 0);
    mk_html(&s->page, "\n");
}

static int write_list(struct mk_show *s, struct mk_spool *spool, struct mk_error *e)
{
    struct mk_pages p = { .show = s,
                          .spool = spool,
                          .folder = "messages",
                          .title = "Conversations",
                          .name = "",
                          .head = "<table><thead><tr><th>Conversation<th>Kept by<th class=n>"
                                  "Messages<th>First<th>Last</thead><tbody>",
                          .foot = "</table>",
                          .total = mk_spool_threads(spool) };
    for (size_t i = 0; i < p.total; i++) {
        if (mk_pages_row(&p, e) != 0)
            return -1;
        put_listed(s, mk_spool_thread(spool, i), i);
    }
    return mk_pages_end(&p, e);
}

int mk_talks_write(struct mk_show *s, struct mk_spool *spool, struct mk_error *e)
{
    struct talk t = { 0 };
    int rc = write_list(s, spool, e);
    mk_facts_init(&t.about);
    mk_buf_init(&t.ref, 1 << 20);
    for (size_t i = 0; rc == 0 && i < mk_spool_threads(spool); i++)
        rc = write_talk(&t, s, spool, i, e);
    mk_facts_done(&t.about);
    mk_buf_done(&t.ref);
    return rc;
}
