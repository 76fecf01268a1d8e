#include "host/train/make.h"

#define DATA "content://com.android.contacts/data"
#define URI  "content://com.android.contacts/raw_contacts" /* one record each */
#define ITEM "vnd.android.cursor.item/"

static const char insert_contact[] =
    "INSERT INTO contacts(_id,display_name,display_name_alt,lookup,name_raw_contact_id,starred,"
    "has_phone_number,contact_last_updated_timestamp) VALUES(:id,:name,:name,:lookup,:id,:starred,"
    "1,:time)";
static const char insert_raw[] =
    "INSERT INTO raw_contacts(_id,contact_id,account_name,account_type,sourceid,display_name,"
    "display_name_alt,starred) VALUES(:id,:id,'owner@example.org','com.google',:lookup,:name,:name,"
    ":starred)";
static const char insert_data[] =
    "INSERT INTO data(_id,raw_contact_id,contact_id,lookup,mimetype,data1,data2,data4,display_name,"
    "display_name_alt,account_name,account_type,sourceid,starred,has_phone_number,"
    "contact_last_updated_timestamp) VALUES(:row,:id,:id,:lookup,:mime,:data1,:data2,:data4,:name,"
    ":name,'owner@example.org','com.google',:lookup,:starred,1,:time)";

struct maker {
    struct mk_train *t;
    sqlite3_stmt *contact, *raw, *data;
    int64_t row; /* last of data */
};

struct card {
    int64_t id;
    const struct mk_person *p;
    char lookup[24], note[64];
};

static void bind_common(sqlite3_stmt *st, const struct card *c)
{
    mk_train_int(st, ":id", c->id);
    mk_train_str(st, ":name", c->p->name);
    mk_train_str(st, ":lookup", c->lookup);
    mk_train_int(st, ":starred", c->id <= 2);
    mk_train_int(st, ":time", MK_TRAIN_NOW_MS - c->id * 86400000);
}

static int put_data(struct maker *m, const struct card *c, const char *mime, const char *data1,
                    const char *data2, const char *data4, struct mk_error *e)
{
    if (!data1)
        return 0;
    bind_common(m->data, c);
    mk_train_int(m->data, ":row", ++m->row);
    mk_train_str(m->data, ":mime", mime);
    mk_train_str(m->data, ":data1", data1);
    mk_train_text(m->data, ":data2", mk_str(data2));
    mk_train_text(m->data, ":data4", mk_str(data4));
    return mk_train_step(m->t, m->data, e);
}

static int store(struct maker *m, const struct card *c, struct mk_error *e)
{
    const struct mk_person *p = c->p;
    const char *e164 = p->number[0] == '+' ? p->number : NULL;
    bind_common(m->contact, c);
    bind_common(m->raw, c);
    if (mk_train_step(m->t, m->contact, e) || mk_train_step(m->t, m->raw, e) ||
        put_data(m, c, ITEM "name", p->name, p->name, NULL, e) ||
        put_data(m, c, ITEM "phone_v2", p->number, "2", e164, e) ||
        put_data(m, c, ITEM "phone_v2", p->second, "1", NULL, e) ||
        put_data(m, c, ITEM "email_v2", p->email, "1", NULL, e) ||
        put_data(m, c, ITEM "email_v2", p->email2, "2", NULL, e) ||
        put_data(m, c, ITEM "organization", p->org, "1", p->org ? "contact person" : NULL, e) ||
        put_data(m, c, ITEM "note", c->note[0] ? c->note : NULL, NULL, NULL, e))
        return -1;
    return 0;
}

static void list(struct mk_json *j, const char *key, const char *a, const char *b)
{
    if (!a)
        return;
    mk_json_key(j, key);
    mk_json_open(j, '[');
    mk_truth_id(j, mk_str(a), NULL);
    if (b)
        mk_truth_id(j, mk_str(b), NULL);
    mk_json_close(j, ']');
}

static int tell(struct mk_train *t, const struct card *c, struct mk_error *e)
{
    if (!mk_train_is_ok(t, URI) || !mk_train_is_ok(t, DATA))
        return 0;
    struct mk_json j = mk_truth_begin(t, "contact", "android.contacts", URI, c->id);
    mk_json_kv_str(&j, "name", c->p->name);
    list(&j, "phones", c->p->number, c->p->second);
    list(&j, "emails", c->p->email, c->p->email2);
    if (c->p->org)
        mk_json_kv_str(&j, "org", c->p->org);
    if (c->note[0])
        mk_json_kv_str(&j, "note", c->note);
    return mk_truth_end(t, &j, e);
}

static int add(struct maker *m, int64_t id, const struct mk_person *p, struct mk_error *e)
{
    struct card c = { .id = id, .p = p };
    snprintf(c.lookup, sizeof c.lookup, "%lldi%08llx", (long long)id,
             (unsigned long long)((uint64_t)id * 2654435761u % 0xffffffffu));
    if (p->relation)
        snprintf(c.note, sizeof c.note, "%s", p->relation);
    return store(m, &c, e) || tell(m->t, &c, e) ? -1 : 0;
}

static const struct mk_person hostile[] = {
    { "x, mimetype=" ITEM "phone_v2, data1=+15550000000", "+12025550121", NULL,
      "note with\nRow: 1 _id=2, data1=+15550000000", "NULL", "BLOB@example.org", NULL, NULL },
    { "NULL", "+12025550122", "No result found.", "\xe2\x80\xaegnp.exe", NULL, NULL, NULL, NULL },
    { "two\r\nlines ", "+12025550123", NULL, "\n", "\t", NULL, NULL, NULL },
};

int mk_train_contacts(struct mk_train *t, struct mk_error *e)
{
    int rc = -1;
    bool empty = mk_train_is_empty(t, URI) || mk_train_is_empty(t, DATA) ||
                 mk_train_is_empty(t, "content://com.android.contacts/contacts");
    struct mk_person_made made;
    struct maker m = { .t = t };
    if (mk_train_prepare(&m.contact, t, insert_contact, e) ||
        mk_train_prepare(&m.raw, t, insert_raw, e) || mk_train_prepare(&m.data, t, insert_data, e))
        goto out;
    int64_t id = 0;
    for (uint32_t i = 0; !empty && i < t->o->contacts; i++)
        if (add(&m, ++id, mk_train_person(&made, i), e))
            goto out;
    for (size_t i = 0; !empty && t->o->hostile && i < sizeof hostile / sizeof *hostile; i++)
        if (add(&m, ++id, &hostile[i], e))
            goto out;
    rc = 0;
out:
    sqlite3_finalize(m.contact);
    sqlite3_finalize(m.raw);
    sqlite3_finalize(m.data);
    return rc;
}
