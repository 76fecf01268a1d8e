/* moka: finds the sub-command and runs it. */
#include "firmware/worker/worker.h"
#include "host/cmd/cmd.h"
#include "parsers/base/escape.h"
#include "parsers/base/starved.h"
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define CMD(name) extern const struct mk_cmd mk_cmd_##name;
#include "cmd_list.h"
#undef CMD

static const struct mk_cmd *const all[] = {
#define CMD(name) &mk_cmd_##name,
#include "cmd_list.h"
#undef CMD
};
#define COUNT (sizeof all / sizeof *all)

const struct mk_cmd *mk_cmd_find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (!strcmp(all[i]->name, name))
            return all[i];
    return NULL;
}

int mk_cmd_fail(const char *name, const struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_escape_terminal(&b, mk_str(e->text));
    fprintf(stderr, "moka %s: %.*s\n", name, (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return e->code == MK_EUSAGE ? MK_EXIT_USAGE : MK_EXIT_FAILED;
}

int mk_cmd_usage(const char *name, const char *why)
{
    fprintf(stderr, "moka %s: %s; see moka help %s\n", name, why, name);
    return MK_EXIT_USAGE;
}

const char *mk_cmd_account(void)
{
    const struct passwd *p = getpwuid(getuid());
    return p ? p->pw_name : "unknown";
}

static int run_program(const struct mk_cmd *c, char **argv)
{
    char path[4096];
    struct mk_error e = { 0 };
    if (mk_program_path(path, sizeof path, c->program, &e) == 0) {
        execv(path, argv);
        mk_fail_errno(&e, c->program);
    }
    return mk_cmd_fail(c->name, &e);
}

static int help(const char *topic)
{
    const struct mk_cmd *c = topic ? mk_cmd_find(topic) : NULL;
    if (c) {
        fputs(c->help, stdout);
        return 0;
    }
    if (topic) {
        fprintf(stderr, "moka: no such command; see moka help\n");
        return MK_EXIT_USAGE;
    }
    printf("moka " MK_VERSION ": field forensic triage for phones\n\n"
           "usage: moka COMMAND [OPTIONS]\n\n");
    for (size_t i = 0; i < COUNT; i++)
        printf("  %-10s %s\n", all[i]->name, all[i]->summary);
    printf("\nmoka help COMMAND tells more. Exit status: 0 done, 1 something is wrong with the\n"
           "evidence, 2 wrong usage, 3 the operation failed.\n");
    return 0;
}

/* Not through exit(): OpenSSL's locks may be held, and a verdict that waits in a buffer is none. */
static void no_memory(void)
{
    static const char why[] = "moka: no memory\n";
    (void)!write(STDERR_FILENO, why, sizeof why - 1);
    _exit(MK_EXIT_FAILED);
}

int main(int argc, char **argv)
{
    mk_starved_watch(no_memory);
    if (argc < 2 || (!strcmp(argv[1], "help") && argc > 3)) {
        fprintf(stderr, "moka: a command is needed, and help takes one; see moka help\n");
        return MK_EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
        return help(argc > 2 ? argv[2] : NULL);
    if (!strcmp(argv[1], "--version")) {
        puts("moka " MK_VERSION);
        return 0;
    }
    const struct mk_cmd *c = mk_cmd_find(argv[1]);
    if (!c) {
        fprintf(stderr, "moka: no such command; see moka help\n");
        return MK_EXIT_USAGE;
    }
    if (argc > 2 && !strcmp(argv[2], "--help"))
        return help(argv[1]);
    return c->program ? run_program(c, argv + 1) : c->run(argc - 1, argv + 1);
}
