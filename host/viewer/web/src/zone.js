// In which zone times are shown, and how it came to be: evidence is in UTC, people think in their own.
import { computed, signal } from '@preact/signals';
import { isZone } from './lib/time.js';

/* {name, origin}: origin "told" (moka serve --zone), "chosen" (here). */
export const other = signal(null);
export const utc = signal(true);

export const zone = computed(() => (utc.value || !other.value ? { name: 'UTC', origin: 'utc' } : other.value));

export function tellZone(name) {
  if (!name || !isZone(name) || ['UTC', 'Etc/UTC'].includes(name)) return;
  other.value = { name, origin: 'told' };
  utc.value = false;
}

export function chooseZone(name) {
  if (!isZone(name)) return;
  if (other.value?.name !== name) other.value = { name, origin: 'chosen' };
  utc.value = false;
}
