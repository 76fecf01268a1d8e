#ifndef EXERCISE_CASE_H
#define EXERCISE_CASE_H

#include "host/train/train.h"

/* What tests of exercises share. The folder is replaced. */
struct mk_train_counts exercise_make(const char *dir, const struct mk_train_options *o);
/*
 * Fails each allocation in turn: that is told, nothing leaks, and where memory can be done without
 * the phone is the same as ever. The scenario is read once: its own faults are another test's.
 */
void exercise_survives_faults(const char *dir, const char *good_dir,
                              const struct mk_train_options *o);

#endif
