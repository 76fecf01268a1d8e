#include "firmware/phantom/fault.h"
#include "parsers/base/glob.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- the grammar ---- */

/* What VALUE is of each. */
enum value { NONE, NUMBER, MAYBE_NUMBER, SIGNED, WORD, MAYBE_WORD };

static const struct {
    const char *name;
    enum mk_fault_kind kind;
    enum value value;
    int64_t otherwise, max;
} names[] = {
    { "unplug", MK_FAULT_UNPLUG, MAYBE_NUMBER, 0, 3600000 },
    { "stall", MK_FAULT_STALL, NONE, 0, 0 },
    { "pieces", MK_FAULT_PIECES, NUMBER, 0, 1 << 30 },
    { "delay", MK_FAULT_DELAY, NUMBER, 0, 3600000 },
    { "restart", MK_FAULT_RESTART, NONE, 0, 0 },
    { "garbage", MK_FAULT_GARBAGE, MAYBE_NUMBER, 512, 1 << 20 },
    { "lie", MK_FAULT_LIE, WORD, 0, 0 },
    { "lock", MK_FAULT_LOCK, MAYBE_WORD, 0, 0 },
    { "unlock", MK_FAULT_UNLOCK, NONE, 0, 0 },
    { "reboot", MK_FAULT_REBOOT, MAYBE_NUMBER, 0, 3600000 },
    { "battery", MK_FAULT_BATTERY, NUMBER, 0, 100 },
    { "clock", MK_FAULT_CLOCK, SIGNED, 0, (int64_t)1 << 50 },
    { "full", MK_FAULT_FULL, NONE, 0, 0 },
    { "refuse", MK_FAULT_REFUSE, WORD, 0, 0 },
};
/* In the order of enum mk_lie. */
static const char *const lies[] = {
    "packet", "magic",  "sum",    "stream",   "data",  "names",   "file",  "listing",
    "answer", "length", "list",   "deep",     "count", "session", "block", "short",
    "total",  "error",  "unread", "snapshot", "long",  "heavy",
};
#define ON_ADB    (MK_LIE_PACKET | MK_LIE_MAGIC | MK_LIE_SUM | MK_LIE_STREAM | MK_LIE_DATA)
#define ON_IPHONE ~((MK_LIE_LENGTH - 1)) /* all from there on */

static bool number(int64_t *out, const char *s, int64_t max)
{
    char *end;
    errno = 0;
    long long v = strtoll(s, &end, 10);
    *out = v;
    return *s >= '0' && *s <= '9' && !*end && !errno && v <= max;
}

static int lie_named(const char *s)
{
    for (size_t i = 0; s && i < sizeof lies / sizeof *lies; i++)
        if (!strcmp(s, lies[i]))
            return 1 << i;
    return 0;
}

static bool parse_value(struct mk_fault *f, enum value value, int64_t otherwise, int64_t max)
{
    const char *s = f->word;
    bool minus = s && *s == '-';
    f->value = otherwise;
    switch (value) {
    case NONE:
        return !s;
    case NUMBER:
        return s && number(&f->value, s, max);
    case MAYBE_NUMBER:
        return !s || number(&f->value, s, max);
    case SIGNED:
        if (!s || !number(&f->value, s + minus, max))
            return false;
        f->value = minus ? -f->value : f->value;
        return true;
    case MAYBE_WORD: /* lock */
        return !s || !strcmp(s, "screen");
    case WORD:
        f->value = lie_named(s);
        return f->kind == MK_FAULT_LIE
                   ? f->value != 0
                   : s && (*s == '/' || mk_span_starts(mk_str(s), mk_str("content://")));
    }
    return false;
}

static bool parse_name(struct mk_fault *f, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i].name)) {
            f->kind = names[i].kind;
            return parse_value(f, names[i].value, names[i].otherwise, names[i].max);
        }
    return false;
}

static bool parse_when(struct mk_fault *f, const char *s)
{
    int64_t n;
    bool nth = *s == '#';
    if (*s < '#' || *s > '9' || !number(&n, s + nth, INT64_MAX)) {
        f->when = MK_WHEN_ASKED;
        f->glob = s;
        return *s != 0;
    }
    f->when = nth ? MK_WHEN_NTH : MK_WHEN_SENT;
    f->n = (uint64_t)n;
    return !nth || n > 0;
}

static bool parse_connection(struct mk_fault *f, const char *s)
{
    int64_t n;
    f->each = s && !strcmp(s, "each");
    if (!s || f->each)
        return true;
    bool good = number(&n, s, 1000000) && n > 0;
    f->connection = good ? (unsigned)n : 0;
    return good;
}

/* The rest behind the first such character, which becomes the end of what is before it; or NULL. */
static char *cut(char *s, char at)
{
    char *p = strchr(s, at);
    if (p)
        *p++ = 0;
    return p;
}

/* Whether such a phone has it. */
static bool fits_phone(const struct mk_fault *f, bool iphone)
{
    if (f->kind == MK_FAULT_LIE)
        return !(f->value & (iphone ? ON_ADB : ON_IPHONE));
    return !iphone || f->kind != MK_FAULT_RESTART;
}

/* What of the text is wrong, or NULL. */
static const char *parse(struct mk_fault *f, bool iphone)
{
    const char *when = cut(f->text, '@');
    f->word = cut(f->text, '=');
    const char *connection = cut(f->text, '/');
    return !when                              ? "no @WHEN"
           : !parse_name(f, f->text)          ? "no such fault or value"
           : !fits_phone(f, iphone)           ? "not on such a phone"
           : !parse_connection(f, connection) ? "no such connection"
           : !parse_when(f, when)             ? "no such moment"
                                              : NULL;
}

int mk_faults_add(struct mk_faults *all, const char *spec, struct mk_error *e)
{
    if (all->n == MK_FAULTS_MAX)
        return mk_fail(e, MK_ELIMIT, "more than %u faults", MK_FAULTS_MAX);
    struct mk_fault *f = &all->f[all->n];
    *f = (struct mk_fault){ .text = strdup(spec) };
    if (!f->text)
        return mk_fail(e, MK_ENOMEM, "fault");
    const char *wrong = parse(f, all->iphone);
    if (wrong) {
        free(f->text);
        f->text = NULL;
        return mk_fail(e, MK_EUSAGE, "fault \"%.200s\": %s", spec, wrong);
    }
    all->n++;
    return 0;
}

void mk_faults_done(struct mk_faults *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->f[i].text);
    all->n = 0;
}

/* ---- what happens ---- */

static void on_phone(struct mk_faults *all, const struct mk_fault *f)
{
    struct mk_phone_state *p = all->phone;
    if (f->kind == MK_FAULT_LOCK)
        p->lock = f->word ? MK_PHONE_LOCKED : MK_PHONE_BEFORE_FIRST_UNLOCK;
    else if (f->kind == MK_FAULT_UNLOCK)
        p->lock = MK_PHONE_UNLOCKED;
    else if (f->kind == MK_FAULT_CLOCK)
        p->clock_jump_ms += f->value;
    else if (f->kind == MK_FAULT_FULL)
        p->full = true;
    else if (f->kind == MK_FAULT_REFUSE && p->nrefused < MK_PHONE_REFUSALS)
        p->refused[p->nrefused++] = f->word;
    else if (f->kind == MK_FAULT_BATTERY) {
        p->battery_told = true;
        p->battery = (int)f->value;
    } else if (f->kind == MK_FAULT_REBOOT) {
        p->lock = MK_PHONE_BEFORE_FIRST_UNLOCK;
        p->boots++;
    }
}

static void go_away(struct mk_fault_link *l, const struct mk_fault *f)
{
    l->over = true;
    if (l->all->away_ms < (uint32_t)f->value)
        l->all->away_ms = (uint32_t)f->value;
}

static void happen(struct mk_fault_link *l, struct mk_fault *f)
{
    f->spent = !f->each;
    switch (f->kind) {
    case MK_FAULT_UNPLUG:
        go_away(l, f);
        break;
    case MK_FAULT_STALL:
        l->stalled = true;
        break;
    case MK_FAULT_PIECES:
        l->piece = (size_t)f->value;
        break;
    case MK_FAULT_DELAY:
        l->delay_ms = (uint32_t)f->value;
        break;
    case MK_FAULT_RESTART:
        l->restart = true;
        break;
    case MK_FAULT_GARBAGE:
        l->garbage = (size_t)f->value;
        break;
    case MK_FAULT_LIE:
        l->lies |= (unsigned)f->value;
        l->made_up = 0;
        break;
    case MK_FAULT_REBOOT:
        go_away(l, f);
        on_phone(l->all, f);
        break;
    case MK_FAULT_BATTERY:
        l->all->off = f->value == 0;
        l->over = l->over || l->all->off;
        on_phone(l->all, f);
        break;
    case MK_FAULT_LOCK:
    case MK_FAULT_UNLOCK:
    case MK_FAULT_CLOCK:
    case MK_FAULT_FULL:
    case MK_FAULT_REFUSE:
        on_phone(l->all, f);
        break;
    }
}

/* ---- when ---- */

static bool concerns(const struct mk_fault *f, const struct mk_fault_link *l)
{
    return !f->spent && (!f->connection || f->connection == l->number);
}

/* What comes true by bytes above `from`, up to `to`. */
static void pass(struct mk_fault_link *l, uint64_t from, uint64_t to, bool begin)
{
    for (size_t i = 0; l->all && i < l->all->n; i++) {
        struct mk_fault *f = &l->all->f[i];
        if (f->when == MK_WHEN_SENT && concerns(f, l) &&
            (begin ? f->n == 0 : f->n > from && f->n <= to))
            happen(l, f);
    }
}

void mk_fault_begin(struct mk_fault_link *l, struct mk_faults *all)
{
    *l = (struct mk_fault_link){ .all = all, .number = all ? ++all->connections : 1 };
    pass(l, 0, 0, true);
}

size_t mk_fault_room(const struct mk_fault_link *l, size_t n)
{
    if (l->over || l->stalled)
        return 0;
    for (size_t i = 0; l->all && i < l->all->n; i++) {
        const struct mk_fault *f = &l->all->f[i];
        if (f->when == MK_WHEN_SENT && concerns(f, l) && f->n > l->sent && f->n - l->sent < n)
            n = (size_t)(f->n - l->sent);
    }
    return l->piece && l->piece < n ? l->piece : n;
}

void mk_fault_sent(struct mk_fault_link *l, size_t n)
{
    uint64_t from = l->sent;
    l->sent += n;
    pass(l, from, l->sent, false);
}

static bool fits(const struct mk_fault *f, const char *head, struct mk_span rest)
{
    char text[2048];
    int n = snprintf(text, sizeof text, "%s%s", head, *head ? " " : "");
    size_t more = rest.len < sizeof text - 64 ? rest.len : sizeof text - 64;
    if (n < 0 || n > 60)
        return false;
    if (more)
        memcpy(text + n, rest.p, more);
    return mk_glob_fits(f->glob, mk_span(text, (size_t)n + more));
}

void mk_fault_asked(struct mk_fault_link *l, const char *head, struct mk_span rest)
{
    l->asked++;
    for (size_t i = 0; l->all && i < l->all->n; i++) {
        struct mk_fault *f = &l->all->f[i];
        if (!concerns(f, l) || f->when == MK_WHEN_SENT)
            continue;
        if (f->when == MK_WHEN_NTH ? f->n == l->asked : fits(f, head, rest))
            happen(l, f);
    }
}

/* ---- lies ---- */

bool mk_fault_lies(struct mk_fault_link *l, enum mk_lie lie)
{
    const unsigned lasting = MK_LIE_FILE | MK_LIE_LISTING | MK_LIE_ANSWER;
    if (!l || !(l->lies & lie))
        return false;
    l->lies &= ~lie | lasting;
    return true;
}
