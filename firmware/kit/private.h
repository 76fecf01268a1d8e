#ifndef MK_KIT_PRIVATE_H
#define MK_KIT_PRIVATE_H

#include "firmware/kit/kit.h"

struct mk_kit {
    int dir;
    char id[16];
    struct mk_sshkey *key;
};

#endif
