// Times: microseconds since 1970 UTC in, text in a zone out. Digits and order never change with the
// language: what is on the screen is compared with other tools and papers. Pure.
const made = new Map();

function formatter(zone) {
  if (!made.has(zone)) {
    made.set(zone, new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    }));
  }
  return made.get(zone);
}

export const zones = () => Intl.supportedValuesOf('timeZone');

export function isZone(name) {
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
}

/* A record's time as it is written: UTC with up to six places of a second; null: none such. */
export function toUs(iso) {
  const m = /^(-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(iso ?? '');
  const ms = m ? Date.parse(`${m[1]}Z`) : NaN;
  return Number.isNaN(ms) ? null : ms * 1000 + Number((m[2] ?? '').padEnd(6, '0'));
}

const fits = (us) => Number.isFinite(us) && Math.abs(us) <= 8.64e18;
const pad = (n, width = 2) => String(n).padStart(width, '0');

/* Seconds of a day in whole: years before 1 as the calendar of ISO has them. */
function wall(us, zone) {
  const s = Math.floor(us / 1e6);
  if (zone === 'UTC') {
    const d = new Date(s * 1000);
    return [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()];
  }
  const p = Object.fromEntries(formatter(zone).formatToParts(s * 1000).map((x) => [x.type, x.value]));
  const year = p.era === 'BC' ? 1 - Number(p.year) : Number(p.year);
  return [year, ...[p.month, p.day, p.hour, p.minute, p.second].map(Number)];
}

/* Minutes that the zone was ahead of UTC at that moment. */
export function offset(us, zone) {
  if (zone === 'UTC' || !fits(us)) return 0;
  const [y, mo, d, h, mi, s] = wall(us, zone);
  const there = new Date(0);
  there.setUTCFullYear(y, mo - 1, d);
  there.setUTCHours(h, mi, s);
  return Math.round((there.getTime() / 1000 - Math.floor(us / 1e6)) / 60);
}

export function offsetText(minutes) {
  if (!minutes) return '+00:00';
  const m = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${pad(Math.floor(m / 60))}:${pad(m % 60)}`;
}

/* {date: "2025-05-05", clock: "12:25:23", part: ".499968" or "", offset: "+01:00"}; null: no such time. */
export function shown(us, zone) {
  if (!fits(us)) return null;
  const [y, mo, d, h, mi, s] = wall(us, zone);
  const rest = ((us % 1e6) + 1e6) % 1e6;
  return {
    date: `${y < 0 ? '−' : ''}${pad(Math.abs(y), 4)}-${pad(mo)}-${pad(d)}`,
    clock: `${pad(h)}:${pad(mi)}:${pad(s)}`,
    part: rest ? `.${pad(rest, 6).replace(/0+$/, '')}` : '',
    offset: offsetText(offset(us, zone)),
  };
}

/* "2025-05-05T12:25" or with seconds, as a clock in that zone showed it; null: no such time. Of an hour
 * that a change of clocks made twice, the first; one that it left out is as long after the change. */
export function ofZone(text, zone) {
  const m = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text ?? '');
  if (!m) return null;
  const [y, mo, d, h = 0, mi = 0, s = 0] = m.slice(1).map((v) => (v === undefined ? 0 : Number(v)));
  const at = Date.UTC(y, mo - 1, d, h, mi, s) * 1000;
  const back = new Date(at / 1000);
  if (back.getUTCMonth() !== mo - 1 || back.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return null;
  // A day around: the offset before a change of clocks and the one after it.
  for (const near of [at - 864e8, at + 864e8]) {
    const guess = at - offset(near, zone) * 6e7;
    if (offset(guess, zone) === offset(near, zone)) return guess;
  }
  return at - offset(at - 864e8, zone) * 6e7;
}

/* As one types it, "2025-05-05 12:25:23"; "" for none. */
export function typed(us, zone) {
  const s = us === null || us === undefined ? null : shown(us, zone);
  return s && !s.date.startsWith('−') ? `${s.date} ${s.clock}` : '';
}

/* What was typed: a day, or with hours and minutes, or with seconds too; null when it is none. */
export const ofTyped = (text, zone) => ofZone(text.trim().replace(/\s+/, 'T'), zone);

export const toIso = (us) => {
  const s = shown(us, 'UTC');
  return s && `${s.date}T${s.clock}${s.part}Z`;
};

/* "0:07", "13:01", "1:02:03". */
export function lasting(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return `${h ? `${h}:${pad(m)}` : m}:${pad(s % 60)}`;
}
