#include "parsers/format/nmea.h"
#include "parsers/base/decimal.h"
#include "parsers/base/time.h"
#include "parsers/format/points.h"
#include <stdio.h>
#include <stdlib.h>

#define PIECE      ((size_t)64 << 10)
#define LINE_MAX   1024 /* the standard allows 82 */
#define FIELDS_MAX 32
#define HALF_DAY   (12 * 3600.0)

struct nmea {
    const struct mk_file *file;
    const struct mk_context *cx;
    uint64_t at;
    int64_t line;
    uint8_t piece[PIECE];
    uint8_t text[LINE_MAX]; /* of the line in hand */
    size_t len;
    bool long_line;
    /* the instant in hand */
    bool open;
    struct mk_point p;
    double time_s; /* of the day; NAN */
    char time[32]; /* as stored */
    bool dated;    /* one of its own sentences has the date */
    /* since the start */
    int64_t day; /* since 1970; INT64_MIN: not known yet */
    double last_s;
    uint64_t no_fix, others, bad;
};

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    return s;
}

/* ---- an instant ---- */

static void say_time(struct nmea *n, char utc[static MK_ISO_MAX])
{
    bool carried = false;
    utc[0] = 0;
    if (isnan(n->time_s) || n->day == INT64_MIN)
        return;
    if (!n->dated && !isnan(n->last_s) && n->last_s - n->time_s > HALF_DAY) {
        n->day++;
        carried = true;
    }
    int64_t us = (n->day * 86400) * MK_US + (int64_t)llround(n->time_s * 1e6);
    mk_time_iso(utc, us, us % MK_US ? 3 : 0);
    if (carried)
        n->p.time_why = "past midnight: the date is worked out";
    n->last_s = n->time_s;
}

static void close_instant(struct nmea *n, struct mk_grid *g)
{
    char utc[MK_ISO_MAX];
    if (!n->open)
        return;
    n->open = false;
    say_time(n, utc);
    n->p.utc = mk_str(utc);
    n->p.unit = "nmea";
    n->p.time = mk_str(n->time);
    if (!isnan(n->p.lat) || n->p.lat_raw.len)
        mk_point_put(g, &n->p, NULL);
}

/* "hhmmss.sss"; NAN when it is none. */
static double seconds(struct mk_span s)
{
    double v, hms;
    if (s.len < 6 || !mk_decimal_all(&v, s) || v < 0 || v >= 240000)
        return NAN;
    hms = floor(v / 10000) * 3600 + floor(fmod(v, 10000) / 100) * 60 + fmod(v, 100);
    return fmod(v, 10000) < 6000 && fmod(v, 100) < 61 ? hms : NAN;
}

/* The sentence of that time belongs to the instant in hand, or begins a new one. */
static void at_time(struct nmea *n, struct mk_grid *g, struct mk_span time)
{
    double s = seconds(time);
    bool same = n->open && !isnan(s) && !isnan(n->time_s) && fabs(s - n->time_s) < 0.0005;
    if (same)
        return;
    close_instant(n, g);
    n->open = true;
    n->p = mk_point_none("fix", "gps", "visited");
    n->p.row = n->line;
    n->time_s = s;
    n->dated = false;
    snprintf(n->time, sizeof n->time, "%.*s", (int)(time.len < 20 ? time.len : 20),
             time.len ? (const char *)time.p : "");
}

/* "ddmm.mmmm" and its letter. */
static double angle(struct mk_span s, struct mk_span letter)
{
    double v;
    if (!mk_decimal_all(&v, s) || v < 0 || letter.len != 1 || !memchr("NSEW", *letter.p, 4))
        return NAN;
    v = floor(v / 100) + fmod(v, 100) / 60;
    return *letter.p == 'S' || *letter.p == 'W' ? -v : v;
}

static void position(struct nmea *n, const struct mk_span *f)
{
    double lat = angle(f[0], f[1]), lon = angle(f[2], f[3]);
    if (isnan(lat) || isnan(lon)) {
        n->bad += f[0].len || f[2].len;
        return;
    }
    n->p.lat = lat;
    n->p.lon = lon;
}

static void number(double *to, struct mk_span s, double factor)
{
    double v;
    if (isnan(*to) && mk_decimal_all(&v, s))
        *to = v * factor;
}

static int two(struct mk_span s, size_t at)
{
    if (at + 2 > s.len || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return -1;
    return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

static void date(struct nmea *n, int year, int month, int day)
{
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31)
        return;
    n->day = mk_days(year, (unsigned)month, (unsigned)day);
    n->dated = true;
}

/* ---- sentences: f[0] is the name ---- */

/* 1 time, 2 A or V, 3 to 6 position, 7 knots, 8 course, 9 ddmmyy */
static void rmc(struct nmea *n, struct mk_grid *g, const struct mk_span *f)
{
    at_time(n, g, f[1]);
    int yy = two(f[9], 4);
    date(n, yy < 0 ? -1 : yy < 80 ? 2000 + yy : 1900 + yy, two(f[9], 2), two(f[9], 0));
    if (!mk_span_is(f[2], "A")) {
        n->no_fix++;
        return;
    }
    position(n, f + 3);
    number(&n->p.speed_mps, f[7], 1852.0 / 3600);
    number(&n->p.bearing_deg, f[8], 1);
}

/* 1 time, 2 to 5 position, 6 quality (0: no fix), 9 altitude above the sea, 10 its unit */
static void gga(struct nmea *n, struct mk_grid *g, const struct mk_span *f)
{
    at_time(n, g, f[1]);
    if (!f[6].len || mk_span_is(f[6], "0")) {
        n->no_fix++;
        return;
    }
    position(n, f + 2);
    if (mk_span_is(f[10], "M"))
        number(&n->p.altitude_m, f[9], 1);
}

/* 1 to 4 position, 5 time, 6 A or V */
static void gll(struct nmea *n, struct mk_grid *g, const struct mk_span *f)
{
    at_time(n, g, f[5]);
    if (mk_span_is(f[6], "A"))
        position(n, f + 1);
    else
        n->no_fix++;
}

/* 1 course, 2 T; 5 knots, 6 N; 7 km/h, 8 K: of the instant in hand */
static void vtg(struct nmea *n, const struct mk_span *f)
{
    if (n->open && mk_span_is(f[2], "T"))
        number(&n->p.bearing_deg, f[1], 1);
    if (n->open && mk_span_is(f[6], "N"))
        number(&n->p.speed_mps, f[5], 1852.0 / 3600);
}

/* 1 time, 2 day, 3 month, 4 year */
static void zda(struct nmea *n, struct mk_grid *g, const struct mk_span *f)
{
    at_time(n, g, f[1]);
    date(n, two(f[4], 0) < 0 ? -1 : two(f[4], 0) * 100 + two(f[4], 2), two(f[3], 0), two(f[2], 0));
}

static void sentence(struct nmea *n, struct mk_grid *g, struct mk_span s)
{
    struct mk_span f[FIELDS_MAX] = { { NULL, 0 } };
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= s.len && count < FIELDS_MAX; i++)
        if (i == s.len || s.p[i] == ',') {
            f[count++] = mk_span(s.p + from, i - from);
            from = i + 1;
        }
    struct mk_span name = mk_span_from(f[0], f[0].len > 3 ? f[0].len - 3 : 0);
    if (mk_span_is(name, "RMC"))
        rmc(n, g, f);
    else if (mk_span_is(name, "GGA"))
        gga(n, g, f);
    else if (mk_span_is(name, "GLL"))
        gll(n, g, f);
    else if (mk_span_is(name, "VTG"))
        vtg(n, f);
    else if (mk_span_is(name, "ZDA"))
        zda(n, g, f);
}

static int hex(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 87 : -1;
}

static void take_line(struct nmea *n, struct mk_grid *g)
{
    struct mk_span s = trimmed(mk_span(n->text, n->len));
    const uint8_t *star = s.len ? memrchr(s.p, '*', s.len) : NULL;
    uint8_t sum = 0;
    n->line++;
    if (s.len == 0)
        return;
    if (*s.p != '$' || n->long_line) {
        n->others++;
        return;
    }
    size_t end = star ? (size_t)(star - s.p) : s.len;
    for (size_t i = 1; i < end; i++)
        sum ^= s.p[i];
    if (star && (s.len < end + 3 || hex(star[1]) * 16 + hex(star[2]) != sum))
        mk_grid_remark(g, "line %lld: the sum does not fit, not read", (long long)n->line);
    else
        sentence(n, g, mk_span(s.p + 1, end - 1));
}

/* ---- the grid's ---- */

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct nmea *n = u;
    (void)g, (void)e;
    n->at = 0;
    n->line = 0;
    n->len = 0;
    n->long_line = n->open = n->dated = false;
    n->day = INT64_MIN;
    n->last_s = NAN;
    n->no_fix = n->others = n->bad = 0;
    return 0;
}

static void finish(struct nmea *n, struct mk_grid *g)
{
    if (n->len)
        take_line(n, g);
    close_instant(n, g);
    n->len = 0;
    if (n->no_fix)
        mk_grid_remark(g, "%llu sentences without a fix", (unsigned long long)n->no_fix);
    if (n->others)
        mk_grid_remark(g, "%llu lines are no sentences", (unsigned long long)n->others);
    if (n->bad)
        mk_grid_remark(g, "%llu positions cannot be read", (unsigned long long)n->bad);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct nmea *n = u;
    size_t got;
    if (n->file->pread(n->file->u, n->at, n->piece, sizeof n->piece, &got, e) != 0)
        return -1;
    n->at += got;
    for (size_t i = 0; i < got; i++) {
        if (n->piece[i] == '\n') {
            take_line(n, g);
            n->len = 0;
            n->long_line = false;
        } else if (n->len < sizeof n->text) {
            n->text[n->len++] = n->piece[i];
        } else {
            n->long_line = true;
        }
    }
    if (got)
        return 1;
    finish(n, g);
    return 0;
}

/* A sentence with a talker's name at the start of a line. */
static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    for (size_t i = 0; i + 7 < head.len; i++) {
        const uint8_t *p = head.p + i;
        if (*p != '$' || (i && p[-1] != '\n' && p[-1] != '\r') || p[6] != ',')
            continue;
        if (!memcmp(p + 3, "GGA", 3) || !memcmp(p + 3, "RMC", 3) || !memcmp(p + 3, "GSA", 3) ||
            !memcmp(p + 3, "GSV", 3) || !memcmp(p + 3, "GLL", 3) || !memcmp(p + 3, "VTG", 3))
            return true;
    }
    return false;
}

static int open_nmea(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                     struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free };
    struct nmea *n = calloc(1, sizeof *n);
    if (!n)
        return mk_fail(e, MK_ENOMEM, "NMEA");
    n->file = file;
    n->cx = cx;
    if (mk_grid_new(out, mk_point_tables, &ops, n, cx->memory_max, e) == 0)
        return 0;
    free(n);
    return -1;
}

const struct mk_format mk_format_nmea = { "nmea", knows, open_nmea, mk_grid_close };
