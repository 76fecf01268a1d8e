#ifndef MK_ACQUIRE_IOS_H
#define MK_ACQUIRE_IOS_H

/* Private to firmware/acquire: how a run on an iPhone goes, where it is unlike Android. */

#include "firmware/acquire/run.h"

/* Never the other resets there: they take settings, eSIMs or everything with them. Source: Apple,
 * "About the 'Trust This Computer' alert". */
#define MK_RUN_UNTRUST                                                                             \
    "on the phone: Settings, General, Transfer or Reset iPhone, Reset, Reset Location & Privacy; " \
    "that takes all computers' permissions back"

/* ---- pairing: for struct mk_exhibit_owner, `u` is the run (ios_pair.c) ----
 *
 * One host identity a run: its pairing record lies in the run's scratch file "pairing", which goes
 * when the bundle is sealed. Custody: pairing (before), paired or pairing-refused, unpairing,
 * unpaired, still-paired.
 */
int mk_run_pair(void *u, struct mk_span banner, struct mk_error *e);
int mk_run_pairing(void *u, struct mk_buf *out, struct mk_error *e);
int mk_run_paired(void *u, struct mk_span record, struct mk_error *e);
/* The connection came about: the phone took the record. */
MK_CHECK int mk_run_pair_met(struct mk_run *r, struct mk_error *e);
/* Each request into the custody log; those before the run counts are kept back until it does. */
int mk_run_said(void *u, struct mk_span request, struct mk_error *e);
/* The run counts: what was kept back. */
MK_CHECK int mk_run_said_before(struct mk_run *r, struct mk_error *e);
/* The connection did not come about, or is over: a pairing that was asked for and not made is told.
 */
MK_CHECK int mk_run_pair_left(struct mk_run *r, const char *why, struct mk_error *e);
/* The phone is to forget this kit, and the record is destroyed; what it was changed by into the
 * custody log. Where the phone is not there that is told. */
MK_CHECK int mk_run_unpair(struct mk_run *r, struct mk_error *e);

/* Whether anything of the run's is on the phone still, as far as is known. */
MK_CHECK int mk_run_ios_changed(bool *changed, struct mk_run *r, struct mk_error *e);

/* ---- the end ----
 *
 * All is taken: the run's scratch file "done", with its sums. A resumed run only takes back what it
 * changed on the phone, and where that is done already it needs no phone.
 */
MK_CHECK int mk_run_ios_done(bool *done, struct mk_run *r, struct mk_error *e);
MK_CHECK int mk_run_ios_mark_done(struct mk_run *r, struct mk_error *e);
MK_CHECK int mk_run_ios_unpaired(bool *unpaired, struct mk_run *r, struct mk_error *e);

/* ---- parts of the run ---- */

/* The identity that lockdown tells, and its clock against ours. */
MK_CHECK int mk_run_ios_identity(struct mk_identity *id, struct mk_run *r, struct mk_error *e);
/* The questions of firmware/plan/questions_ios.c: those of state, or the others. */
MK_CHECK int mk_run_ios_questions(struct mk_run *r, bool state, struct mk_error *e);
/* Which apps share their documents, where that was not answered: asked and not kept. */
MK_CHECK int mk_run_ios_find_apps(struct mk_run *r, struct mk_error *e);
/*
 * ---- a backup password of the kit's (ios_password.c) ----
 *
 * Where the authority says "encrypt_backup" and the phone does not encrypt by itself. Custody:
 * backup-password-setting (before the phone hears of it), -set, -unsure (the connection was lost
 * meanwhile), -refused, -taking-off, -off, -still-set; never the password, which lies in the kit's
 * folder (firmware/kit/kit.h) from before the phone knows it.
 */
/* Before the backup: asks whether the phone encrypts, sets ours where it may. */
MK_CHECK int mk_run_encrypt(struct mk_run *r, struct mk_error *e);
/* Whether what came is encrypted. */
MK_CHECK int mk_run_encrypted(bool *yes, struct mk_run *r, struct mk_error *e);
/* Behind it, and at the end of a run that had set one: taken off. Without the phone it is told. */
MK_CHECK int mk_run_decrypt(struct mk_run *r, struct mk_error *e);
/* Of an encrypted backup that came: whether the owner's password that was given opens it. A wrong
 * one is told and not tried again. */
MK_CHECK int mk_run_try_password(struct mk_run *r, struct mk_error *e);
/* Passwords of this kit that are still set on somebody's phone are told, but that of run `but`. */
void mk_run_tell_passwords(const struct mk_run *r, const char *but);

/* Before crash reports are listed, where they are wanted: has the phone move them. */
MK_CHECK int mk_run_move_crashes(struct mk_run *r, struct mk_error *e);
/* Ledger: how many pictures the phone's own index has whose originals are not on it. */
MK_CHECK int mk_run_ios_offloaded(struct mk_run *r, struct mk_error *e);
/* Ledger: how many files are in the bundle twice, by the backup and by AFC (ios_twice.c). */
MK_CHECK int mk_run_ios_twice(struct mk_run *r, struct mk_error *e);
/* What stands in the way; MK_EREFUSED when it must stop the run. */
MK_CHECK int mk_run_ios_examine(struct mk_run *r, struct mk_error *e);
/* All of it, in order of value. */
MK_CHECK int mk_run_ios(struct mk_run *r, struct mk_error *e);

#endif
