#include "parsers/format/chat_stamp.h"
#include "parsers/base/utf.h"

/* Zeros of the decimal digits that locales write with (Unicode, general category Nd). */
static const uint32_t zeros[] = { '0',   0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6,  0xb66, 0xbe6,
                                  0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0 };

static bool is_mark(int32_t c)
{
    return c == 0x200e || c == 0x200f || c == 0x61c || c == 0xfeff ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x202f || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x3000;
}

static int32_t peek(struct mk_span s, size_t at, size_t *next)
{
    *next = at;
    return at < s.len ? mk_utf8_next(s, next) : -1;
}

static size_t skip(struct mk_span s, size_t at, bool spaces, const char *also)
{
    for (size_t next;; at = next) {
        int32_t c = peek(s, at, &next);
        bool more = is_mark(c) || (spaces && is_space(c)) ||
                    (c > 0 && c < 0x80 && strchr(also, c)) || (c == 0x60c && *also);
        if (next == at || !more)
            return at;
    }
}

size_t mk_chat_blank(struct mk_span s)
{
    return skip(s, 0, true, "");
}

static int digit(int32_t c)
{
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (c >= (int32_t)zeros[i] && c < (int32_t)zeros[i] + 10)
            return c - (int32_t)zeros[i];
    return -1;
}

/* A number of 1 to 4 digits; 0 digits when there is none. */
static uint8_t number(int32_t *out, struct mk_span s, size_t *at)
{
    uint8_t n = 0;
    *out = 0;
    for (size_t next; n <= 4; *at = next, n++) {
        int d = digit(peek(s, *at, &next));
        if (d < 0)
            break;
        *out = *out * 10 + d;
    }
    return n <= 4 ? n : 0;
}

/* What stands between the numbers of a date. */
static bool between(struct mk_span s, size_t *at, bool *dash)
{
    static const char *const words[] = { "年", "月", "년", "월", "/", ".", "-" };
    size_t from = skip(s, *at, true, "");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mk_span_starts(mk_span_from(s, from), mk_str(words[i]))) {
            *dash = words[i][0] == '-';
            *at = skip(s, from + strlen(words[i]), true, "");
            return true;
        }
    return false;
}

/* Words for the halves of a day; spaces, dots and marks in the text do not matter. */
static const struct {
    const char *word;
    bool pm;
} halves[] = {
    { "am", false },    { "pm", true },        { "上午", false },    { "下午", true },
    { "凌晨", false },  { "清晨", false },     { "早上", false },    { "中午", true },
    { "晚上", true },   { "午前", false },     { "午後", true },     { "오전", false },
    { "오후", true },   { "ص", false },        { "م", true },        { "قظ", false },
    { "بظ", true },     { "قبلازظهر", false }, { "بعدازظهر", true }, { "πμ", false },
    { "μμ", true },     { "vorm", false },     { "nachm", true },    { "dop", false },
    { "odp", true },    { "de", false },       { "du", true },       { "sa", false },
    { "ch", true },     { "öö", false },       { "ös", true },       { "ÖÖ", false },
    { "Ös", true },     { "पूर्वाह्न", false },   { "अपराह्न", true },   { "pg", false },
    { "ptg", true },    { "fm", false },       { "em", true },       { "ap", false },
    { "ip", true },     { "ก่อนเที่ยง", false },  { "หลังเที่ยง", true },  { "পূর্বাহ্ণ", false },
    { "অপরাহ্ণ", true }, { "paradite", false }, { "pasdite", true },
};

static size_t match(struct mk_span s, size_t at, const char *word)
{
    struct mk_span w = mk_str(word);
    for (size_t i = 0; i < w.len;) {
        at = skip(s, at, true, ".");
        if (at >= s.len)
            return 0;
        uint8_t c = s.p[at++], low = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
        if (low != w.p[i++])
            return 0;
    }
    return skip(s, at, false, ".");
}

/* 0 none, 1 before noon, 2 after it; the longest word counts. */
static int half(struct mk_span s, size_t *at)
{
    size_t best = 0;
    int which = 0;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        size_t end = match(s, *at, halves[i].word);
        if (end <= best)
            continue;
        best = end;
        which = halves[i].pm ? 2 : 1;
    }
    if (best)
        *at = best;
    return which;
}

/* "at", as some languages put it between date and time. */
static size_t skip_word(struct mk_span s, size_t at)
{
    static const char *const words[] = { "at ",  "um ", "à ", "às ",  "klo ",
                                         "kl. ", "kl ", "o ", "alle " };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mk_span_starts(mk_span_from(s, at), mk_str(words[i])))
            return skip(s, at + strlen(words[i]), true, "");
    return at;
}

static bool colon(struct mk_span s, size_t *at)
{
    size_t from = skip(s, *at, false, "");
    if (from >= s.len || !strchr(":.h", s.p[from]) || !s.p[from])
        return false;
    *at = skip(s, from + 1, false, "");
    return true;
}

static bool clock_of(struct mk_chat_stamp *out, struct mk_span s, size_t *at)
{
    int32_t h, m, sec = 0;
    int before = half(s, at);
    *at = skip(s, *at, true, "");
    if (number(&h, s, at) == 0 || !colon(s, at) || number(&m, s, at) != 2)
        return false;
    size_t more = *at;
    if (colon(s, &more) && number(&sec, s, &more) == 2) {
        *at = more;
        out->seconds = true;
    } else {
        sec = 0;
    }
    int after = half(s, at), which = before ? before : after;
    if (which == 2 && h < 12)
        h += 12;
    if (which == 1 && h == 12)
        h = 0;
    if (h > 23 || m > 59 || sec > 59)
        return false;
    out->hour = (uint8_t)h;
    out->minute = (uint8_t)m;
    out->second = (uint8_t)sec;
    return true;
}

static bool date_of(struct mk_chat_stamp *out, struct mk_span s, size_t *at)
{
    for (size_t i = 0; i < 3; i++) {
        out->digits[i] = number(&out->n[i], s, at);
        if (out->digits[i] == 0 || (i < 2 && !between(s, at, &out->dashes)))
            return false;
        *at = skip(s, *at, false, "");
    }
    static const char *const day[] = { "日", "일", "." };
    for (size_t i = 0; i < sizeof day / sizeof *day; i++)
        if (mk_span_starts(mk_span_from(s, *at), mk_str(day[i])))
            *at += strlen(day[i]);
    return true;
}

/* What sets the stamp off: "]", or " - ". */
static bool shut(struct mk_chat_stamp *out, struct mk_span s, size_t at)
{
    size_t from = skip(s, at, true, "");
    struct mk_span rest = mk_span_from(s, from);
    if (out->bracket) {
        out->end = from + 1;
        return rest.len && rest.p[0] == ']';
    }
    bool wide = mk_span_starts(rest, mk_str("–"));
    if (!wide && !mk_span_starts(rest, mk_str("-")))
        return false;
    size_t end = from + (wide ? 3 : 1);
    out->end = skip(s, end, true, "");
    return from > at && (out->end > end || end == s.len);
}

bool mk_chat_stamp(struct mk_chat_stamp *out, struct mk_span line)
{
    size_t at = skip(line, 0, false, "");
    *out = (struct mk_chat_stamp){ 0 };
    out->bracket = at < line.len && line.p[at] == '[';
    at += out->bracket;
    size_t from = at = skip(line, at, false, "");
    if (!date_of(out, line, &at))
        return false;
    at = skip_word(line, skip(line, at, true, ","));
    if (!clock_of(out, line, &at))
        return false;
    out->raw = mk_span(line.p + from, at - from);
    return shut(out, line, at);
}

/* ---- what the numbers mean ---- */

static bool year_first(const struct mk_chat_stamp *s)
{
    return s->digits[0] == 4 || s->n[0] > 31;
}

void mk_order_see(struct mk_chat_order *o, const struct mk_chat_stamp *s)
{
    o->year_first = year_first(s);
    int32_t a = s->n[o->year_first], b = s->n[o->year_first + 1];
    o->day_first = o->day_first || a > 12;
    o->month_first = o->month_first || b > 12;
}

const char *mk_chat_civil(struct mk_civil *out, const char **remark, const struct mk_chat_stamp *s,
                          const struct mk_chat_order *o)
{
    bool first = year_first(s), day_first = o->day_first;
    int32_t y = s->n[first ? 0 : 2], a = s->n[first], b = s->n[first + 1];
    *remark = NULL;
    if (o->day_first && o->month_first)
        return "days and months of this file stand in no one order";
    /* nobody writes year, day, month; otherwise a number above 12 has to show which is which */
    if (!first && !o->day_first && !o->month_first && a != b)
        return "day and month cannot be told apart: no number above 12 in the whole file";
    if (y < 100 && s->digits[first ? 0 : 2] <= 2)
        y += 2000;
    if (y >= 2400 && y < 2700) {
        *remark = "the year is read as one of the Buddhist era";
        y -= 543;
    }
    if (y < 1970)
        return "a year of another calendar";
    *out = (struct mk_civil){ y,
                              (uint8_t)(day_first ? b : a),
                              (uint8_t)(day_first ? a : b),
                              s->hour,
                              s->minute,
                              s->second,
                              0 };
    if (a < 1 || b < 1 || a > 31 || b > 31)
        return "no date";
    return NULL;
}
