#include "firmware/glance/glance.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <inttypes.h>

#define TOP 5u

static const char *const titles[] = { "calls", "messages" };
static const enum mk_kind kinds[] = { MK_CALL, MK_MESSAGE };

/* "2026-11-22 07:41" of UTC. */
static void minute(struct mk_buf *b, int64_t us)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, us, 0);
    char *t = strchr(iso, 'T');
    if (t && strlen(t) > 6)
        t[6] = 0;
    if (t)
        *t = ' ';
    mk_buf_puts(b, iso);
}

static void title(struct mk_buf *b, const struct mk_glance *g, enum mk_glance_part part)
{
    mk_buf_printf(b, "  %-9s %" PRIu64, titles[part], g->counts[kinds[part]]);
    if (g->parts[part].first_us <= g->parts[part].last_us) {
        mk_buf_puts(b, ", ");
        minute(b, g->parts[part].first_us);
        mk_buf_puts(b, " to ");
        minute(b, g->parts[part].last_us);
        mk_buf_puts(b, " UTC");
    }
    mk_buf_puts(b, "\n");
}

/* Whatever a reader says: it may have been taken over. */
static void also(struct mk_buf *b, const char *text)
{
    if (text[0])
        mk_buf_puts(b, "  ");
    mk_escape_terminal(b, mk_str(text));
}

static void one(struct mk_buf *b, const struct mk_glance_last *l)
{
    const char *dir = l->dir[0] ? l->dir : "?";
    mk_buf_puts(b, "    ");
    if (l->no_time)
        mk_buf_puts(b, "(no time)       ");
    else
        minute(b, l->time_us);
    mk_buf_puts(b, "  ");
    mk_escape_terminal(b, mk_str(dir));
    mk_buf_printf(b, "%*s", strlen(dir) < 4 ? (int)(4 - strlen(dir)) : 1, "");
    mk_escape_terminal(b, mk_str(l->who));
    also(b, l->what);
    also(b, l->text);
    mk_buf_puts(b, "\n");
}

static void top(struct mk_buf *b, const struct mk_glance *g)
{
    const struct mk_party *most[TOP];
    size_t n = mk_parties_top(most, TOP, &g->parties);
    if (n)
        mk_buf_puts(b, "  most contact with\n");
    for (size_t i = 0; i < n; i++) {
        mk_buf_puts(b, "    ");
        mk_escape_terminal(b, most[i]->id);
        if (most[i]->name.len) {
            mk_buf_puts(b, " (");
            mk_escape_terminal(b, most[i]->name);
            mk_buf_puts(b, ")");
        }
        mk_buf_printf(b, ": %u calls, %u messages\n", most[i]->calls, most[i]->messages);
    }
}

void mk_glance_words(struct mk_buf *out, const struct mk_glance *g)
{
    mk_buf_puts(out, "so far:\n");
    for (size_t p = 0; p < MK_GLANCE_PARTS; p++) {
        title(out, g, (enum mk_glance_part)p);
        for (size_t i = 0; i < g->parts[p].n; i++)
            one(out, &g->parts[p].last[i]);
    }
    mk_buf_printf(out, "  contacts  %" PRIu64 "\n", g->counts[MK_CONTACT]);
    top(out, g);
}

static void part_json(struct mk_json *j, const struct mk_glance *g, enum mk_glance_part part)
{
    mk_json_key(j, titles[part]);
    mk_json_open(j, '{');
    if (g->parts[part].first_us <= g->parts[part].last_us) {
        mk_json_kv_iso(j, "first", g->parts[part].first_us, 0);
        mk_json_kv_iso(j, "last", g->parts[part].last_us, 0);
    }
    mk_json_key(j, "latest");
    mk_json_open(j, '[');
    for (size_t i = 0; i < g->parts[part].n; i++) {
        const struct mk_glance_last *l = &g->parts[part].last[i];
        mk_json_open(j, '{');
        if (!l->no_time)
            mk_json_kv_iso(j, "time", l->time_us, 0);
        mk_json_kv_text(j, "dir", mk_str(l->dir));
        mk_json_kv_text(j, "who", mk_str(l->who));
        if (l->what[0])
            mk_json_kv_text(j, "result", mk_str(l->what));
        if (l->text[0])
            mk_json_kv_text(j, "text", mk_str(l->text));
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    mk_json_close(j, '}');
}

void mk_glance_json(struct mk_json *j, const struct mk_glance *g)
{
    const struct mk_party *most[TOP];
    size_t n = mk_parties_top(most, TOP, &g->parties);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "event", "glance");
    mk_json_key(j, "counts");
    mk_json_open(j, '{');
    for (int k = MK_KIND_NONE + 1; k < MK_KIND_COUNT; k++)
        if (g->counts[k])
            mk_json_kv_int(j, mk_kind_name((enum mk_kind)k), (int64_t)g->counts[k]);
    mk_json_close(j, '}');
    for (size_t p = 0; p < MK_GLANCE_PARTS; p++)
        part_json(j, g, (enum mk_glance_part)p);
    mk_json_key(j, "top");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(j, '{');
        mk_json_kv_text(j, "id", most[i]->id);
        if (most[i]->name.len)
            mk_json_kv_text(j, "name", most[i]->name);
        mk_json_kv_int(j, "calls", most[i]->calls);
        mk_json_kv_int(j, "messages", most[i]->messages);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    mk_json_close(j, '}');
}
