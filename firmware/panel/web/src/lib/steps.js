// Which steps a case goes through before a phone is plugged in, one decision each, and which of them
// are done. Pure: from what was said to what comes next.

/* A step, the part (daemon.h) that it says something of, and which members. */
const STEPS = [
  ['exhibit', 'exhibit', 'number'],
  ['seized-how', 'seizure', 'how'],
  ['seized-who', 'seizure', 'by'],
  ['seized-when', 'seizure', 'at'],
  ['seized-where', 'seizure', 'place'],
  ['phone-power', 'phone', 'power'],
  ['phone-lock', 'phone', 'lock'],
  ['phone-airplane', 'phone', 'airplane'],
  ['phone-wifi', 'phone', 'wifi'],
  ['phone-bluetooth', 'phone', 'bluetooth'],
  ['owner', 'owner', 'role'],
  ['owner-more', 'owner', 'present minor'],
  ['basis', 'authority', 'basis'],
  ['paper', 'authority', 'reference'],
  ['valid', 'authority', 'valid_from valid_until'],
  ['clock', 'clock', 'reference'],
  ['clock-agrees', 'clock', 'agrees offset_s'],
  ['scope-preset', 'scope'],
  ['scope-what', 'scope'],
  ['scope-media', 'scope'],
  ['scope-dates', 'scope'],
  ['scope-people', 'scope'],
  // After the scope: who agrees has to be told what to.
  ['consent-language', 'consent', 'notice.language'],
  ['consent-notice', 'consent', 'notice'],
  ['consent-interpreter', 'consent', 'interpreter'],
  ['consent-capacity', 'consent', 'capacity'],
  ['consent-guardian', 'consent', 'guardian'],
  ['consent-alone', 'consent', 'controller_absent'],
  ['consent-alternatives', 'consent', 'alternatives'],
  ['consent-agrees', 'consent', 'understood withdrawal_told'],
  ['consent-sign', 'consent', 'signature at'],
  ['consent-receipt', 'consent', 'receipt'],
  ['plan', null],
];

// Steps that only some cases have.
const only = {
  // What is switched off has no radios to ask about.
  'phone-lock': (p) => p.phone?.power !== 'off',
  'phone-airplane': (p) => p.phone?.power !== 'off',
  'phone-wifi': (p) => p.phone?.power !== 'off',
  'phone-bluetooth': (p) => p.phone?.power !== 'off',
  paper: (p) => p.authority?.basis === 'warrant' || p.authority?.basis === 'statute',
  'consent-interpreter': (p) => p.consent?.notice?.given === 'interpreted',
  'consent-guardian': (p) => p.consent?.capacity === 'minor' || p.consent?.capacity === 'supported',
};

function has(step, part, parts) {
  if (part === 'consent' && parts.authority?.basis !== 'consent') return false;
  return only[step]?.(parts) ?? true;
}

/* The steps of a case of which `parts` were said, in their order. */
export const stepsOf = (parts) => STEPS.filter(([step, part]) => has(step, part, parts)).map(([step]) => step);

export const partOf = (step) => STEPS.find(([s]) => s === step)?.[1] ?? null;

/* Whether it is the last of its part. */
export function ends(step, parts) {
  const steps = stepsOf(parts);
  return partOf(steps[steps.indexOf(step) + 1]) !== partOf(step);
}

export const after = (step, parts) => neighbour(step, parts, 1);
export const before = (step, parts) => neighbour(step, parts, -1);

function neighbour(step, parts, by) {
  const steps = stepsOf(parts);
  return steps[steps.indexOf(step) + by] ?? null;
}

const says = ([, part, fields], need) =>
  part === need.part && (!fields || !need.field || fields.split(' ').some((f) => need.field === f || need.field.startsWith(`${f}.`)));

/* Where a case goes on: the first step that says something of what the kit still needs. */
export function firstNeeded(needs, parts) {
  const steps = stepsOf(parts);
  const row = (step) => STEPS.find(([s]) => s === step);
  return steps.find((s) => needs.some((n) => says(row(s), n)))
    ?? steps.find((s) => needs.some((n) => partOf(s) === n.part)) ?? 'plan';
}

// ---- the six phases that the page shows ----

export const PHASES = ['who', 'case', 'scope', 'plug', 'copy', 'seal'];

const PHASE_OF_STATE = {
  draft: 'case',
  ready: 'plug',
  meeting: 'plug',
  copying: 'copy',
  away: 'copy',
  cut: 'copy',
  stopped: 'copy',
  refused: 'plug',
  sealing: 'seal',
  sealed: 'seal',
  handed: 'seal',
  wiped: 'seal',
  withdrawn: 'seal',
};

export function phaseOf(state, step) {
  if (step && ['draft', 'ready', 'refused'].includes(state)) {
    const part = partOf(step);
    if (part === 'scope' || part === 'consent' || step === 'plan') return 'scope';
    if (part) return 'case';
  }
  return PHASE_OF_STATE[state] ?? 'who';
}
