#ifndef MK_STARVED_H
#define MK_STARVED_H

/*
 * Whether a library of ours was refused memory. OpenSSL then calls a good signature a bad one, and
 * Jansson good JSON none: who judges by them asks before and after, and has no verdict when the
 * number is another.
 *
 * mk_starved_watch() has to be first in a program to see OpenSSL's requests: that takes no other
 * allocator once it has asked for memory. Called again it does nothing.
 *
 * crypto   NULL, or what is called when OpenSSL gets none: it is known to crash and to wait for
 *          itself on its way back from there, so a program that can be begun again ends there
 */
void mk_starved_watch(void (*crypto)(void));
unsigned mk_starved(void);

#endif
