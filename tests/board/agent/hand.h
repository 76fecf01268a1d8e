#ifndef HAND_H
#define HAND_H

#include <stddef.h>

/*
 * What a hand could do inside of the kit, and what an eye sees there, for make check-image. word,
 * and its answer of one text, whose length is returned:
 *
 *   pss             a line `NAME KIB` for each process of mokad's unit and the panel's
 *   kill NAME       SIGKILL to every process that is called so; `killed N`
 *   link            has the panel print a link for one more browser: `ready URL`
 *   tap X Y         a finger on a screen of touch that the first tap plugs in, in 32768ths;
 * `tapped`
 *
 * Anything else, and what fails: `no: WHY`.
 */
size_t hand(char *out, size_t max, const char *word);

/* A screen that can be touched hangs on the kit from now on, where the kernel lets us make one. */
void hand_begin(void);

#endif
