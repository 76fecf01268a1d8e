/* Runs a fuzz target over saved inputs: files, and the files in folders. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t ran;

static int one(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *p = NULL;
    size_t n = 0, cap = 0, got;
    if (!f)
        return -1;
    do {
        uint8_t *more = realloc(p, cap += 65536);
        if (!more)
            abort();
        p = more;
        got = fread(p + n, 1, cap - n, f);
        n += got;
    } while (got);
    fclose(f);
    uint8_t *exact = malloc(n ? n : 1); /* exact size: the sanitizer sees any over-read */
    if (!exact)
        abort();
    memcpy(exact, p, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    free(p);
    ran++;
    return 0;
}

static int folder(const char *path)
{
    char name[4096];
    DIR *d = opendir(path);
    int rc = 0;
    if (!d)
        return one(path);
    for (struct dirent *de; rc == 0 && (de = readdir(d));)
        if (de->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%s", path, de->d_name);
            rc = one(name);
        }
    closedir(d);
    return rc;
}

int main(int argc, char **argv)
{
    int rc = 0;
    for (int i = 1; i < argc; i++)
        if (folder(argv[i]) != 0) {
            fprintf(stderr, "%s: %s: cannot be read\n", argv[0], argv[i]);
            rc = 1;
        }
    printf("%s: %zu inputs replayed\n", argv[0], ran);
    return rc || ran == 0;
}
