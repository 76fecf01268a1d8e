#include "tests/lib/ios_open.h"
#include <stdio.h>
#include <stdlib.h>

static int note(void *u, const struct mk_entry *en, struct mk_error *err)
{
    struct mk_buf *b = u;
    (void)err;
    mk_buf_put(b, en->path.p, en->path.len);
    mk_buf_printf(b, " %llu %.*s %.*s\n", (unsigned long long)en->size, (int)en->domain.len,
                  (const char *)en->domain.p, (int)en->stored.len,
                  en->stored.len ? (const char *)en->stored.p : "");
    return 0;
}

const struct mk_job *ios_manifest_of(const struct mk_jobs *jobs)
{
    for (size_t i = 0; i < mk_jobs_count(jobs); i++)
        if (mk_jobs_at(jobs, i)->backup)
            return mk_jobs_at(jobs, i);
    return NULL;
}

bool ios_find(struct opened *o, struct ios_make *m, const char *password)
{
    *o = (struct opened){ .folder = ios_make_source(m), .rc = -1 };
    mk_buf_init(&o->list, 1 << 20);
    if (password)
        o->secrets[0] = (struct mk_secret){ "ios-backup", mk_str(password) };
    o->cx.secrets = o->secrets;
    if (mk_jobs_find(&o->jobs, &o->folder, mk_str(""), false, &o->e) != 0)
        return false;
    const struct mk_job *job = ios_manifest_of(&o->jobs);
    if (!job)
        abort();
    o->backup = *job->backup;
    o->backup.src = &o->folder;
    o->cx.backup = &o->backup;
    return true;
}

void ios_open(struct opened *o, struct ios_make *m, const char *password)
{
    struct mk_file none = { 0 };
    if (!ios_find(o, m, password))
        return;
    o->rc = mk_container_ios_backup.open(&o->src, &none, &o->cx, &o->e);
    if (o->rc == 0)
        o->rc = o->src.list(o->src.u, note, &o->list, &o->e);
}

void ios_close(struct opened *o)
{
    mk_source_done(&o->src);
    mk_jobs_done(&o->jobs);
    mk_buf_done(&o->list);
}

bool ios_remarked(const struct opened *o, const char *part)
{
    const char *text;
    for (size_t i = 0; (text = mk_container_ios_backup.remark(&o->src, i)); i++)
        if (strstr(text, part))
            return true;
    return false;
}

void ios_whole(struct mk_buf *out, const struct opened *o, uint64_t id)
{
    struct mk_file f = { 0 };
    struct mk_error e = { 0 };
    mk_buf_clear(out);
    if (o->src.open(&f, o->src.u, id, &e) != 0 || mk_file_whole(out, &f, &e) != 0) {
        fprintf(stderr, "%s\n", e.text);
        abort();
    }
    mk_file_close(&f);
}

void ios_make_two(struct ios_make *m, const struct ios_make_options *o)
{
    ios_make_begin(m, o);
    ios_make_file(m, "HomeDomain", "Library/SMS/sms.db", mk_str("messages, 24 bytes long."), -1);
    ios_make_file(m, "AppDomain-com.example", "Documents/a b", mk_str("x"), -1);
    ios_make_row(m, "0000000000000000000000000000000000000000", mk_str("HomeDomain"),
                 mk_str("Library"), 2);
    ios_make_end(m);
}
