#include "parsers/format/dynamic_lexicon.h"
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include "parsers/source/source.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define FILE_MAX ((size_t)32 << 20)
#define HEAD     "DynamicDictionary-9"
#define LONG     0xc0u
#define OWN      0xc00000u

enum { WORD, NUMBER, USES, FLAGS, OWN_WORD };
static const char *const columns[] = { "word", "number", "uses", "flags", "own", NULL };
static const struct mk_grid_table tables[] = { { "words", columns }, { 0 } };

struct lexicon {
    struct mk_buf file;
    struct mk_cursor at;
    size_t left;
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct lexicon *l = u;
    (void)e;
    l->at = mk_cur(mk_buf_span(&l->file));
    mk_cur_take(&l->at, sizeof HEAD);
    l->left = mk_cur_u32be(&l->at);
    if (!mk_cur_ok(&l->at))
        mk_grid_remark(g, "the file ends before the number of words");
    return 0;
}

static uint32_t number_of(struct mk_cursor *c)
{
    uint8_t first = mk_cur_u8(c), next = mk_cur_u8(c);
    if (first != LONG)
        return (first & 0x7fu) << 8 | next;
    return (uint32_t)next << 16 | mk_cur_u16be(c);
}

static struct mk_span word_of(struct mk_cursor *c)
{
    struct mk_cursor rest = *c;
    struct mk_span all = mk_cur_rest(&rest);
    const uint8_t *nul = all.len ? memchr(all.p, 0, all.len) : NULL;
    size_t n = nul ? (size_t)(nul - all.p) : all.len;
    struct mk_span word = mk_cur_take(c, n);
    mk_cur_u8(c); /* the NUL: the cursor is bad where there is none */
    return word;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct lexicon *l = u;
    (void)e;
    if (!l->left || !mk_cur_ok(&l->at))
        return 0;
    uint32_t number = number_of(&l->at);
    struct mk_span flags = mk_cur_take(&l->at, 8), word = word_of(&l->at);
    if (!mk_cur_ok(&l->at)) {
        mk_grid_remark(g, "the file ends %zu words before their number", l->left);
        return 0;
    }
    l->left--;
    mk_grid_row(g, 0, 0);
    if (mk_utf8_valid(word) == word.len)
        mk_grid_text(g, WORD, word);
    else
        mk_grid_blob(g, WORD, word);
    mk_grid_int(g, NUMBER, number);
    mk_grid_int(g, USES, flags.p[0]);
    mk_grid_blob(g, FLAGS, flags);
    mk_grid_int(g, OWN_WORD, number >= OWN);
    return 1;
}

static void free_lexicon(void *u)
{
    struct lexicon *l = u;
    mk_buf_done(&l->file);
    free(l);
}

static int open_lexicon(struct mk_tables *out, const struct mk_file *file,
                        const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_lexicon };
    struct lexicon *l = calloc(1, sizeof *l);
    if (!l)
        return mk_fail(e, MK_ENOMEM, "lexicon");
    mk_buf_init(&l->file, FILE_MAX);
    if (mk_file_whole(&l->file, file, e) == 0 &&
        mk_grid_new(out, tables, &ops, l, cx->memory_max, e) == 0)
        return 0;
    free_lexicon(l);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_span(HEAD, sizeof HEAD));
}

const struct mk_format mk_format_dynamic_lexicon = { "dynamic_lexicon", knows, open_lexicon,
                                                     mk_grid_close };
