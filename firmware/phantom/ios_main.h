#ifndef MK_PHANTOM_IOS_MAIN_H
#define MK_PHANTOM_IOS_MAIN_H

#include "parsers/base/error.h"

/* The lines of `moka phantom iphone` in the usage text. */
extern const char mk_ios_usage[];

/* moka phantom iphone DIR OPTION...; argv[0] is "iphone". MK_EUSAGE without text: the usage is to
 * be shown. */
MK_CHECK int mk_ios_main(int argc, char **argv, struct mk_error *e);

#endif
