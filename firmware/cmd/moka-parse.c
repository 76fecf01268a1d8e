/* moka-parse: the worker that reads hostile files. See firmware/worker/parse.h. */
#include "firmware/read/read.h"

int main(void)
{
    return mk_read_main(false);
}
