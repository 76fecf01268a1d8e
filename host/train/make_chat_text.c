/*
 * Chats that were exported as text. WhatsApp's has one file a chat, the same messages as its
 * database, with the phone's wall clock (faq.whatsapp.com, "How to export your chat history"; the
 * forms of lines: parsers/format/chat_stamp.h); Signal has none of its own, text exporters write
 * dates as ISO 8601 in brackets.
 */
#include "host/train/document.h"
#include "parsers/base/time.h"

struct form {
    enum mk_talk_app app;
    uint64_t part;       /* the random sequence of that app's messages */
    const char *path;    /* whom it is with, and .txt, stand behind it */
    const char *service; /* what their lines are recognised as */
};
static const struct form whatsapp = { MK_BY_WHATSAPP, 3, "Download/WhatsApp Chat with ",
                                      "whatsapp" };
static const struct form signal_text = { MK_BY_SIGNAL, 14, "Download/Signal/", "signal" };

struct maker {
    const struct form *form;
    struct mk_document d;
    struct mk_at at, shown;
    struct mk_buf text;
    char stamp[32], day[12], name[96];
    int64_t row;
};

/* "03/06/2025, 19:46", or "2025-06-03, 19:46" */
static void stamp(struct maker *m, int64_t ms)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, (ms + m->d.t->sc->phone.utc_offset_min * 60000) * 1000, 0);
    snprintf(m->day, sizeof m->day, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
    if (m->form->app == MK_BY_SIGNAL)
        snprintf(m->stamp, sizeof m->stamp, "%.10s, %.5s", iso, iso + 11);
    else
        snprintf(m->stamp, sizeof m->stamp, "%.2s/%.2s/%.4s, %.5s", iso + 8, iso + 5, iso,
                 iso + 11);
}

static void tell(const struct maker *m, const struct mk_at *at, const char *from, bool deleted,
                 bool edited)
{
    struct mk_json *j = mk_true(at, "message", m->row);
    struct mk_span name = mk_str(strrchr(m->d.path, '/') + 1);
    mk_json_kv_str(j, "transport", "app");
    mk_json_kv_str(j, "time_raw", m->stamp);
    mk_json_kv_str(j, "time_unit", "local");
    mk_json_kv_str(j, "dir", from ? "unknown" : "system");
    mk_json_kv_text(j, "thread", mk_span(name.p, name.len - 4));
    if (from) {
        mk_json_key(j, "from");
        mk_json_open(j, '{');
        mk_json_kv_str(j, "name", from);
        if (mk_is_e164(mk_str(from)))
            mk_json_kv_str(j, "phone", from);
        mk_json_close(j, '}');
    }
    mk_json_kv_text(j, "text", mk_buf_span(&m->text));
    mk_json_kv_str(j, "service", m->form->service);
    if (deleted)
        mk_json_kv_bool(j, "deleted", true);
    if (edited)
        mk_json_kv_bool(j, "edited", true);
    mk_true_end(at);
}

static void tell_file(const struct maker *m, const char *path)
{
    struct mk_json *j = mk_true(&m->at, "attachment", m->row);
    mk_true_ref(j, "parent", "messages", m->row);
    mk_true_some(j, "path", path);
    mk_true_end(&m->at);
}

/* What stands behind the name. */
static void put_text(struct maker *m, const struct mk_said *s)
{
    struct mk_buf *b = &m->text;
    mk_buf_clear(b);
    m->name[0] = '\0';
    if (s->deleted)
        mk_buf_puts(b, s->out ? "You deleted this message" : "This message was deleted");
    else if (s->what == MK_TALK_VOICE)
        mk_buf_puts(b, "<Media omitted>");
    else if (s->what == MK_TALK_PLACE)
        mk_buf_printf(b, "location: https://maps.google.com/?q=%.6f,%.6f", s->place->lat,
                      s->place->lon);
    else if (s->what == MK_TALK_PICTURE)
        snprintf(m->name, sizeof m->name, "IMG-%s-WA%04llu.jpg", m->day,
                 (unsigned long long)s->index % 10000);
    else if (s->what == MK_TALK_CONTACT)
        snprintf(m->name, sizeof m->name, "%.80s.vcf", s->contact->id);
    if (m->name[0])
        mk_buf_printf(b, "%s (file attached)%s", m->name, s->text.len ? "\n" : "");
    if (!s->deleted && s->text.p)
        mk_buf_put(b, s->text.p, s->text.len);
    if (!s->deleted && s->was.p)
        mk_buf_puts(b, " <This message was edited>");
}

static const char *sender(const struct maker *m, const struct mk_said *s)
{
    const struct mk_train *t = m->d.t;
    if (s->out || !s->who)
        return t->sc->owner.name;
    uint32_t k = (uint32_t)(s->who - t->sc->people); /* only of the scenario */
    return mk_train_is_contact(t, s->who, k) ? s->who->name : s->who->number;
}

static void put_message(struct maker *m, const struct mk_said *s)
{
    const char *from = sender(m, s);
    bool edited = s->was.p && !s->deleted, bracket = m->form->app == MK_BY_SIGNAL;
    stamp(m, s->at_ms);
    put_text(m, s);
    fprintf(m->d.f, "%s%s%s%s: ", bracket ? "[" : "", m->stamp, bracket ? "] " : " - ", from);
    fwrite(m->text.p, 1, m->text.len, m->d.f);
    putc('\n', m->d.f);
    m->row++;
    tell(m, &m->at, from, s->deleted, edited);
    tell(m, &m->shown, from, s->deleted, edited);
    if (m->name[0] && !s->deleted)
        tell_file(m, m->name);
    else if (s->what == MK_TALK_VOICE && !s->deleted)
        tell_file(m, NULL);
    mk_train_lead(m->d.t, s->lead, &m->at, "message", m->row);
}

/* The first line is WhatsApp's own; its day is above 12, so that days and months can be told apart
 * in a file of few messages too. */
static void put_notice(struct maker *m)
{
    int64_t day = 86400000, ms = m->d.t->now_ms - m->d.t->sc->weeks * 7 * day - day;
    for (stamp(m, ms); m->stamp[0] == '0' || (m->stamp[0] == '1' && m->stamp[1] < '3'); ms -= day)
        stamp(m, ms - day);
    mk_buf_clear(&m->text);
    mk_buf_puts(&m->text, "Messages and calls are end-to-end encrypted. No one outside of this "
                          "chat, not even WhatsApp, can read or listen to them.");
    fprintf(m->d.f, "%s - %.*s\n", m->stamp, (int)m->text.len, (const char *)m->text.p);
    m->row++;
    tell(m, &m->at, NULL, false, false);
    tell(m, &m->shown, NULL, false, false);
}

static int put_all(struct maker *m, uint32_t chat, uint64_t n, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    if (mk_talk_open(&k, m->d.t, m->form->app, true, n, m->form->part, e) != 0)
        return -1;
    if (m->form->app == MK_BY_WHATSAPP)
        put_notice(m);
    while (mk_talk_next(&s, &k))
        if (s.chat == chat)
            put_message(m, &s);
    int rc = mk_talk_ok(&k) && mk_buf_ok(&m->text) ? 0 : mk_fail(e, MK_ENOMEM, "messages");
    mk_talk_close(&k);
    return rc;
}

static int put_chat(struct mk_train *t, const struct form *form, uint32_t chat, const char *with,
                    uint64_t n, struct mk_error *e)
{
    struct maker m = { .form = form };
    struct mk_error other = { 0 };
    char path[256], title[128];
    snprintf(title, sizeof title, "%s", with);
    for (char *p = title; *p; p++)
        *p = *p == '/' ? '_' : *p;
    snprintf(path, sizeof path, "%s%s.txt", form->path, title);
    if (mk_document_open(&m.d, t, path, e) != 0)
        return -1;
    m.at = (struct mk_at){ &t->whole, "export.chat_text", m.d.where, "messages" };
    m.shown = (struct mk_at){ &t->truth, "export.chat_text", m.d.shown, NULL };
    bool room = mk_buf_fixed(&m.text, (size_t)1 << 16);
    int rc = room ? put_all(&m, chat, n, e) : mk_fail(e, MK_ENOMEM, "messages");
    mk_buf_done(&m.text);
    int closed = mk_document_close(&m.d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}

/* One chat with a person and one group of WhatsApp, one person of Signal. */
int mk_train_chat_text(struct mk_train *t, struct mk_error *e)
{
    const struct mk_scenario *sc = t->sc;
    uint32_t person = 0, group = 0, other = 0;
    while (person < sc->npeople && !(sc->people[person].by & 1u << MK_BY_WHATSAPP))
        person++;
    while (group < sc->ngroups && sc->groups[group].by != MK_BY_WHATSAPP)
        group++;
    while (other < sc->npeople && !(sc->people[other].by & 1u << MK_BY_SIGNAL))
        other++;
    int rc = 0;
    if (t->o->whatsapp && person < sc->npeople)
        rc = put_chat(t, &whatsapp, person, sc->people[person].name, t->o->whatsapp, e);
    if (rc == 0 && t->o->whatsapp && group < sc->ngroups)
        rc = put_chat(t, &whatsapp, mk_train_people(t) + group, sc->groups[group].title,
                      t->o->whatsapp, e);
    if (rc == 0 && t->o->signal && other < sc->npeople)
        rc = put_chat(t, &signal_text, other, sc->people[other].name, t->o->signal, e);
    return rc;
}
