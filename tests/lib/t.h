#ifndef T_H
#define T_H

/* What every unit test includes: cmocka with its prerequisites, which have to come first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
