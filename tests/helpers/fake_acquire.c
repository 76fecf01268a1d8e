/* Stands in for moka-acquire in the tests of the daemon's runs: does what the word behind "tcp:"
 * says. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *bundle, *device = "", *password;
static volatile sig_atomic_t stopped;

static void on_stop(int number)
{
    (void)number;
    stopped = 1;
}

static void make(const char *name)
{
    char path[4200];
    mkdir(bundle, 0700);
    snprintf(path, sizeof path, "%s/%s", bundle, name);
    FILE *f = fopen(path, "w");
    if (!f || fclose(f) != 0)
        _exit(9);
}

static void begin(void)
{
    make("authority.json");
    make("journal");
}

static void say(const char *line)
{
    puts(line);
    fflush(stdout);
}

static void end(const char *how, const char *why, bool resume)
{
    printf("{\"event\":\"end\",\"how\":\"%s\",%s%s%s\"code\":\"x\",\"status\":3,\"resume\":%s,"
           "\"text\":\"it said \\u001b[31mso\"}\n",
           how, why ? "\"why\":\"" : "", why ? why : "", why ? "\"," : "",
           resume ? "true" : "false");
    fflush(stdout);
}

static int seals(void)
{
    say("{\"event\":\"state\",\"is\":\"meeting\"}");
    say("{\"event\":\"told\",\"code\":\"allow\",\"act\":\"allow\",\"left_s\":30,\"what\":\"k\","
        "\"text\":\"Touch Allow\"}");
    say("{\"event\":\"state\",\"is\":\"copying\"}");
    say("{\"event\":\"progress\",\"part\":\"sms\",\"done\":3,\"total\":9,\"bytes\":-1,"
        "\"strange\":{}}");
    say("{\"event\":\"glance\",\"counts\":{\"call\":2}}");
    say("{\"event\":\"state\",\"is\":\"away\"}");
    say("{\"event\":\"state\",\"is\":\"copying\"}");
    say("{\"event\":\"state\",\"is\":\"sealing\"}");
    mkdir(bundle, 0700);
    make("bag-info.txt");
    say("{\"event\":\"sealed\"}");
    end("sealed", NULL, false);
    return 0;
}

/* Sealed, and cut before the file for its recipients was there. */
static int half_seals(void)
{
    char path[4200];
    make("bag-info.txt");
    snprintf(path, sizeof path, "%s/bag-info.txt", bundle);
    FILE *f = fopen(path, "w");
    if (!f)
        return 9;
    fputs("Moka-Run: x\nMoka-Encrypted: age\nMoka-Training: TRAINING\n", f);
    fclose(f);
    end("full", NULL, true);
    return 3;
}

static int breaks(void)
{
    for (int i = 0; i < 3000000; i++)
        putchar('x');
    say("");
    say("{\"event\":\"told\",\"code\":\"NOT A WORD\",\"text\":\"x\"}");
    say("{\"event\":\"told\",\"code\":5}");
    say("{\"event\":\"told\",\"code\":\"away\",\"code\":\"back\",\"text\":\"twice\"}");
    say("{\"event\":\"state\",\"is\":\"flying\"}");
    say("{\"event\":\"progress\",\"part\":7,\"done\":\"x\"}");
    say("[[[[\xff\xfe");
    say("null");
    fwrite("\0\0{\"event\":\"state\",\"is\":\"sealing\"}\n", 1, 35, stdout);
    say("{\"event\":\"told\",\"code\":\"away\",\"left_s\":99999999,\"text\":"
        "\"a\\nb\\u001b\\u0085c\"}");
    printf("{\"event\":\"glance\",\"counts\":{\"x\":\"");
    for (int i = 0; i < 100000; i++)
        putchar('y');
    say("\"}}");
    end("whatever", NULL, false);
    return 7;
}

static int listens(void)
{
    char line[8192];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        for (char *q; (q = strchr(line, '"'));)
            *q = '\'';
        printf("{\"event\":\"told\",\"code\":\"found\",\"what\":\"%s\",\"text\":\"heard\"}\n",
               line);
        fflush(stdout);
        if (strstr(line, "last"))
            break;
    }
    return 0;
}

static int tells_password(void)
{
    char text[100] = "";
    FILE *f = password ? fopen(password, "r") : NULL;
    if (f && !fgets(text, sizeof text, f))
        text[0] = 0;
    printf("{\"event\":\"told\",\"code\":\"found\",\"what\":\"%s\",\"text\":\"heard\"}\n", text);
    end("failed", NULL, false);
    return 3;
}

static int waits(bool deaf)
{
    const struct sigaction sa = { .sa_handler = deaf ? SIG_IGN : on_stop };
    begin();
    sigaction(SIGINT, &sa, NULL);
    say("{\"event\":\"state\",\"is\":\"copying\"}");
    sigset_t one, before;
    sigemptyset(&one);
    sigaddset(&one, SIGINT);
    sigprocmask(SIG_BLOCK, &one, &before);
    while (!stopped)
        sigsuspend(&before);
    end("stopped", NULL, true);
    return 3;
}

static int refuses(const char *why)
{
    begin();
    end("refused", why, true);
    return 3;
}

static int run(const char *word)
{
    if (!strcmp(word, "seals"))
        return seals();
    if (!strcmp(word, "half-seals"))
        return half_seals();
    if (!strcmp(word, "breaks"))
        return breaks();
    if (!strcmp(word, "listens"))
        return listens();
    if (!strcmp(word, "password"))
        return tells_password();
    if (!strcmp(word, "waits") || !strcmp(word, "deaf"))
        return waits(word[0] == 'd');
    if (!strncmp(word, "refuses-", 8))
        return refuses(word + 8);
    if (!strcmp(word, "full")) {
        begin();
        end("full", NULL, true);
        return 3;
    }
    if (!strcmp(word, "dies"))
        begin();
    fprintf(stderr, "moka acquire: something \033[31mwent wrong\n");
    raise(SIGKILL);
    return 1;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--device"))
            device = argv[++i];
        else if (!strcmp(argv[i], "--output"))
            bundle = argv[++i];
        else if (!strcmp(argv[i], "--backup-password-file"))
            password = argv[++i];
    }
    if (!strcmp(argv[0], "resume"))
        bundle = argv[argc - 1];
    return run(strncmp(device, "tcp:", 4) ? device : device + 4);
}
