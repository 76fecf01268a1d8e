#include "firmware/daemon/runs_run.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int mk_runs_new(struct mk_runs **out, struct mk_loop *l, const struct mk_run_told *told,
                struct mk_error *e)
{
    struct mk_runs *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "runs");
    r->loop = l;
    r->told = *told;
    r->program = "moka-acquire";
    r->look = "moka-look";
    for (size_t i = 0; i < MK_RUNS_GLANCES; i++)
        mk_buf_init(&r->glances[i].json, MK_RUN_GLANCE);
    *out = r;
    return 0;
}

static struct mk_run_child *find(const struct mk_runs *r, const char *case_id)
{
    for (size_t i = 0; i < MK_RUNS_MAX; i++)
        if (r->runs[i].runs && !strcmp(r->runs[i].case_id, case_id))
            return (struct mk_run_child *)(uintptr_t)&r->runs[i];
    return NULL;
}

/* Its place is free again. */
static void leave(struct mk_run_child *r)
{
    mk_timer_stop(r->runs->loop, &r->patience);
    mk_child_free(r->child);
    *r = (struct mk_run_child){ 0 };
}

void mk_runs_free(struct mk_runs *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < MK_RUNS_MAX; i++)
        if (r->runs[i].runs)
            leave(&r->runs[i]);
    for (size_t i = 0; i < MK_RUNS_GLANCES; i++)
        mk_buf_done(&r->glances[i].json);
    free(r);
}

/* ---- what comes from it ---- */

static void on_out(void *u, char *line, size_t n)
{
    mk_run_line(u, line, n);
}

static void on_err(void *u, char *line, size_t n)
{
    struct mk_run_child *r = u;
    static const char *const before[] = { "moka acquire: ", "moka resume: " };
    (void)n;
    for (size_t i = 0; i < 2; i++)
        if (!strncmp(line, before[i], strlen(before[i])))
            line += strlen(before[i]);
    if (!r->last.there) /* behind that it says what to type */
        mk_run_clean(r->complaint, sizeof r->complaint, line);
}

static void on_ended(void *u, int status)
{
    struct mk_run_child *r = u, was = *r;
    const struct mk_run_told told = r->runs->told;
    enum mk_run_end how;
    const char *text, *code = mk_run_judge(&how, &text, &was, status);
    r->child = NULL; /* it is freed behind us */
    leave(r);
    if (told.ended)
        told.ended(told.u, was.case_id, how, code, text);
}

/* ---- start ---- */

static int check(const struct mk_runs *r, const struct mk_run_start *s, struct mk_error *e)
{
    if (find(r, s->case_id))
        return mk_fail(e, MK_ESTATE, "%s runs already", s->case_id);
    if (strlen(s->case_id) >= MK_RUN_CASE || strlen(s->bundle) >= sizeof r->runs[0].bundle)
        return mk_fail(e, MK_EUSAGE, "the name of a case or its folder is too long");
    if (!s->device && !s->keep)
        return mk_fail(e, MK_EUSAGE, "no phone is named");
    return 0;
}

/* A run that was cut before there was anything to resume: its folder makes way, and stays. */
static void make_way(const struct mk_run_start *s)
{
    char journal[4200], authority[4200], aside[4200];
    snprintf(journal, sizeof journal, "%s/journal", s->bundle);
    snprintf(authority, sizeof authority, "%s/authority.json", s->bundle);
    if (s->resume || access(journal, F_OK) != 0 || access(authority, F_OK) == 0)
        return;
    for (unsigned i = 1; i < 100; i++) {
        snprintf(aside, sizeof aside, "%s.void-%u", s->bundle, i);
        if (renameat2(AT_FDCWD, s->bundle, AT_FDCWD, aside, RENAME_NOREPLACE) == 0)
            return;
    }
}

static struct mk_run_child *free_place(struct mk_runs *r)
{
    for (size_t i = 0; i < MK_RUNS_MAX; i++)
        if (!r->runs[i].runs)
            return &r->runs[i];
    return NULL;
}

/* All that the officer did so far; the run leaves out what its log has. */
static int send_log(struct mk_run_child *r, const char *path, struct mk_error *e)
{
    uint8_t block[16384];
    ssize_t n = 0;
    int rc = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return mk_fail_errno(e, path);
    while (rc == 0 && (n = read(fd, block, sizeof block)) > 0)
        rc = mk_child_write(r->child, mk_span(block, (size_t)n), e);
    if (n < 0)
        rc = mk_fail_errno(e, path);
    close(fd);
    return rc;
}

static int spawn(struct mk_run_child *r, const struct mk_run_start *s, struct mk_error *e)
{
    struct mk_run_args args;
    int pass;
    if (mk_run_args(&args, &pass, s, e))
        return -1;
    const struct mk_child_spec spec = { .program = r->runs->program,
                                        .argv = args.v,
                                        .pass = pass > 0 ? pass : 0,
                                        .out = on_out,
                                        .err = on_err,
                                        .ended = on_ended,
                                        .u = r };
    int rc = mk_child_start(&r->child, r->runs->loop, &spec, e);
    if (pass >= 0)
        close(pass);
    return rc;
}

int mk_runs_start(struct mk_runs *runs, const struct mk_run_start *s, struct mk_error *e)
{
    if (check(runs, s, e))
        return -1;
    struct mk_run_child *r = free_place(runs);
    if (!r)
        return mk_fail(e, MK_ELIMIT, "%u phones at once are all that this kit takes", MK_RUNS_MAX);
    *r = (struct mk_run_child){ .runs = runs, .phase = MK_RUN_MEETING };
    snprintf(r->case_id, sizeof r->case_id, "%s", s->case_id);
    snprintf(r->bundle, sizeof r->bundle, "%s", s->bundle);
    make_way(s);
    int rc = spawn(r, s, e);
    if (rc == 0 && s->operator_log)
        rc = send_log(r, s->operator_log, e);
    if (rc)
        leave(r);
    return rc;
}

/* ---- and what is said to it ---- */

bool mk_runs_has(const struct mk_runs *r, const char *case_id)
{
    return find(r, case_id) != NULL;
}

/* It was asked to end and did not. Sealing takes as long as it takes. */
static void out_of_patience(void *u)
{
    struct mk_run_child *r = u;
    if (r->phase == MK_RUN_SEALING) {
        mk_timer_set(r->runs->loop, &r->patience, MK_RUN_PATIENCE, out_of_patience, r);
        return;
    }
    r->killed = true;
    mk_child_signal(r->child, SIGKILL);
}

int mk_runs_stop(struct mk_runs *runs, const char *case_id, struct mk_error *e)
{
    struct mk_run_child *r = find(runs, case_id);
    if (!r)
        return mk_fail(e, MK_EABSENT, "no run of %s", case_id);
    if (r->stopping)
        return 0; /* a second signal would end it as it stands */
    r->stopping = true;
    mk_child_signal(r->child, SIGINT);
    mk_timer_set(runs->loop, &r->patience, MK_RUN_PATIENCE, out_of_patience, r);
    return 0;
}

void mk_runs_kill(struct mk_runs *runs, const char *case_id)
{
    struct mk_run_child *r = find(runs, case_id);
    if (r)
        leave(r);
}

void mk_runs_act(struct mk_runs *runs, const char *case_id, struct mk_span line)
{
    struct mk_run_child *r = find(runs, case_id);
    struct mk_error ignored = { 0 };
    if (r) /* one that does not read gets it when it is resumed: the file has it */
        (void)!mk_child_write(r->child, line, &ignored);
}

/* A run asks for hands, not for words: it sees by itself what they did. That it was said is in the
 * log of acts. */
int mk_runs_answer(struct mk_runs *runs, const char *case_id, const char *what, const char *value,
                   struct mk_error *e)
{
    const struct mk_run_child *r = find(runs, case_id);
    (void)value;
    if (!r)
        return mk_fail(e, MK_EABSENT, "no run of %s", case_id);
    return r->asked[0] && !strcmp(r->asked, what)
               ? 0
               : mk_fail(e, MK_EUSAGE, "the run did not ask for that");
}

struct mk_span mk_runs_glance(const struct mk_runs *r, const char *case_id)
{
    for (size_t i = 0; i < MK_RUNS_GLANCES; i++)
        if (r->glances[i].case_id[0] && !strcmp(r->glances[i].case_id, case_id))
            return mk_buf_span(&r->glances[i].json);
    return mk_span(NULL, 0);
}
