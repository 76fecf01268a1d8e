/* moka-decode: the worker behind `moka tree` and `moka decrypt`. See firmware/worker/decode.h. */
#include "firmware/read/read.h"

int main(void)
{
    return mk_decode_main();
}
