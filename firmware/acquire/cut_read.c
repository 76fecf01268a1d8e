#include "firmware/acquire/cut.h"
#include "parsers/engine/jobs.h"
#include "parsers/source/source.h"
#include <stdio.h>

/* ---- the vessels as a source of one database set, or one file ---- */

static bool is_there(const struct mk_cut *c, size_t part)
{
    return part == MK_CUT_MAIN || mk_vessel_size(c->parts[part]) > 0;
}

static int list(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                void *eu, struct mk_error *e)
{
    static const char *const ends[] = { "", "-wal", "-journal" };
    const struct mk_cut *c = u;
    struct mk_buf path;
    int rc = 0;
    mk_buf_init(&path, 70000);
    for (size_t i = 0; rc == 0 && i < MK_CUT_PARTS; i++) {
        if (!is_there(c, i))
            continue;
        mk_buf_clear(&path);
        mk_buf_put(&path, c->file->path.p, c->file->path.len);
        mk_buf_puts(&path, ends[i]);
        const struct mk_entry en = { .id = i,
                                     .path = mk_buf_span(&path),
                                     .size = mk_vessel_size(c->parts[i]) };
        rc = mk_buf_ok(&path) ? each(eu, &en, e) : mk_fail(e, MK_ENOMEM, "path");
    }
    mk_buf_done(&path);
    return rc;
}

static int open_part(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct mk_cut *c = u;
    return id < MK_CUT_PARTS ? mk_vessel_file(out, c->parts[id], e)
                             : mk_fail(e, MK_EPROTO, "no such part");
}

/* ---- what the worker says ---- */

static int on_items(void *u, struct mk_span items, struct mk_error *e)
{
    return mk_cut_items(u, items, e);
}

/* Texts of issues may hold what is out of scope: they are counted. */
static int on_issue(void *u, struct mk_span fields, struct mk_error *e)
{
    struct mk_cut *c = u;
    struct mk_value v;
    (void)e;
    struct mk_cut_app *app =
        mk_field_find(&v, fields, MK_APP) && v.type == MK_T_TEXT ? mk_cut_app(&c->sums, v.s) : NULL;
    if (app && c->pass == MK_CUT_TAKE)
        app->issues++;
    return 0;
}

static int on_cover(void *u, struct mk_span fields, struct mk_error *e)
{
    (void)u;
    (void)fields;
    (void)e;
    return 0;
}

/* All of it, or a file inside: that one is told, and what else is in there stands. */
static int on_failed(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e)
{
    struct mk_cut *c = u;
    (void)sets;
    (void)why;
    (void)e;
    if (mk_span_eq(name, c->file->path))
        c->failed = true;
    else if (c->pass == MK_CUT_TAKE)
        c->sums.inner++;
    return 0;
}

#define ZONE "getprop persist.sys.timezone"

/* Exports state local times. */
static int ask_zone(struct mk_cut *c, struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_STR("command", ZONE) };
    struct mk_error why = { 0 };
    struct mk_answer a;
    struct mk_buf text;
    if (mk_exhibit_is_iphone(c->r->x)) /* it stores no local times without their zone */
        return 0;
    mk_answer_init(&a);
    mk_buf_init(&text, sizeof c->zone - 1);
    int rc = mk_run_act(c->r, "command", facts, 1, false, e);
    if (rc == 0)
        rc = mk_exhibit_text(&a, c->r->x, mk_str(ZONE), &text, e);
    const char *name = rc == 0 ? mk_buf_cstr(&text) : NULL;
    snprintf(c->zone, sizeof c->zone, "%.*s", name ? (int)strcspn(name, "\r\n") : 0,
             name ? name : "");
    if (c->zone[0] && mk_parse_zone(&c->tzif, c->zone, &why))
        c->zone[0] = 0;
    mk_buf_done(&text);
    mk_answer_done(&a);
    return rc;
}

int mk_cut_reader(struct mk_cut *c, struct mk_error *e)
{
    if (ask_zone(c, e))
        return -1;
    c->extra = (struct mk_parse_extra){
        .zone = mk_str(c->zone), .tzif = mk_buf_span(&c->tzif), .in_memory = true, .no_media = true
    };
    return mk_parse_team_new(&c->team, &c->extra, e);
}

int mk_cut_read(struct mk_cut *c, enum mk_cut_pass pass, struct mk_error *e)
{
    const struct mk_source src = { .list = list, .open = open_part, .u = c };
    const struct mk_parse_out out = {
        .items = on_items, .issue = on_issue, .cover = on_cover, .failed = on_failed, .u = c
    };
    struct mk_jobs jobs = { 0 };
    c->pass = pass;
    mk_cut_forget_heads(c);
    int rc = mk_jobs_find(&jobs, &src, mk_span(NULL, 0), false, e);
    if (rc == 0)
        rc = mk_parse_team_run(c->team, &jobs, &src, &out, e);
    if (rc == 0)
        rc = mk_cut_flush(c, e);
    mk_jobs_done(&jobs);
    /* what a reader says that was taken over, or more than is kept in mind */
    if (rc && (e->code == MK_EPROTO || e->code == MK_ELIMIT)) {
        c->failed = true;
        rc = 0;
    }
    return rc;
}
