#include "firmware/daemon/daemon.h"
#include "firmware/http/lines.h"
#include "firmware/panel/server.h"

/* Which words need no session, and which are not the page's to say: the panel says them itself. */
static const char *const open_words[] = { "store-new", "store-open",  "officer-add",
                                          "sign-in",   "sign-in-key", "key-stop" };
static const char *const own_words[] = { "hello", "watch" };

static bool among(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

bool mk_panel_word(const char *name, bool *open)
{
#define ROW(word) word,
    static const char *const all[] = { MK_IPC_WORDS(ROW) };
#undef ROW
    *open = among(name, open_words, sizeof open_words / sizeof *open_words);
    return among(name, all, sizeof all / sizeof *all) &&
           !among(name, own_words, sizeof own_words / sizeof *own_words);
}

int mk_panel_ask(struct mk_buf *out, uint64_t id, const char *word, const char *session,
                 struct mk_span body, struct mk_error *e)
{
    static const struct mk_line_limits max = { MK_IPC_LINE, MK_IPC_DEPTH };
    return mk_line_ask(out, &max, id, word, session, body, e);
}
