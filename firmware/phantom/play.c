#include "firmware/phantom/play.h"

#define SAID_MAX ((size_t)64 << 20)

void mk_play_init(struct mk_play *p, const struct mk_exercise *x)
{
    *p = (struct mk_play){ .x = x };
    mk_buf_init(&p->out, SAID_MAX);
    mk_buf_init(&p->err, SAID_MAX);
}

void mk_play_done(struct mk_play *p)
{
    mk_phantom_query_free(p->query);
    p->query = NULL;
    mk_buf_done(&p->out);
    mk_buf_done(&p->err);
}

static void say(struct mk_play *p, const char *s)
{
    mk_buf_puts(&p->out, s);
}

static void play_echo(struct mk_play *p, const struct mk_phantom_words *w)
{
    size_t first = w->n > 1 && mk_span_is(w->w[1], "-n") ? 2 : 1;
    for (size_t i = first; i < w->n; i++) {
        say(p, i > first ? " " : "");
        mk_buf_put(&p->out, w->w[i].p, w->w[i].len);
    }
    say(p, first == 2 ? "" : "\n");
}

static void play_id(struct mk_play *p, const struct mk_phantom_words *w)
{
    (void)w;
    say(p, "uid=2000(shell) gid=2000(shell) groups=2000(shell),1004(input),1007(log),1011(adb),"
           "1015(sdcard_rw),1028(sdcard_r),1078(ext_data_rw),1079(ext_obb_rw),3001(net_bt_admin),"
           "3002(net_bt),3003(inet),3006(net_bw_stats),3009(readproc),3011(uhid),3012(readtracefs) "
           "context=u:r:shell:s0\n");
}

static void play_whoami(struct mk_play *p, const struct mk_phantom_words *w)
{
    (void)w;
    say(p, "shell\n");
}

static void play_true(struct mk_play *p, const struct mk_phantom_words *w)
{
    (void)p;
    (void)w;
}

static void play_false(struct mk_play *p, const struct mk_phantom_words *w)
{
    (void)w;
    p->status = 1;
}

static const struct {
    const char *name;
    void (*play)(struct mk_play *, const struct mk_phantom_words *);
} commands[] = {
    { "appops", mk_play_appops }, { "cat", mk_play_cat },           { "date", mk_play_date },
    { "df", mk_play_df },         { "dumpsys", mk_play_dumpsys },   { "echo", play_echo },
    { "false", play_false },      { "getprop", mk_play_getprop },   { "id", play_id },
    { "pm", mk_play_pm },         { "settings", mk_play_settings }, { "true", play_true },
    { "whoami", play_whoami },
};

int mk_play_words(struct mk_play *p, const struct mk_phantom_words *words, struct mk_error *e)
{
    struct mk_phantom_words w = *words;
    if (w.n == 0)
        return 0;
    if (w.n > 1 && mk_span_is(w.w[0], "cmd")) { /* cmd SERVICE ... is what pm, appops ... call */
        memmove(w.w, w.w + 1, --w.n * sizeof *w.w);
        if (mk_span_is(w.w[0], "package"))
            w.w[0] = mk_str("pm");
    }
    if (mk_span_is(w.w[0], "content"))
        return mk_play_content(p, &w, e);
    if (mk_play_state(p, &w) || mk_play_answer(p, &w))
        return 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (mk_span_is(w.w[0], commands[i].name)) {
            commands[i].play(p, &w);
            return 0;
        }
    mk_buf_puts(&p->err, "/system/bin/sh: ");
    mk_buf_put(&p->err, w.w[0].p, w.w[0].len);
    mk_buf_puts(&p->err, ": inaccessible or not found\n");
    p->status = 127;
    return 0;
}

int mk_play_line(struct mk_play *p, struct mk_span line, struct mk_error *e)
{
    struct mk_phantom_words w;
    struct mk_arena arena;
    struct mk_error why = { 0 };
    mk_arena_init(&arena, (size_t)4 << 20);
    int rc = mk_phantom_words_split(&w, &arena, line, &why);
    if (rc == 0) {
        rc = mk_play_words(p, &w, e);
    } else if (why.code == MK_EUSAGE) {
        mk_buf_puts(&p->err, "/system/bin/sh: syntax error: only simple commands are played\n");
        p->status = 1;
        rc = 0;
    } else {
        rc = mk_fail(e, why.code, "%s", why.text);
    }
    mk_arena_done(&arena);
    return rc;
}

bool mk_play_more(struct mk_play *p, size_t want)
{
    return p->query && mk_phantom_query_more(p->query, &p->out, &p->err, want);
}
