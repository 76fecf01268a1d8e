#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>

/*
 * Makes the n-th call of malloc, calloc or realloc fail (the linker wraps them
 * in our own code; libraries keep theirs):
 *
 *     for (int n = 1; fault_arm(n); n++)   // ends after the first run without a fault
 *         exercise_it_and_check_that_nothing_breaks();
 */
bool fault_arm(int n); /* false when the run before had no n-th call; disarms then */
void fault_disarm(void);
bool fault_fired(void); /* whether the armed call has failed */

#endif
