#ifndef MK_IOS_JUDGE_H
#define MK_IOS_JUDGE_H

#include "firmware/acquire/judge.h"

/*
 * What an iPhone's answer is. reply->err is the phone's own word where it refuses: names of
 * lockdown's errors as libimobiledevice 1.3.0 has them (src/lockdown.c, lockdownd_strerror and the
 * table before it). controlled: the question of its kind that says that the phone answers at all
 * was answered. Pure.
 */
struct mk_judged mk_ios_judge(const struct mk_question *q, const struct mk_reply *reply,
                              bool controlled);

#endif
