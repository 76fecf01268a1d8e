/* The address book as Android exports it: vCard 2.1, what is not ASCII as quoted-printable bytes of
 * UTF-8 (frameworks/opt/vcard, VCardBuilder.java). */
#include "host/train/document.h"

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if ((uint8_t)*s >= 0x80 || *s < 0x20)
            return false;
    return true;
}

static void put_quoted(FILE *f, const char *s)
{
    for (; *s; s++) {
        uint8_t c = (uint8_t)*s;
        if (c > 0x20 && c < 0x7f && c != '=' && c != ';' && c != '\\')
            fputc(c, f);
        else
            fprintf(f, "=%02X", c);
    }
}

/* `head` and `tail` stand around the value: "N:;" and ";;;". */
static void put_line(FILE *f, const char *name, const char *head, const char *value,
                     const char *tail)
{
    if (!value || !*value)
        return;
    if (is_ascii(value)) {
        fprintf(f, "%s:%s%s%s\r\n", name, head, value, tail);
        return;
    }
    fprintf(f, "%s;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:%s", name, head);
    put_quoted(f, value);
    fprintf(f, "%s\r\n", tail);
}

static void put_card(FILE *f, const struct mk_person *p)
{
    fputs("BEGIN:VCARD\r\nVERSION:2.1\r\n", f);
    put_line(f, "N", ";", p->name, ";;;");
    put_line(f, "FN", "", p->name, "");
    put_line(f, "TEL;CELL", "", p->number, "");
    put_line(f, "TEL;HOME", "", p->second, "");
    put_line(f, "EMAIL;HOME", "", p->email, "");
    put_line(f, "EMAIL;WORK", "", p->email2, "");
    put_line(f, "ORG", "", p->org, "");
    put_line(f, "NOTE", "", p->relation, "");
    fputs("END:VCARD\r\n", f);
}

static void tell(const struct mk_at *at, int64_t row, const struct mk_person *p)
{
    struct mk_json *j = mk_true(at, "contact", row);
    mk_json_kv_str(j, "name", p->name);
    mk_true_pair(j, "phones", p->number, p->second);
    mk_true_pair(j, "emails", p->email, p->email2);
    mk_true_some(j, "org", p->org);
    mk_true_some(j, "note", p->relation);
    mk_true_end(at);
}

int mk_train_vcard(struct mk_train *t, struct mk_error *e)
{
    struct mk_document d;
    struct mk_person_made made;
    int64_t row = 0;
    if (mk_document_open(&d, t, "Download/contacts.vcf", e) != 0)
        return -1;
    struct mk_at at = { &t->whole, "vcard", d.where, "cards" };
    struct mk_at shown = { &t->truth, "vcard", d.shown, "cards" };
    for (uint32_t k = 0, n = mk_train_people(t); k < n && row < 200; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (!mk_train_is_contact(t, p, k))
            continue;
        put_card(d.f, p);
        tell(&at, ++row, p);
        tell(&shown, row, p);
    }
    return mk_document_close(&d, e);
}
