#ifndef FOLDER_H
#define FOLDER_H

#include "parsers/base/hash.h"

/* A digest over names, modes, times and contents of all below `dir`; the order does not matter. */
void folder_digest(char hex[MK_SHA256_HEX], const char *dir);

#endif
