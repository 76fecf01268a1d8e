#include "firmware/bundle/objects.h"
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE  4096u
#define PAGES (MK_OBJECT_MAX / PAGE + 1)

int mk_objects_init(struct mk_objects *t, struct mk_error *e)
{
    *t = (struct mk_objects){ .page = calloc(PAGES, sizeof *t->page) };
    return t->page ? 0 : mk_fail(e, MK_ENOMEM, "object table");
}

void mk_objects_done(struct mk_objects *t)
{
    for (size_t i = 0; i < t->top; i++)
        free(t->page[i]);
    free(t->page);
    *t = (struct mk_objects){ 0 };
}

uint64_t mk_objects_get(const struct mk_objects *t, uint64_t n)
{
    return n <= MK_OBJECT_MAX && t->page[n / PAGE] ? t->page[n / PAGE][n % PAGE]
                                                   : MK_OBJECT_UNKNOWN;
}

int mk_objects_room(struct mk_objects *t, uint64_t n, struct mk_error *e)
{
    if (n > MK_OBJECT_MAX)
        return mk_fail(e, MK_ELIMIT, "object number %llu", (unsigned long long)n);
    if (!t->page[n / PAGE])
        t->page[n / PAGE] = calloc(PAGE, sizeof **t->page);
    if (!t->page[n / PAGE])
        return mk_fail(e, MK_ENOMEM, "object table");
    if (n / PAGE >= t->top)
        t->top = n / PAGE + 1;
    return 0;
}

void mk_objects_set(struct mk_objects *t, uint64_t n, uint64_t word)
{
    assert(n <= MK_OBJECT_MAX && t->page[n / PAGE]);
    t->page[n / PAGE][n % PAGE] = word;
}

bool mk_objects_next(const struct mk_objects *t, uint64_t *n, uint64_t *at)
{
    for (uint64_t i = *n; i < t->top * PAGE; i++) {
        if (!t->page[i / PAGE]) {
            i |= PAGE - 1;
        } else if (t->page[i / PAGE][i % PAGE] >= MK_OBJECT_AT) {
            *n = i;
            *at = t->page[i / PAGE][i % PAGE] - MK_OBJECT_AT;
            return true;
        }
    }
    return false;
}

void mk_object_folder(char out[static MK_OBJECT_NAME_MAX], uint64_t n)
{
    snprintf(out, MK_OBJECT_NAME_MAX, "%03llu", (unsigned long long)(n / MK_OBJECTS_PER_FOLDER));
}

void mk_object_file(char out[static MK_OBJECT_NAME_MAX], uint64_t n)
{
    snprintf(out, MK_OBJECT_NAME_MAX, "%07llu", (unsigned long long)n);
}

void mk_object_name(char out[static MK_OBJECT_NAME_MAX], uint64_t n)
{
    snprintf(out, MK_OBJECT_NAME_MAX, "data/%03llu/%07llu",
             (unsigned long long)(n / MK_OBJECTS_PER_FOLDER), (unsigned long long)n);
}

bool mk_object_number(uint64_t *n, const char *file)
{
    char again[MK_OBJECT_NAME_MAX];
    *n = 0;
    for (const char *p = file; *p; p++) {
        if (*p < '0' || *p > '9' || *n > MK_OBJECT_MAX)
            return false;
        *n = *n * 10 + (uint64_t)(*p - '0');
    }
    mk_object_file(again, *n);
    return *n <= MK_OBJECT_MAX && strcmp(again, file) == 0;
}

static int open_below(int dir, const char *name)
{
    return openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int mk_object_open(struct mk_file *out, int dir, uint64_t n, struct mk_error *e)
{
    char folder[MK_OBJECT_NAME_MAX], file[MK_OBJECT_NAME_MAX], name[MK_OBJECT_NAME_MAX];
    struct stat st;
    int data = -1, in = -1, fd = -1, rc = -1;
    mk_object_folder(folder, n);
    mk_object_file(file, n);
    mk_object_name(name, n);
    data = open_below(dir, "data");
    in = data < 0 ? -1 : open_below(data, folder);
    /* Without waiting: a pipe in its place must not hold us. */
    fd = in < 0 ? -1 : openat(in, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        mk_fail_errno(e, name);
    else if (!S_ISREG(st.st_mode))
        mk_fail(e, MK_EFORMAT, "%s is no regular file", name);
    else
        rc = mk_file_fd(out, fd, e);
    if (rc != 0 && fd >= 0)
        close(fd);
    if (in >= 0)
        close(in);
    if (data >= 0)
        close(data);
    return rc;
}
