// The scope as the officer sets it: members as firmware/plan/scope.h has them. Pure.
export const CATEGORIES = ['device', 'calls', 'messages', 'contacts', 'calendar', 'files', 'apps', 'activity', 'network', 'accounts'];
export const MEDIA = ['none', 'metadata', 'all'];

// The least first: a preset that takes more is further away from the thumb.
export const PRESETS = ['witness', 'victim', 'suspect'];

/* Victims' and witnesses' phones are never searched at large. */
export const mustBeNarrow = (scope) => scope.preset === 'victim' || scope.preset === 'witness';

export const isNarrow = (scope) => Boolean(scope.from || scope.counterparties?.length || scope.threads?.length);

export const allowed = (scope) => !mustBeNarrow(scope) || isNarrow(scope);

/*
 * How long it takes, as well as a scope can tell before the phone is seen: tables come in minutes, what
 * holds pictures and files takes as long as there are many.
 */
export function expected(scope) {
  if (scope.media === 'all') return 'long';
  return scope.categories?.includes('files') ? 'middle' : 'short';
}

/* What goes to the kit: no empty lists, no members without a value. */
export function tidy(value) {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== '' && v !== null && !(Array.isArray(v) && !v.length)));
}

/* A number or address as somebody types it, or null when it is none (scope.h compares digits' ends). */
export function party(text) {
  const s = text.trim();
  if (/^[+]?[\d\s().\-/]{3,40}$/.test(s) && s.replace(/\D/g, '').length >= 3) return s.replace(/[\s().\-/]/g, '');
  return /^[\p{L}\d._@+-]{2,80}$/u.test(s) && /[\p{L}@]/u.test(s) ? s : null;
}
