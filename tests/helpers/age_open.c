/* age_open IDENTITY...: opens an age file from standard input to standard output, as firmware/age
 * does. Exit 0; 1: to none of the identities, or its header was changed; 2: no age file, or
 * changed. */
#include "firmware/age/age.h"
#include <stdio.h>
#include <unistd.h>

#define MOST 16

static int sink(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)u;
    return fwrite(bytes.p, 1, bytes.len, stdout) == bytes.len
               ? 0
               : mk_fail(e, MK_EIO, "standard output");
}

int main(int argc, char **argv)
{
    struct mk_age_identity ids[MOST];
    struct mk_age_reader *r = NULL;
    struct mk_error e = { 0 };
    uint8_t step[4096];
    ssize_t got = 0;
    size_t n = 0;
    for (int i = 1; i < argc && n < MOST; i++)
        if (mk_age_identity_read(&ids[n], mk_str(argv[i]), &e) == 0)
            n++;
    int rc = mk_age_reader_new(&r, ids, n, sink, NULL, &e);
    while (rc == 0 && (got = read(STDIN_FILENO, step, sizeof step)) > 0)
        rc = mk_age_read(r, mk_span(step, (size_t)got), &e);
    if (rc == 0)
        rc = mk_age_read_end(r, &e);
    mk_age_reader_free(r);
    if (rc != 0)
        fprintf(stderr, "%s\n", e.text);
    return fflush(stdout) ? 2 : rc == 0 ? 0 : e.code == MK_EAUTH ? 1 : 2;
}
