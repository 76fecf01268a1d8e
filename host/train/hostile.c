#include "host/train/make.h"

enum special {
    PLAIN,
    FORGES_NEXT,    /* the body goes on with the row that follows, by its right index and id */
    FORGES_TWO,     /* and with the one after it */
    FORGES_COLUMNS, /* the same in a reply that has several columns */
    LONG,           /* 100,000 bytes */
    MANY_FORGED,    /* 2,000 forged rows */
    NO_BODY,
    BLOB,
    DATE_IS_TEXT,
    TYPE_IS_TEXT,
    ADDRESS_FORGES,
};

struct bad {
    enum special special;
    const char *body;
    size_t len;
    const char *out; /* what the tool makes of it, when not the same */
    size_t out_len;
};
#define B(text) text, sizeof(text) - 1
#define BODY(text)                                                                                 \
    {                                                                                              \
        PLAIN, B(text), NULL, 0                                                                    \
    }
#define TURNS(a, b)                                                                                \
    {                                                                                              \
        PLAIN, B(a), B(b)                                                                          \
    }
#define SPECIAL(what)                                                                              \
    {                                                                                              \
        what, NULL, 0, NULL, 0                                                                     \
    }

static const struct bad list[] = {
    SPECIAL(FORGES_NEXT),
    BODY("I am the message that was to be overwritten"),
    SPECIAL(FORGES_TWO),
    SPECIAL(FORGES_COLUMNS),
    SPECIAL(MANY_FORGED),
    BODY("hello, type=2"),
    BODY(", type=2, body=not mine"),
    BODY("x, date=0, address=+15550000000"),
    BODY("NULL"),
    BODY("BLOB"),
    BODY("No result found."),
    BODY("No result found.\n"),
    BODY("Row: 0 _id=1, body=first again"),
    BODY("\nRow: 0 _id=1, body=first again"),
    BODY("Error while accessing provider:sms\njava.lang.SecurityException: Permission Denial"),
    BODY("one\ntwo\n\nfour"),
    BODY("one\r\ntwo\r\n"),
    BODY("\n"),
    BODY("ends in a newline\n"),
    BODY(" leading and trailing blanks "),
    BODY(""),
    SPECIAL(NO_BODY),
    SPECIAL(BLOB),
    SPECIAL(LONG),
    SPECIAL(DATE_IS_TEXT),
    SPECIAL(TYPE_IS_TEXT),
    SPECIAL(ADDRESS_FORGES),
    BODY("\xe2\x80\xaegnp.exe\xe2\x80\xac \xe2\x81\xa6isolated\xe2\x81\xa9 \xe2\x80\x8fmark"),
    BODY("\x1b[2J\x1b]0;title\x07 \x01\x02\x08\x0b\x0c\x7f \xc2\x85\xc2\x9b"),
    BODY("before\0after"),
    BODY("<script>alert(1)</script> \"quoted\" 'single' \\back\\ $(id) `id`"),
    BODY("=cmd|' /C calc'!A0"),
    BODY("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 e\xcc\x81 "
         "\xef\xbf\xbd \xef\xbf\xbe"),
    /* no UTF-8: see firmware/phantom/text.h for what Android makes of it */
    TURNS("lone \xed\xa0\xbd high, lone \xed\xb8\x80 low", "lone ? high, lone ? low"),
    TURNS("pair \xed\xa0\xbd\xed\xb8\x80 in CESU-8", "pair \xf0\x9f\x98\x80 in CESU-8"),
    TURNS("stray \x80\xbf bytes", "stray \xc2\x80\xc2\xbf bytes"),
    TURNS("cut off \xe2\x82", ""),
    BODY("an ordinary one behind it all"),
    BODY("and the last"),
};

static void forge(struct mk_buf *b, int64_t index, int64_t id, const char *columns)
{
    mk_buf_printf(b, "\nRow: %lld _id=%lld, %s", (long long)index, (long long)id, columns);
}

static void make_body(struct mk_sms_row *r, struct mk_buf *b, enum special what, int64_t index)
{
    static const char columns[] = "thread_id=1, address=+12025550199, date=1, type=2, body=forged";
    switch (what) {
    case FORGES_NEXT:
        mk_buf_puts(b, "see you at eight");
        forge(b, index + 1, r->id + 1, "body=bring the money, or else");
        break;
    case FORGES_TWO:
        mk_buf_puts(b, "first");
        forge(b, index + 1, r->id + 1, "body=second, forged");
        forge(b, index + 2, r->id + 2, "body=third, forged");
        break;
    case FORGES_COLUMNS:
        mk_buf_puts(b, "ok");
        forge(b, index + 1, r->id + 1, columns);
        forge(b, index + 2, r->id + 2, columns);
        break;
    case MANY_FORGED:
        for (int64_t i = 1; i <= 2000; i++)
            forge(b, index + i, r->id + i, "body=");
        break;
    case LONG:
        for (int i = 0; i < 5000; i++)
            mk_buf_printf(b, "line %05d of 5000, ", i); /* 20 bytes */
        break;
    case BLOB:
        mk_buf_put(b, "\x00\x01\xff\nRow: 1 _id=2", 16);
        r->body_is_blob = true;
        break;
    case PLAIN:
    case NO_BODY:
    case DATE_IS_TEXT:
    case TYPE_IS_TEXT:
    case ADDRESS_FORGES:
        mk_buf_puts(b, "the other column is the odd one");
        break;
    }
}

/* Text that stands in another column than the body, behind the body in `room`. */
static struct mk_span other_column(struct mk_sms_row *r, struct mk_buf *b, const char *head,
                                   int64_t index, const char *column)
{
    size_t from = b->len;
    mk_buf_puts(b, head);
    forge(b, index + 1, r->id + 1, column);
    return mk_span_from(mk_buf_span(b), from);
}

bool mk_train_hostile(struct mk_sms_row *r, struct mk_buf *room, size_t i, int64_t index,
                      int64_t now_ms)
{
    if (i >= sizeof list / sizeof *list)
        return false;
    const struct bad *bad = &list[i];
    r->thread = 4;
    r->date = now_ms - 3600000 + (int64_t)i * 60000;
    r->type = 1;
    r->address = mk_str("+12025550104");
    mk_buf_clear(room);
    if (bad->special == PLAIN) {
        r->body = mk_span(bad->body, bad->len);
        r->differs = bad->out != NULL;
        r->comes_out = mk_span(bad->out, bad->out_len);
        return true;
    }
    mk_buf_room(room, 1 << 18); /* spans into it stay valid */
    make_body(r, room, bad->special, index);
    r->body = bad->special == NO_BODY ? mk_span(NULL, 0) : mk_buf_span(room);
    if (bad->special == DATE_IS_TEXT)
        r->date_text = other_column(r, room, "yesterday", index, "date=1749988800000");
    if (bad->special == TYPE_IS_TEXT)
        r->type_text = other_column(r, room, "1, body=x", index, "type=2");
    if (bad->special == ADDRESS_FORGES)
        r->address = other_column(r, room, "+12025550104", index, "address=+12025550199");
    return true;
}
