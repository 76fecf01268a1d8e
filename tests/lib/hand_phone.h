#ifndef HAND_PHONE_H
#define HAND_PHONE_H

#include "firmware/phantom/exercise.h"

/* A small exercise written by hand, in a folder of its own: group set-up and tear-down. */
extern struct mk_exercise *hand_phone;
int hand_phone_up(void **s);
int hand_phone_down(void **s);

#endif
