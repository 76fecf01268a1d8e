// Which of the phones that are plugged in a case may have. Pure.
const STOPS = new Set(['managed']);

/* Why this phone cannot be this case's, or null. The kit decides; this is so that nobody has to try. */
export function unfit(phone, of) {
  if (phone.case && phone.case !== of.id) return 'busy';
  if (of.training && !phone.phantom) return 'real';
  if (!of.training && phone.phantom) return 'phantom';
  if (phone.findings.some((f) => STOPS.has(f.code)) && !phone.ready) return 'managed';
  const serial = of.parts.exhibit?.serial;
  if (serial && phone.serial && phone.serial !== serial) return 'serial-other';
  return null;
}

/* Who gives a case up before its seal: with a consent its owner, else the officer. */
export const withdrawal = (of) => (of.parts.authority?.basis === 'consent' ? 'withdraw.open' : 'withdraw.give-up');

export const nameOf = (p) => [p.make, p.model].filter(Boolean).join(' ') || p.name || p.device;
