/* Objects of Telegram: see make_tl.h. */
#include "host/train/make_tl.h"

static void word(struct mk_buf *b, uint32_t v)
{
    mk_buf_u32le(b, v);
}

static void number(struct mk_buf *b, int64_t v)
{
    mk_buf_u64le(b, (uint64_t)v);
}

static void real(struct mk_buf *b, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    mk_buf_u64le(b, bits);
}

static void text(struct mk_buf *b, struct mk_span s)
{
    bool large = s.len >= 254;
    if (large)
        word(b, 254u | (uint32_t)s.len << 8);
    else
        mk_buf_u8(b, (uint8_t)s.len);
    mk_buf_put(b, s.p, s.len);
    for (size_t n = s.len + (large ? 4 : 1); n % 4; n++)
        mk_buf_u8(b, 0);
}

static void peer(struct mk_buf *b, int64_t id) /* as dialogs are numbered */
{
    word(b, id < 0 ? 0x36c6019a : 0x59511722); /* peerChat, peerUser */
    number(b, id < 0 ? -id : id);
}

void mk_tl_user(struct mk_buf *b, int64_t uid, const char *name, const char *handle,
                const char *phone)
{
    enum { FIRST_NAME = 1 << 1, USERNAME = 1 << 3, PHONE = 1 << 4, SELF = 1 << 10 };
    bool own = uid == MK_TL_OWNER;
    mk_buf_clear(b);
    word(b, 0x215c4438);
    word(b,
         (uint32_t)(FIRST_NAME | (handle ? USERNAME : 0) | (phone ? PHONE : 0) | (own ? SELF : 0)));
    word(b, 0);
    number(b, uid);
    text(b, mk_str(name));
    if (handle)
        text(b, mk_str(handle));
    if (phone)
        text(b, mk_str(phone + 1)); /* Telegram leaves the '+' out */
}

void mk_tl_chat(struct mk_buf *b, int64_t id, const char *title, uint32_t members, int64_t made_s)
{
    mk_buf_clear(b);
    word(b, 0x41cbf256);
    word(b, 0);
    number(b, id);
    text(b, mk_str(title));
    word(b, 0x37c1011c); /* chatPhotoEmpty */
    word(b, members);
    word(b, (uint32_t)made_s);
    word(b, 1);
}

static void put_photo(struct mk_buf *b, const struct mk_said *s)
{
    word(b, 0x695150d7); /* messageMediaPhoto */
    word(b, 1);
    word(b, 0xfb197a65); /* photo, without sizes */
    word(b, 0);
    number(b, 7000000 + (int64_t)s->index);
    number(b, 0);
    text(b, mk_str(""));
    word(b, (uint32_t)(s->at_ms / 1000));
    word(b, 0x1cb5c415);
    word(b, 0);
    word(b, 2);
}

static void put_voice(struct mk_buf *b, const struct mk_said *s)
{
    word(b, 0x4cf4d72d); /* messageMediaDocument */
    word(b, 1 | 1 << 8);
    word(b, 0x8fd4c4d8);
    word(b, 0);
    number(b, 8000000 + (int64_t)s->index);
    number(b, 0);
    text(b, mk_str(""));
    word(b, (uint32_t)(s->at_ms / 1000));
    text(b, mk_str("audio/ogg"));
    number(b, 4000 + (int64_t)s->index);
    word(b, 2);
    word(b, 0x1cb5c415);
    word(b, 1);
    word(b, 0x9852f9c6); /* documentAttributeAudio */
    word(b, 1 << 10);
    word(b, 6);
}

static void put_media(struct mk_buf *b, const struct mk_train *t, const struct mk_said *s)
{
    if (s->what == MK_TALK_PICTURE) {
        put_photo(b, s);
    } else if (s->what == MK_TALK_VOICE) {
        put_voice(b, s);
    } else if (s->what == MK_TALK_PLACE) {
        word(b, 0x56e0d474); /* messageMediaGeo */
        word(b, 0xb2a2f663); /* geoPoint */
        word(b, 0);
        real(b, s->place->lon);
        real(b, s->place->lat);
        number(b, 0);
    } else {
        word(b, 0x70322949); /* messageMediaContact */
        text(b, mk_str(s->contact->number));
        text(b, mk_str(s->contact->name));
        text(b, mk_str(""));
        text(b, mk_str(""));
        number(b, MK_TL_FIRST + (s->contact - t->sc->people));
    }
}

void mk_tl_message(struct mk_buf *b, const struct mk_train *t, const struct mk_said *s,
                   int64_t from, int64_t dialog)
{
    enum { OUT = 1 << 1, REPLY = 1 << 3, FROM = 1 << 8, MEDIA = 1 << 9, EDITED = 1 << 15 };
    bool media = s->what != MK_TALK_TEXT;
    mk_buf_clear(b);
    word(b, 0x94345242);
    word(b, (uint32_t)((s->out ? OUT : 0) | (s->quotes ? REPLY : 0) | (from ? FROM : 0) |
                       (media ? MEDIA : 0) | (s->was.p ? EDITED : 0)));
    word(b, 0);
    word(b, (uint32_t)s->index + 1);
    if (from)
        peer(b, from);
    peer(b, dialog);
    if (s->quotes) {
        word(b, 0xafbc09db); /* messageReplyHeader */
        word(b, 1 << 4);
        word(b, (uint32_t)s->quoted.index + 1);
    }
    word(b, (uint32_t)(s->at_ms / 1000));
    text(b, s->text);
    if (media)
        put_media(b, t, s);
    if (s->was.p)
        word(b, (uint32_t)(s->at_ms / 1000) + 60);
}
