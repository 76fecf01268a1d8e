/*
 * What the phone's tools answer, word for word: table `answers` of providers.db
 * (host/train/train.h). A service of dumpsys that has none is not there, as dumpsys words it.
 */
#include "firmware/phantom/play.h"

static void join(struct mk_buf *out, const struct mk_phantom_words *w)
{
    for (size_t i = 0; i < w->n; i++) {
        if (i)
            mk_buf_u8(out, ' ');
        mk_buf_put(out, w->w[i].p, w->w[i].len);
    }
}

static void take(struct mk_buf *out, sqlite3_stmt *st, int column)
{
    const void *text = sqlite3_column_blob(st, column);
    mk_buf_put(out, text, (size_t)sqlite3_column_bytes(st, column));
}

bool mk_play_answer(struct mk_play *p, const struct mk_phantom_words *w)
{
    bool found = false;
    sqlite3_stmt *st = NULL;
    struct mk_buf line;
    mk_buf_init(&line, (size_t)1 << 16);
    join(&line, w);
    /* exercises made before there were answers have no such table */
    if (mk_buf_ok(&line) &&
        sqlite3_prepare_v2(p->x->db, "SELECT out, err, status FROM answers WHERE command = ?1", -1,
                           &st, NULL) == SQLITE_OK) {
        sqlite3_bind_text(st, 1, (const char *)line.p, (int)line.len, SQLITE_STATIC);
        found = sqlite3_step(st) == SQLITE_ROW;
    }
    if (found) {
        take(&p->out, st, 0);
        take(&p->err, st, 1);
        p->status = sqlite3_column_int(st, 2);
    }
    sqlite3_finalize(st);
    mk_buf_done(&line);
    return found;
}
