/* moka-decode: the worker behind `moka tree`, `moka decrypt` and `moka recover`. See
 * firmware/worker/decode.h. */
#include "firmware/read/read.h"

int main(void)
{
    return mk_decode_main();
}
