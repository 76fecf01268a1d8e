import { count, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { href } from '../router.js';
import { narrowed } from '../state.js';

/* How many records of each kind have no time, of an overview's answer: {note: 12, ..}. */
export function timelessOf(answer) {
  const sums = {};
  for (const b of answer?.bundles ?? []) for (const [kind, n] of Object.entries(b.timeless ?? {})) sums[kind] = (sums[kind] ?? 0) + n;
  return sums;
}

export const total = (sums) => Object.values(sums).reduce((a, n) => a + n, 0);

/* What a list by time leaves out, and the way to it. */
export const TimelessLink = ({ n, kind }) => (n > 0
  ? <a class="button edge" data-testid="timeless" href={href('timeline', null, { kind, timeless: '1' })}>{t('timeless.title')} <b class="number">{count(n)}</b></a>
  : <span class="dim" data-testid="timeless">{t('timeless.title')} <b class="number">{count(0)}</b></span>);

/* The same beside a list of one kind that counts nothing itself. */
export function Timeless({ kind }) {
  const { answer } = useAsk('overview', narrowed('bundle'));
  return answer && <TimelessLink n={timelessOf(answer)[kind] ?? 0} kind={kind} />;
}
