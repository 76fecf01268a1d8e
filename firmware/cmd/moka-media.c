/* moka-media: the worker that reads pictures and videos. See firmware/worker/parse.h. */
#include "firmware/read/read.h"

int main(void)
{
    return mk_read_main(true);
}
