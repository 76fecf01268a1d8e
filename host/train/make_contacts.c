/* The address book, as content://com.android.contacts shows it and as contacts2.db keeps it. */
#include "host/train/make_contacts.h"

#define DATA "content://com.android.contacts/data"
#define URI  "content://com.android.contacts/raw_contacts" /* one record each */
#define ITEM "vnd.android.cursor.item/"

static const char contact_columns[] =
    "_id,display_name,display_name_alt,lookup,name_raw_contact_id,starred,has_phone_number,"
    "contact_last_updated_timestamp";
static const char raw_columns[] = "_id,contact_id,account_name,account_type,sourceid,display_name,"
                                  "display_name_alt,starred";
static const char data_columns[] =
    "_id,raw_contact_id,contact_id,lookup,mimetype,data1,data2,data4,display_name,"
    "display_name_alt,account_name,account_type,sourceid,starred,has_phone_number,"
    "contact_last_updated_timestamp";

struct maker {
    struct mk_train *t;
    struct mk_into contact, raw, data;
    int64_t row; /* last of data */
    bool empty;
    struct mk_contacts_db kept;
};

static void put_data(struct maker *m, const struct mk_card *c, const char *mime, const char *data1,
                     const char *data2, const char *data4)
{
    const char *name = c->p->name;
    if (!data1)
        return;
    m->row++;
    mk_put(&m->data, mk_i(m->row), mk_i(c->id), mk_i(c->id), mk_t(c->lookup), mk_t(mime),
           mk_t(data1), mk_t(data2), mk_t(data4), mk_t(name), mk_t(name),
           mk_t(m->t->sc->owner.email), mk_t("com.google"), mk_t(c->lookup), mk_i(c->id <= 2),
           mk_i(1), mk_i(m->t->now_ms - c->id * 86400000));
}

static void store(struct maker *m, const struct mk_card *c)
{
    const struct mk_person *p = c->p;
    const char *e164 = mk_is_e164(mk_str(p->number)) ? p->number : NULL;
    mk_put(&m->contact, mk_i(c->id), mk_t(p->name), mk_t(p->name), mk_t(c->lookup), mk_i(c->id),
           mk_i(c->id <= 2), mk_i(1), mk_i(m->t->now_ms - c->id * 86400000));
    mk_put(&m->raw, mk_i(c->id), mk_i(c->id), mk_t(m->t->sc->owner.email), mk_t("com.google"),
           mk_t(c->lookup), mk_t(p->name), mk_t(p->name), mk_i(c->id <= 2));
    put_data(m, c, ITEM "name", p->name, p->name, NULL);
    put_data(m, c, ITEM "phone_v2", p->number, "2", e164);
    put_data(m, c, ITEM "phone_v2", p->second, "1", NULL);
    put_data(m, c, ITEM "email_v2", p->email, "1", NULL);
    put_data(m, c, ITEM "email_v2", p->email2, "2", NULL);
    put_data(m, c, ITEM "organization", p->org, "1", p->org ? "contact person" : NULL);
    put_data(m, c, ITEM "note", c->note, NULL, NULL);
}

void mk_card_tell(struct mk_json *j, const struct mk_card *c)
{
    const struct mk_person *p = c->p;
    mk_json_kv_str(j, "name", p->name);
    if (c->by_whatsapp)
        return;
    mk_true_pair(j, "phones", p->number, p->second);
    mk_true_pair(j, "emails", p->email, p->email2);
    mk_true_some(j, "org", p->org);
    mk_true_some(j, "note", c->note);
}

static void add(struct maker *m, int64_t id, const struct mk_person *p)
{
    struct mk_card c = { .id = id, .contact = id, .p = p };
    struct mk_at at = { &m->t->truth, "android.contacts", URI, NULL };
    snprintf(c.lookup, sizeof c.lookup, "%lldi%08llx", (long long)id,
             (unsigned long long)((uint64_t)id * 2654435761u % 0xffffffffu));
    c.note = p->relation && *p->relation ? p->relation : NULL;
    mk_contacts_db_put(&m->kept, &c);
    if (m->empty)
        return;
    store(m, &c);
    if (!mk_train_is_ok(m->t, URI) || !mk_train_is_ok(m->t, DATA))
        return;
    mk_card_tell(mk_true(&at, "contact", id), &c);
    mk_true_end(&at);
}

static const struct mk_person hostile[] = {
    { .name = "x, mimetype=" ITEM "phone_v2, data1=+15550000000",
      .number = "+12025550121",
      .relation = "note with\nRow: 1 _id=2, data1=+15550000000",
      .org = "NULL",
      .email = "BLOB@example.org" },
    { .name = "NULL",
      .number = "+12025550122",
      .relation = "No result found.",
      .org = "\xe2\x80\xaegnp.exe" },
    { .name = "two\r\nlines ", .number = "+12025550123", .org = "\n", .email = "\t" },
    { .name = "=HYPERLINK(\"http://example.org\",\"x\")<b onload=alert(1)>",
      .number = "+12025550124" },
};

/* The same people again in WhatsApp's account, which knows only whom it reaches. */
static void add_again(struct maker *m, int64_t *id, const struct mk_person *p, int64_t contact)
{
    struct mk_card c = { .id = ++*id, .contact = contact, .p = p, .by_whatsapp = true };
    snprintf(c.lookup, sizeof c.lookup, "wa%lld", (long long)contact);
    mk_contacts_db_put(&m->kept, &c);
}

static void add_all(struct maker *m)
{
    const struct mk_train *t = m->t;
    struct mk_person_made made;
    uint32_t people = mk_train_people(t);
    int64_t id = 0, contact = 0;
    for (uint32_t k = 0; k < people; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (mk_train_is_contact(t, p, k))
            add(m, ++id, p);
    }
    for (size_t i = 0; t->o->hostile && i < sizeof hostile / sizeof *hostile; i++)
        add(m, ++id, &hostile[i]);
    for (uint32_t k = 0; k < people && t->o->whatsapp; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        contact += mk_train_is_contact(t, p, k);
        if (mk_train_is_contact(t, p, k) && p->by & 1u << MK_BY_WHATSAPP)
            add_again(m, &id, p, contact);
    }
    struct mk_person gone = { .name = NULL };
    struct mk_card c = { .id = ++id, .p = &gone, .lookup = "gone" };
    mk_contacts_db_put(&m->kept, &c);
}

int mk_train_contacts(struct mk_train *t, struct mk_error *e)
{
    struct mk_error other = { 0 };
    struct maker m = { .t = t };
    m.empty = mk_train_is_empty(t, URI) || mk_train_is_empty(t, DATA) ||
              mk_train_is_empty(t, "content://com.android.contacts/contacts");
    m.contact = mk_into(&t->db, "contacts", contact_columns);
    m.raw = mk_into(&t->db, "raw_contacts", raw_columns);
    m.data = mk_into(&t->db, "data", data_columns);
    int rc = t->o->system ? mk_contacts_db_open(&m.kept, t, e) : 0;
    if (rc == 0)
        add_all(&m);
    int closed = mk_contacts_db_close(&m.kept, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
