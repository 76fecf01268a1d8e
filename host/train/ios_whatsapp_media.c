/* What hangs on messages of WhatsApp: ZWAMEDIAITEM and ZWAMESSAGEINFO, see
 * parsers/app/whatsapp_ios_media.h, and files below Message/Media. */
#include "host/train/ios_proto.h"
#include "host/train/ios_whatsapp.h"
#include "host/train/picture.h"
#include "parsers/base/base64.h"
#include "parsers/base/hash.h"

/* A row of ZWAMEDIAITEM. */
struct item {
    const char *path, *title, *card_name, *card;
    int64_t bytes, seconds;
    double lat, lon; /* of a picture, its width and height */
    bool placed;
    struct mk_span caption, metadata;
};

static void store(struct mk_ios_wa *w, struct mk_ios_wa_row *r, const struct item *i)
{
    r->media = ++w->medias;
    mk_put(&w->media, mk_i(r->media), mk_i(r->id), mk_some(i->bytes), mk_some(i->seconds),
           mk_r(i->lat), mk_r(i->lon), mk_t(i->path), i->title ? mk_t(i->title) : mk_s(i->caption),
           mk_t(i->card_name), mk_t(i->card), mk_b(i->metadata));
}

static struct mk_json *begin(struct mk_ios_wa *w, const char *kind, const struct mk_ios_wa_row *r)
{
    struct mk_json *j = mk_true(&w->media_at, kind, r->media);
    mk_true_ref(j, "parent", "ZWAMESSAGE", r->id);
    return j;
}

/* What it answers: 5 the message, 6 who wrote that, 19 what it said. */
static void put_answer(struct mk_buf *b, const struct mk_ios_wa_row *r)
{
    struct mk_jid jid = { 0 };
    struct mk_buf said;
    char stanza[32];
    mk_buf_init(&said, 1 << 16);
    mk_ios_wa_stanza(stanza, r->reply);
    if (r->s->quoted.who && !r->s->quoted.out)
        mk_jid_of_person(&jid, r->s->quoted.who);
    mk_proto_bytes(b, 5, mk_str(stanza));
    if (jid.raw[0])
        mk_proto_bytes(b, 6, mk_str(jid.raw));
    mk_proto_bytes(&said, 1, r->s->quoted.text);
    mk_proto_bytes(b, 19, mk_buf_span(&said));
    b->bad = b->bad || !mk_buf_ok(&said);
    mk_buf_done(&said);
}

static void path_of(char out[static 160], struct mk_ios_wa *w, const struct mk_ios_wa_row *r,
                    const char *ending)
{
    struct mk_ios_guid guid = mk_ios_guid(&w->g);
    snprintf(out, 160, "Media/%s/%c/%c/%s.%s", r->chat.raw, guid.s[0] | 0x20, guid.s[1] | 0x20,
             guid.s, ending);
}

/* Puts the file, unless it was never fetched; true when it is there. */
static bool put_file(struct mk_ios_wa *w, const struct mk_ios_wa_row *r, const char *path,
                     const struct mk_buf *b)
{
    char whole[320];
    struct mk_error e = { 0 };
    snprintf(whole, sizeof whole, MK_IOS_WA_GROUP "Message/%s", path);
    if (!mk_buf_ok(b))
        mk_fail(&e, MK_ENOMEM, "media");
    else if (r->id % 7 == 3 && !r->s->lead)
        return false;
    else if (mk_ios_put(w->t, whole, r->s->at_ms, mk_buf_span(b), &e) == 0)
        return true;
    w->d.e = w->d.e.code ? w->d.e : e;
    return false;
}

static void tell_file(struct mk_ios_wa *w, const struct mk_ios_wa_row *r, const struct item *i,
                      const char *sha256)
{
    char file[400];
    snprintf(file, sizeof file, MK_IOS_WA_PLACE "Message/%s", i->path);
    struct mk_json *j = begin(w, "attachment", r);
    mk_json_kv_str(j, "path", file);
    mk_json_kv_str(j, "mime", i->card);
    mk_json_kv_int(j, "bytes", i->bytes);
    mk_json_kv_str(j, "sha256", sha256);
    if (i->caption.p && i->caption.len)
        mk_json_kv_text(j, "caption", i->caption);
    mk_true_end(&w->media_at);
}

/* A picture, or a voice message; its digest stands in ZVCARDNAME. */
static void put_media(struct mk_ios_wa *w, struct mk_ios_wa_row *r, bool picture)
{
    struct mk_shot s = { .width = 64, .height = 48, .seed = (uint64_t)r->id };
    struct mk_buf b, base64;
    struct mk_digest d = { 0 };
    char path[160], hex[MK_SHA256_HEX], file[400];
    mk_buf_init(&b, 1 << 20);
    mk_buf_init(&base64, 256);
    path_of(path, w, r, picture ? "jpg" : "opus");
    if (picture)
        mk_jpeg(&b, &s);
    else
        mk_buf_printf(&b, "OggS%064lld", (long long)mk_rng(&w->g));
    bool there = put_file(w, r, path, &b);
    if (mk_sha256_of(&d, mk_buf_span(&b), &w->d.e))
        d = (struct mk_digest){ 0 };
    mk_base64_put(&base64, mk_span(d.b, MK_SHA256_LEN), 0);
    mk_digest_hex(hex, &d);
    const char *card = mk_buf_cstr(&base64);
    struct item i = { .path = path, .card_name = card ? card : "", .bytes = (int64_t)b.len };
    i.card = picture ? "image/jpeg" : "audio/ogg; codecs=opus";
    i.seconds = picture ? 0 : 3 + r->id % 50;
    i.lat = picture ? s.width : 0;
    i.lon = picture ? s.height : 0;
    i.caption = r->s->text;
    store(w, r, &i);
    tell_file(w, r, &i, hex);
    snprintf(file, sizeof file, MK_IOS_WA_PLACE "Message/%s", path);
    if (there && picture)
        mk_true_shot(w->t, file, &s, mk_buf_span(&b), "unknown", r->s->lead);
    mk_buf_done(&base64);
    mk_buf_done(&b);
}

static void put_place(struct mk_ios_wa *w, struct mk_ios_wa_row *r)
{
    const struct mk_place *p = r->s->place;
    struct item i = { .lat = p->lat, .lon = p->lon, .title = p->name };
    store(w, r, &i);
    struct mk_json *j = begin(w, "location", r);
    mk_true_cocoa_s(j, r->s->at_ms);
    mk_true_place(j, p, "app", r->s->out ? "device" : "peer", "shared");
    mk_true_end(&w->media_at);
    mk_train_lead(w->t, r->s->lead, &w->media_at, "location", r->media);
}

static void put_card(struct mk_ios_wa *w, struct mk_ios_wa_row *r)
{
    const struct mk_person *p = r->s->contact;
    char card[300];
    snprintf(card, sizeof card,
             "BEGIN:VCARD\nVERSION:3.0\nN:;%s;;;\nFN:%s\nTEL;type=CELL;waid=%s:%s\nEND:VCARD",
             p->name, p->name, p->number + 1, p->number);
    struct item i = { .card_name = p->name, .card = card };
    store(w, r, &i);
    struct mk_json *j = begin(w, "attachment", r);
    mk_json_kv_str(j, "mime", "text/vcard");
    mk_true_end(&w->media_at);
}

void mk_ios_wa_attach(struct mk_ios_wa *w, struct mk_ios_wa_row *r)
{
    struct mk_buf b;
    if (r->type == WA_IMAGE || r->type == WA_VOICE)
        put_media(w, r, r->type == WA_IMAGE);
    else if (r->type == WA_PLACE)
        put_place(w, r);
    else if (r->type == WA_CARD)
        put_card(w, r);
    if (r->type != WA_TEXT || !r->reply)
        return;
    mk_buf_init(&b, 1 << 16);
    put_answer(&b, r);
    struct item i = { .metadata = mk_buf_span(&b) };
    store(w, r, &i);
    if (!mk_buf_ok(&b))
        mk_fail(&w->d.e, MK_ENOMEM, "answers");
    mk_buf_done(&b);
}

/* 7.1 of others: 1 its id, 2 who, 3 what, 4 when; 7.2 the owner's, without who. */
void mk_ios_wa_react(struct mk_ios_wa *w, struct mk_ios_wa_row *r)
{
    static const char *const faces[] = { "\xf0\x9f\x91\x8d", "\xe2\x9d\xa4\xef\xb8\x8f",
                                         "\xf0\x9f\x98\x82" };
    const char *face = faces[r->id % 3];
    int64_t ms = r->s->at_ms + 15000;
    bool own = !r->s->out;
    char id[32];
    struct mk_buf one, all, info;
    mk_buf_init(&one, 1 << 16);
    mk_buf_init(&all, 1 << 16);
    mk_buf_init(&info, 1 << 16);
    mk_ios_wa_stanza(id, r->id + 500000000);
    mk_proto_bytes(&one, 1, mk_str(id));
    if (!own)
        mk_proto_bytes(&one, 2, mk_str(r->chat.raw));
    mk_proto_bytes(&one, own ? 2 : 3, mk_str(face));
    mk_proto_int(&one, own ? 3 : 4, (uint64_t)ms);
    mk_proto_bytes(&all, own ? 2 : 1, mk_buf_span(&one));
    mk_proto_bytes(&info, 7, mk_buf_span(&all));
    if (!mk_buf_ok(&one) || !mk_buf_ok(&all) || !mk_buf_ok(&info))
        mk_fail(&w->d.e, MK_ENOMEM, "reactions");
    r->info = ++w->infos;
    mk_put(&w->info, mk_i(r->info), mk_i(r->id), mk_b(mk_buf_span(&info)));
    struct mk_json *j = mk_true(&w->info_at, "reaction", r->info);
    mk_true_ms(j, ms);
    mk_true_ref(j, "parent", "ZWAMESSAGE", r->id);
    if (own)
        mk_true_self(j, "from", false, NULL);
    else
        mk_true_jid(j, "from", false, &r->chat);
    mk_json_kv_str(j, "text", face);
    mk_true_end(&w->info_at);
    mk_buf_done(&info);
    mk_buf_done(&all);
    mk_buf_done(&one);
}
