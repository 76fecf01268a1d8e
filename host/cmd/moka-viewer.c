/* moka-viewer: the HTTP of `moka serve`, in a process that can do nothing else. */
#include "host/viewer/server.h"
#include <stdio.h>

int main(int argc, char **argv)
{
    struct mk_error e = { 0 };
    if (argc == 2 && strcmp(argv[1], "--serve") == 0)
        return mk_viewer_serve(&e) == 0 ? 0 : 3;
    fputs("moka-viewer is started by moka serve\n", stderr);
    return 2;
}
