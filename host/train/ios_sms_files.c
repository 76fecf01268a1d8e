/* What was sent with messages: pictures, voice, places and contacts, each a file below
 * Library/SMS/Attachments. */
#include "host/train/ios_sms.h"
#include "host/train/picture.h"

#define FOLDER "Library/SMS/Attachments/"

struct file {
    const char *uti, *mime;
    char name[96], path[320]; /* path below FOLDER */
    struct mk_buf bytes;
    struct mk_shot shot;
    bool is_picture;
};

static void make_picture(struct file *f, const struct mk_ios_message *m, const struct mk_said *s)
{
    f->uti = "public.jpeg";
    f->mime = "image/jpeg";
    f->is_picture = true;
    f->shot = (struct mk_shot){ .width = 64, .height = 48, .seed = (uint64_t)m->id };
    if (s->place) { /* pictures without a position lost all that the camera wrote on their way */
        f->shot.make = "Apple";
        f->shot.model = "iPhone 11";
        f->shot.local_ms = f->shot.fix_ms = m->at_ms - 30000;
        f->shot.place = s->place;
    }
    snprintf(f->name, sizeof f->name, "IMG_%04u.JPG", (unsigned)(1000 + m->id % 9000));
    mk_jpeg(&f->bytes, &f->shot);
}

static void make_voice(struct file *f, struct mk_rng *g)
{
    f->uti = "org.3gpp.adaptive-multi-rate-audio";
    f->mime = "audio/amr";
    snprintf(f->name, sizeof f->name, "Audio Message.amr");
    mk_buf_puts(&f->bytes, "#!AMR\n"); /* frames of silence follow: RFC 4867, type 15 */
    for (uint32_t i = 0, n = 50 + mk_rng_below(g, 400); i < n; i++)
        mk_buf_u8(&f->bytes, 0x7c);
}

/* As Messages sends a position: a card with a link to the map. */
static void make_place(struct file *f, const struct mk_place *p)
{
    f->uti = "public.vlocation";
    f->mime = "text/x-vlocation";
    snprintf(f->name, sizeof f->name, "CL.loc.vcf");
    mk_buf_printf(&f->bytes,
                  "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.5.1//EN\r\n"
                  "N:;Current Location;;;\r\nFN:Current Location\r\n"
                  "item1.URL;type=pref:https://maps.apple.com/?ll=%.6f\\,%.6f&q=%.6f\\,%.6f\r\n"
                  "item1.X-ABLabel:map url\r\nEND:VCARD\r\n",
                  p->lat, p->lon, p->lat, p->lon);
}

static void make_contact(struct file *f, const struct mk_person *p)
{
    f->uti = "public.vcard";
    f->mime = "text/vcard";
    snprintf(f->name, sizeof f->name, "%s.vcf", p->id);
    mk_buf_printf(&f->bytes,
                  "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.5.1//EN\r\n"
                  "N:;%s;;;\r\nFN:%s\r\nTEL;type=CELL;type=VOICE;type=pref:%s\r\nEND:VCARD\r\n",
                  p->name, p->name, p->number);
}

static void tell_card(struct mk_ios_chats *c, const char *path, const struct mk_said *s)
{
    struct mk_at at = { &c->t->truth, "vcard", path, "cards" };
    struct mk_json *j = mk_true(&at, "contact", 1);
    mk_json_kv_str(j, "name", s->contact ? s->contact->name : "Current Location");
    if (s->contact)
        mk_true_party(j, "phones", true, mk_str(s->contact->number), NULL);
    mk_true_end(&at);
}

static void tell(struct mk_ios_chats *c, const struct mk_ios_message *m, const struct mk_said *s,
                 const struct file *f, bool there)
{
    char file[400];
    snprintf(file, sizeof file, "~/" FOLDER "%s", f->path);
    struct mk_json *j = mk_true(&c->attachment_at, "attachment", c->attachments);
    mk_json_kv_iso(j, "time", m->at_ms / 1000 * 1000000, 0);
    mk_json_kv_int(j, "time_raw", m->at_ms / 1000 - MK_COCOA_S);
    mk_json_kv_str(j, "time_unit", "cocoa_s");
    mk_true_ref(j, "parent", "message", m->id);
    mk_json_kv_str(j, "path", file);
    mk_json_kv_str(j, "mime", f->mime);
    mk_json_kv_uint(j, "bytes", f->bytes.len);
    mk_true_end(&c->attachment_at);
    snprintf(file, sizeof file, MK_IOS_MOBILE FOLDER "%s", f->path);
    if (there && f->is_picture)
        mk_true_shot(c->t, file, &f->shot, mk_buf_span(&f->bytes), "unknown", s->lead);
    else if (there && (s->contact || s->what == MK_TALK_PLACE))
        tell_card(c, file, s);
}

static void store(struct mk_ios_chats *c, const struct mk_ios_message *m, const struct file *f,
                  bool there)
{
    char path[400];
    snprintf(path, sizeof path, "~/" FOLDER "%s", f->path);
    c->attachments++;
    mk_put(&c->attachment, mk_i(c->attachments), mk_t(m->file_guid),
           mk_i(m->at_ms / 1000 - MK_COCOA_S), mk_t(path), mk_t(f->uti), mk_t(f->mime),
           mk_i(there ? 5 : 0), mk_i(m->out), mk_t(f->name), mk_i((int64_t)f->bytes.len),
           mk_t(m->file_guid));
    mk_put(&c->attached, mk_i(m->id), mk_i(c->attachments));
    snprintf(path, sizeof path, "MediaDomain/" FOLDER "%s", f->path);
    if (there && !c->e.code && mk_ios_put(c->t, path, m->at_ms, mk_buf_span(&f->bytes), &c->e) != 0)
        c->d.e = c->d.e.code ? c->d.e : c->e;
}

void mk_ios_put_attachment(struct mk_ios_chats *c, struct mk_ios_message *m,
                           const struct mk_said *s)
{
    struct file f = { 0 };
    bool there = m->out || m->id % 9 != 0; /* others were never fetched */
    struct mk_ios_guid guid = mk_ios_guid(&c->g);
    mk_buf_init(&f.bytes, 1 << 20);
    if (s->what == MK_TALK_PICTURE)
        make_picture(&f, m, s);
    else if (s->what == MK_TALK_VOICE)
        make_voice(&f, &c->g);
    else if (s->what == MK_TALK_PLACE)
        make_place(&f, s->place);
    else
        make_contact(&f, s->contact);
    snprintf(m->file_guid, sizeof m->file_guid, "%s%s", m->out ? "" : "at_0_", guid.s);
    snprintf(f.path, sizeof f.path, "%.2s/%02u/%s/%s", guid.s + 34, (unsigned)(m->id % 16),
             m->file_guid, f.name);
    if (!mk_buf_ok(&f.bytes))
        mk_fail(&c->e, MK_ENOMEM, "attachment");
    store(c, m, &f, there);
    tell(c, m, s, &f, there);
    mk_buf_done(&f.bytes);
}
