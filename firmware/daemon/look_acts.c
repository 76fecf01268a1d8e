/* What a run changed on the phone, and whether it was undone, out of the custody log. */
#include "firmware/daemon/look.h"
#include <jansson.h>
#include <stdio.h>

enum change { KEY, PAIRING, PASSWORD, CHANGES };

static const struct {
    const char *code, *what;
} of[CHANGES] = {
    [KEY] = { "adb-key", "The phone was told to allow this kit's key for USB debugging." },
    [PAIRING] = { "pairing", "The phone was told to trust this kit." },
    [PASSWORD] = { "backup-password", "The phone was given a backup password of this kit's." },
};

/* The words of firmware/acquire/run.h and ios.h. */
static const struct {
    const char *act;
    enum change of;
    bool made, undone;
} acts[] = {
    { "key-allowed", KEY, true, false },
    { "paired", PAIRING, true, false },
    { "unpaired", PAIRING, true, true },
    { "backup-password-set", PASSWORD, true, false },
    { "backup-password-off", PASSWORD, true, true },
};

#define COMMANDS 8u

struct found {
    struct {
        bool made, undone;
        char how[240];
    } changes[CHANGES];
    char commands[COMMANDS][200];
    size_t n;
};

static void take_how(struct found *f, const char *act, const struct json_t *o)
{
    static const struct {
        const char *act;
        enum change of;
    } tells[] = { { "key-offered", KEY },
                  { "pairing", PAIRING },
                  { "backup-password-setting", PASSWORD } };
    for (size_t i = 0; i < sizeof tells / sizeof *tells; i++)
        if (!strcmp(act, tells[i].act))
            mk_look_text(f->changes[tells[i].of].how, sizeof f->changes[0].how, o, "take_back");
}

static int each_act(void *u, const struct json_t *o, struct mk_error *e)
{
    struct found *f = u;
    char act[48], what[200];
    (void)e;
    mk_look_text(act, sizeof act, o, "act");
    take_how(f, act, o);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (!strcmp(act, acts[i].act)) {
            f->changes[acts[i].of].made = acts[i].made;
            f->changes[acts[i].of].undone = acts[i].undone;
        }
    mk_look_text(what, sizeof what, o, "what");
    if (strcmp(act, "change") != 0 || !what[0])
        return 0;
    for (size_t i = 0; i < f->n; i++)
        if (!strcmp(f->commands[i], what))
            return 0;
    if (f->n < COMMANDS)
        snprintf(f->commands[f->n++], sizeof f->commands[0], "%s", what);
    return 0;
}

static void put(struct mk_json *j, const char *code, const char *what, bool undone, const char *how)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "code", code);
    mk_json_kv_str(j, "what", what);
    mk_json_kv_bool(j, "made", true);
    mk_json_kv_bool(j, "undone", undone);
    if (how[0] && !undone)
        mk_json_kv_str(j, "how", how);
    mk_json_close(j, '}');
}

int mk_look_changes(struct mk_json *j, int dir, struct mk_error *e)
{
    struct found f = { 0 };
    if (mk_look_lines(dir, "custody/log.jsonl", each_act, &f, e))
        return -1;
    mk_json_key(j, "changes");
    mk_json_open(j, '[');
    for (enum change c = KEY; c < CHANGES; c++)
        if (f.changes[c].made)
            put(j, of[c].code, of[c].what, f.changes[c].undone, f.changes[c].how);
    for (size_t i = 0; i < f.n; i++)
        put(j, "command", f.commands[i], false, "");
    mk_json_close(j, ']');
    return 0;
}
