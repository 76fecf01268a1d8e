#include "firmware/bundle/verify.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define NUMBER_DIGITS 7
#define FOLDER_DIGITS 3

const char *mk_verify_path(struct mk_verify_path *out, uint64_t n)
{
    // cppcheck-suppress ctuuninitvar
    snprintf(out->s, sizeof out->s, "data/%03llu/%07llu",
             (unsigned long long)(n / MK_OBJECTS_PER_FOLDER), (unsigned long long)n);
    return out->s;
}

/* Decimal with at least `least` digits and no more zeros in front than that takes. */
static bool decimal(uint64_t *out, struct mk_span s, size_t least)
{
    *out = 0;
    if (s.len < least || s.len > 9 || (s.len > least && s.p[0] == '0'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return true;
}

bool mk_verify_number(uint64_t *n, struct mk_span path)
{
    struct mk_verify_path again;
    size_t slash = path.len;
    while (slash && path.p[slash - 1] != '/')
        slash--;
    return decimal(n, mk_span_from(path, slash), NUMBER_DIGITS) && *n <= MK_OBJECT_MAX &&
           mk_span_is(path, mk_verify_path(&again, *n));
}

static bool bit(const uint8_t *bits, uint64_t n)
{
    return bits[n / 8] >> n % 8 & 1;
}

static int folder_name(void *u, const char *name)
{
    struct mk_verify_data *d = u;
    struct mk_verify_text t;
    uint64_t n;
    d->names++;
    if (decimal(&n, mk_str(name), FOLDER_DIGITS) && n < MK_VERIFY_FOLDERS)
        d->folders[n / 8] |= (uint8_t)(1 << n % 8);
    else
        mk_verify_say(d->v, true, "data/%s: foreign", mk_verify_text(&t, mk_str(name)));
    return 0;
}

struct listing {
    struct mk_verify_data *d;
    uint64_t folder;
};

static int object_name(void *u, const char *name)
{
    struct listing *l = u;
    struct mk_verify_data *d = l->d;
    struct mk_verify_text t;
    struct stat st;
    uint64_t n;
    const char *why = NULL;
    char path[600];
    d->names++;
    if (!decimal(&n, mk_str(name), NUMBER_DIGITS) || n / MK_OBJECTS_PER_FOLDER != l->folder)
        why = "foreign";
    else if (fstatat(d->folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        why = errno == ENOENT ? "missing" : mk_verify_cannot;
    else if (!S_ISREG(st.st_mode))
        why = S_ISLNK(st.st_mode)   ? "a link"
              : S_ISDIR(st.st_mode) ? "a folder"
                                    : "not a regular file";
    if (why) {
        snprintf(path, sizeof path, "data/%03llu/%s", (unsigned long long)l->folder,
                 why == mk_verify_cannot ? name : mk_verify_text(&t, mk_str(name)));
        mk_verify_against(d->v, path, why);
    } else {
        d->objects[n % MK_OBJECTS_PER_FOLDER / 8] |= (uint8_t)(1 << n % MK_OBJECTS_PER_FOLDER % 8);
    }
    return 0;
}

void mk_verify_data_open(struct mk_verify_data *d, struct mk_verify *v)
{
    const char *why = "";
    *d = (struct mk_verify_data){ .v = v, .folder = -1 };
    d->data = mk_verify_folder(&why, v->dir, "data");
    if (d->data < 0)
        mk_verify_against(v, "data/", why);
    else if (mk_verify_names(d->data, folder_name, d) != 0)
        mk_verify_give_up(v, "data/");
}

void mk_verify_data_done(struct mk_verify_data *d)
{
    if (d->folder >= 0)
        close(d->folder);
    if (d->data >= 0)
        close(d->data);
}

/* The objects of one folder. */
static void enter(struct mk_verify_data *d, uint64_t folder)
{
    char name[24], what[40];
    const char *why = "";
    struct listing l = { d, folder };
    memset(d->objects, 0, sizeof d->objects);
    snprintf(name, sizeof name, "%03llu", (unsigned long long)folder);
    snprintf(what, sizeof what, "data/%s/", name);
    d->folder = mk_verify_folder(&why, d->data, name);
    d->names = 0;
    if (d->folder < 0)
        mk_verify_against(d->v, what, why);
    else if (mk_verify_names(d->folder, object_name, &l) != 0)
        mk_verify_give_up(d->v, what);
    else if (d->names == 0)
        mk_verify_say(d->v, true, "%s: foreign: an empty folder", what);
}

int mk_verify_data_next(uint64_t *n, struct mk_verify_data *d,
                        int (*leave)(void *u, struct mk_error *e), void *u, struct mk_error *e)
{
    for (; d->at <= MK_OBJECT_MAX; d->at++) {
        uint64_t folder = d->at / MK_OBJECTS_PER_FOLDER, first = d->at % MK_OBJECTS_PER_FOLDER;
        if (first == 0) {
            if (leave && leave(u, e) != 0)
                return -1;
            if (d->folder >= 0)
                close(d->folder);
            d->folder = -1;
            if (d->data >= 0 && bit(d->folders, folder))
                enter(d, folder);
        }
        if (d->folder < 0) {
            d->at += MK_OBJECTS_PER_FOLDER - 1 - first; /* on to the next folder */
        } else if (bit(d->objects, first)) {
            *n = d->at++;
            return 0;
        }
    }
    *n = UINT64_MAX;
    return 0;
}
