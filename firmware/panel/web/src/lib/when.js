// A date and time as five numbers that people type. Pure; the zone is this browser's.
const pad = (n, width = 2) => String(n).padStart(width, '0');

export const split = (date) => ({
  day: pad(date.getDate()),
  month: pad(date.getMonth() + 1),
  year: pad(date.getFullYear(), 4),
  hour: pad(date.getHours()),
  minute: pad(date.getMinutes()),
});

/* The moment, or null when there is none such (31 June, 25 o'clock, a field left empty). */
export function join({ day, month, year, hour = '0', minute = '0' }) {
  if ([day, month, year, hour, minute].some((v) => v === '' || v === undefined)) return null;
  const [d, m, y, h, min] = [day, month, year, hour, minute].map(Number);
  const date = new Date(y, m - 1, d, h, min);
  const same = date.getDate() === d && date.getMonth() === m - 1 && date.getFullYear() === y && date.getHours() === h && date.getMinutes() === min;
  return same && y >= 1990 && y < 2200 ? date : null;
}

export const dayStart = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
export const plusDays = (date, n) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + n, date.getHours(), date.getMinutes());
