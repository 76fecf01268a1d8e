/*
 * Which app was used when, as Android itself keeps it: a file of the last days each, in the XML of
 * Android 9 and before. Shape: AOSP, services/usage/java/com/android/server/usage,
 * UsageStatsXmlV1.java; times count from the begin, which is the file's name.
 */
#include "host/train/document.h"
#include "host/train/make_usage.h"

#define DAYS   7
#define DAY_MS 86400000LL
#define USED   16u /* packages at most */

struct maker {
    struct mk_document d;
    int64_t begin_ms, row;
    struct {
        int64_t last_ms, active_ms, launches;
    } used[USED];
};

static struct mk_json *tell(struct maker *m, const char *table, const char *name, int64_t row,
                            int64_t ms)
{
    struct mk_at at = { &m->d.t->whole, "android.usage_stats", m->d.where, table };
    struct mk_json *j = mk_true(&at, "event", row);
    char raw[24];
    if (ms >= 0) {
        snprintf(raw, sizeof raw, "%lld", (long long)ms);
        mk_json_kv_iso(j, "time", (m->begin_ms + ms) * 1000, 3);
        mk_json_kv_str(j, "time_raw", raw);
        mk_json_kv_str(j, "time_unit", "ms_after_begin");
    }
    mk_json_kv_str(j, "name", name);
    mk_json_kv_str(j, "profile", "0");
    mk_json_key(j, "data");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "interval", "daily");
    mk_json_kv_iso(j, "interval_begin", m->begin_ms * 1000, 3);
    return j;
}

static void end(struct maker *m, struct mk_json *j)
{
    struct mk_at at = { .tr = &m->d.t->whole };
    mk_json_close(j, '}');
    mk_true_end(&at);
}

static void put_event(struct maker *m, int64_t at_ms, bool resumed, size_t p)
{
    const char *package = mk_used_package(p);
    int64_t ms = at_ms - m->begin_ms;
    fprintf(m->d.f,
            "<event time=\"%lld\" package=\"%s\" class=\"%s.Main\" flags=\"0\" type=\"%d\" />\n",
            (long long)ms, package, package, resumed ? 1 : 2);
    const char *name = resumed ? "activity_resumed" : "activity_paused";
    struct mk_json *j = tell(m, "events", name, ++m->row, ms);
    mk_json_kv_int(j, "type", resumed ? 1 : 2);
    mk_json_kv_str(j, "package", package);
    end(m, j);
}

/* The sessions that begin within the day: events, or their sum. */
static void pass(struct maker *m, bool events)
{
    const struct mk_train *t = m->d.t;
    struct mk_rng g = mk_rng_for(t->o->seed, MK_SESSIONS);
    struct mk_session s;
    for (uint32_t i = 0; i < mk_sessions(t); i++) {
        mk_session_next(&s, t, &g, i);
        size_t p = s.package % USED;
        if (s.begin_ms < m->begin_ms || s.begin_ms >= m->begin_ms + DAY_MS)
            continue;
        if (events) {
            put_event(m, s.begin_ms, true, p);
            put_event(m, s.end_ms, false, p);
            continue;
        }
        m->used[p].launches++;
        m->used[p].active_ms += s.end_ms - s.begin_ms;
        if (s.end_ms - m->begin_ms > m->used[p].last_ms)
            m->used[p].last_ms = s.end_ms - m->begin_ms;
    }
}

static void put_packages(struct maker *m)
{
    int64_t row = 0;
    for (size_t p = 0; p < USED; p++) {
        if (!m->used[p].launches)
            continue;
        fprintf(m->d.f,
                "<package lastTimeActive=\"%lld\" package=\"%s\" timeActive=\"%lld\" "
                "lastEvent=\"2\" appLaunchCount=\"%lld\" />\n",
                (long long)m->used[p].last_ms, mk_used_package(p), (long long)m->used[p].active_ms,
                (long long)m->used[p].launches);
        struct mk_json *j = tell(m, "packages", "app_usage", ++row, m->used[p].last_ms);
        mk_json_kv_str(j, "package", mk_used_package(p));
        mk_json_kv_int(j, "active_ms", m->used[p].active_ms);
        mk_json_kv_int(j, "launches", m->used[p].launches);
        end(m, j);
    }
}

static int put_day(struct mk_train *t, int64_t begin_ms, struct mk_error *e)
{
    struct maker m = { .begin_ms = begin_ms };
    char path[80];
    snprintf(path, sizeof path, "data/system/usagestats/0/daily/%lld", (long long)begin_ms);
    if (mk_document_open_private(&m.d, t, path, e) != 0)
        return -1;
    fprintf(m.d.f,
            "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n"
            "<usagestats version=\"1\" endTime=\"%lld\">\n<packages>\n",
            DAY_MS);
    struct mk_json *j = tell(&m, "totals", "usage_total", 1, -1);
    mk_json_kv_str(j, "what", "interval");
    mk_json_kv_int(j, "duration_ms", DAY_MS);
    end(&m, j);
    pass(&m, false);
    put_packages(&m);
    fputs("</packages>\n<configurations />\n<event-log>\n", m.d.f);
    pass(&m, true);
    fputs("</event-log>\n</usagestats>\n", m.d.f);
    return mk_document_close(&m.d, e);
}

int mk_train_usage_stats(struct mk_train *t, struct mk_error *e)
{
    int rc = 0;
    for (int64_t day = DAYS; rc == 0 && day > 0; day--)
        rc = put_day(t, t->now_ms - day * DAY_MS, e);
    return rc;
}
