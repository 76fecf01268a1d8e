// How long and when, in words.
import { language, locale, t } from './shared/i18n.js';

export function lasts(seconds) {
  if (seconds < 60) return t('time.seconds', { n: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return t('time.minutes', { n: Math.round(seconds / 60) });
  return t('time.hours', { n: Math.round(seconds / 3600) });
}

export function moment(iso, options = { dateStyle: 'medium', timeStyle: 'short' }, id = language.value) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? String(iso) : new Intl.DateTimeFormat(locale(id), options).format(at);
}
