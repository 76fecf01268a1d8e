#ifndef ADB_SCRIPT_H
#define ADB_SCRIPT_H

#include "firmware/transport/transport.h"

/*
 * ADB conversations as literal arrays. A packet is a string literal: command,
 * two numbers of four bytes, length, sum, the command's complement, payload.
 */
#define ADB_CNXN(version, max, len, sum) "CNXN" version max len sum "\xbc\xb1\xa7\xb1"
#define ADB_AUTH(type, len, sum)         "AUTH" type "\0\0\0\0" len sum "\xbe\xaa\xab\xb7"
#define ADB_STLS                         "STLS\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\xac\xab\xb3\xac"
#define ADB_OPEN(local, arg1, len)       "OPEN" local arg1 len "\0\0\0\0\xb0\xaf\xba\xb1"
#define ADB_OKAY(from, to)               "OKAY" from to "\0\0\0\0\0\0\0\0\xb0\xb4\xbe\xa6"
#define ADB_WRTE(from, to, len)          "WRTE" from to len "\0\0\0\0\xa8\xad\xab\xba"
#define ADB_CLSE(from, to)               "CLSE" from to "\0\0\0\0\0\0\0\0\xbc\xb3\xac\xba"

/* What this kit says first, with the features it announces by default. */
#define ADB_HELLO                                                                                  \
    ADB_CNXN("\1\0\0\1", "\0\0\x10\0", "\x52\0\0\0", "\x1e\x1f\0\0")                               \
    "host::features=shell_v2,cmd,stat_v2,ls_v2,sendrecv_v2,sendrecv_v2_zstd,delayed_ack"
/* A phone of today, and one of 2013: no features, packets of 4 KiB, sums. */
#define ADB_PHONE                                                                                  \
    ADB_CNXN("\1\0\0\1", "\0\0\x10\0", "\x3d\0\0\0", "\0\0\0\0")                                   \
    "device::ro.product.model=X;features=shell_v2,stat_v2,ls_v2,xx"
#define ADB_OLD_PHONE ADB_CNXN("\0\0\0\1", "\0\x10\0\0", "\x08\0\0\0", "\xe4\2\0\0") "device::"

#define EXPECT(s)                                                                                  \
    {                                                                                              \
        MK_SCRIPT_EXPECT,                                                                          \
        {                                                                                          \
            (const uint8_t *)(s), sizeof(s) - 1                                                    \
        }                                                                                          \
    }
#define GIVE(s)                                                                                    \
    {                                                                                              \
        MK_SCRIPT_GIVE,                                                                            \
        {                                                                                          \
            (const uint8_t *)(s), sizeof(s) - 1                                                    \
        }                                                                                          \
    }
#define CUT                                                                                        \
    {                                                                                              \
        MK_SCRIPT_CUT,                                                                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define END                                                                                        \
    {                                                                                              \
        MK_SCRIPT_END,                                                                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

#endif
