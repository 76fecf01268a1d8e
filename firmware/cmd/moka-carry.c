/* moka-carry: the stick that a sealed file is carried away on, for mokad: see
 * firmware/daemon/carry.h. As root. */
#include "firmware/daemon/carry.h"

int main(int argc, char **argv)
{
    return mk_carry_main(argc, argv);
}
