/* moka-kit: `moka kit`, the kit's identity and who opens what it seals. */
#include "firmware/bundle/writer.h"
#include "firmware/kit/kit.h"
#include "parsers/base/escape.h"
#include "parsers/base/starved.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EXIT_EVIDENCE = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };
#define CERT_MAX ((size_t)1 << 17)

struct arguments {
    const char *kit;
    char *const *rest; /* words behind the options */
    int n;
    char room[4096];
};

static void print_escaped(FILE *f, const char *before, const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 16384);
    mk_escape_terminal(&b, mk_str(text));
    if (mk_buf_ok(&b))
        fprintf(f, "%s%.*s\n", before, (int)b.len, (const char *)b.p);
    else
        fprintf(f, "%s(no memory to say it)\n", before);
    mk_buf_done(&b);
}

static int usage(const char *why)
{
    fprintf(stderr, "moka kit: %s; see moka help kit\n", why);
    return EXIT_USAGE;
}

static void tell_password(void *u, const struct mk_kit_password *p)
{
    char line[5000];
    (void)u;
    if (mk_kit_password_words(line, sizeof line, p))
        print_escaped(stderr, "", line);
}

/* What the agency has to enrol. */
static int show(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    bool missing;
    if (mk_kit_counter_look(&missing, k, e))
        return -1;
    printf("kit:%s %s\n", mk_kit_id(k), mk_sshkey_public(mk_kit_key(k)));
    fprintf(stderr, "The key is kept %s.\n", mk_kit_kept(k));
    print_escaped(stderr, "Steps are counted ", mk_kit_counter_kept(k));
    return mk_kit_passwords(a->kit, tell_password, NULL, e);
}

static int list(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    struct mk_kit_recipients all;
    (void)a;
    if (mk_kit_recipients_read(&all, k, e) != 0)
        return -1;
    for (size_t i = 0; i < all.n; i++) {
        printf("%s ", all.text[i]);
        print_escaped(stdout, "", all.name[i]);
    }
    if (all.n < MK_KIT_RECIPIENTS_MIN)
        fprintf(stderr,
                "moka kit: %zu of the %u recipients that a real phone needs: the laboratory's key "
                "and the agency's recovery key\n",
                all.n, MK_KIT_RECIPIENTS_MIN);
    return 0;
}

static int add(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    return mk_kit_recipients_add(k, a->rest[2], a->rest[3], e);
}

static int read_file(struct mk_buf *out, const char *path, struct mk_error *e)
{
    FILE *f = fopen(path, "re");
    uint8_t *room = f ? mk_buf_room(out, CERT_MAX) : NULL;
    if (!f)
        return mk_fail_errno(e, path);
    out->len = room ? fread(room, 1, CERT_MAX, f) : 0;
    int rc = !room || ferror(f) ? mk_fail_errno(e, path) : 0;
    fclose(f);
    return rc;
}

static int enrol(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    struct mk_buf file, told;
    mk_buf_init(&file, CERT_MAX);
    mk_buf_init(&told, 4096);
    int rc = read_file(&file, a->rest[1], e);
    if (rc == 0)
        rc = mk_kit_enrol(&told, k, mk_buf_span(&file), mk_wall_us(), e);
    if (rc == 0)
        printf("kit:%s: enrolled: %.*s\nThe key is kept %s.\n", mk_kit_id(k), (int)told.len,
               (const char *)told.p, mk_kit_kept(k));
    mk_buf_done(&file);
    mk_buf_done(&told);
    return rc;
}

static void print_step(void *u, const struct mk_kit_step *s)
{
    char line[900];
    (void)u;
    snprintf(line, sizeof line, "%llu %.40s %.40s %.60s%s%.600s", (unsigned long long)s->n, s->time,
             s->act, s->run, s->why ? " " : "", s->why ? s->why : "");
    print_escaped(stdout, "", line);
}

static int runs(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    bool missing = false;
    (void)a;
    if (mk_kit_steps(k, print_step, NULL, e) || mk_kit_counter_look(&missing, k, e))
        return -1;
    print_escaped(stderr, "Steps are counted ", mk_kit_counter_kept(k));
    return missing ? mk_fail(e, MK_EFORMAT, "kit counter: lines are missing") : 0;
}

static int to_tpm(struct mk_kit *k, const struct arguments *a, struct mk_error *e)
{
    (void)a;
    if (mk_kit_to_tpm(k, e))
        return -1;
    printf("kit:%s: the key is kept %s.\n", mk_kit_id(k), mk_kit_kept(k));
    return 0;
}

static const struct {
    const char *first, *second; /* words; NULL: none, or any */
    int n;
    int (*run)(struct mk_kit *k, const struct arguments *a, struct mk_error *e);
} words[] = {
    { NULL, NULL, 0, show },           { "recipients", NULL, 1, list },
    { "recipients", "list", 2, list }, { "recipients", "add", 4, add },
    { "enrol", NULL, 2, enrol },       { "runs", NULL, 1, runs },
    { "tpm", NULL, 1, to_tpm },
};

static int run(size_t which, const struct arguments *a)
{
    struct mk_kit *k = NULL;
    struct mk_error e = { 0 };
    int rc = mk_kit_open(&k, a->kit, &e);
    if (rc == 0)
        rc = words[which].run(k, a, &e);
    mk_kit_free(k);
    if (rc == 0)
        return fflush(stdout) == 0 ? 0 : EXIT_FAILED;
    /* Without memory Jansson calls good JSON none, and much else is said to be damaged. */
    bool starved = e.code == MK_ENOMEM || mk_starved() > 0;
    print_escaped(stderr, starved ? "moka kit: no memory: " : "moka kit: ", e.text);
    return e.code == MK_EUSAGE                                ? EXIT_USAGE
           : words[which].run == runs && e.code == MK_EFORMAT ? EXIT_EVIDENCE
                                                              : EXIT_FAILED;
}

/* OpenSSL crashes on its way back from there. What is on the disk is whole at each moment. */
static void no_memory(void)
{
    static const char why[] = "moka kit: no memory\n";
    (void)!write(STDERR_FILENO, why, sizeof why - 1);
    _exit(EXIT_FAILED);
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "kit", required_argument, NULL, 'k' }, { 0 } };
    struct arguments a = { .kit = NULL };
    int c;
    mk_starved_watch(no_memory);
    prctl(PR_SET_DUMPABLE, 0); /* it holds the kit's key */
    a.kit = mk_kit_default(a.room, sizeof a.room);
    opterr = 0;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (c == 'k')
            a.kit = optarg;
        else
            return usage("an option is not known or lacks its value");
    a.rest = argv + optind;
    a.n = argc - optind;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].n == a.n && (a.n < 1 || !strcmp(words[i].first, a.rest[0])) &&
            (a.n < 2 || !words[i].second || !strcmp(words[i].second, a.rest[1])))
            return run(i, &a);
    return usage("it has no such words");
}
