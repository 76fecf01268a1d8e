// The screen's own keyboard: whether it is wanted, which field it writes into, and how it writes.
// A kiosk has no other; on a phone or laptop it stays away until somebody asks for it.
import { signal } from '@preact/signals';
import { remember, recall } from '../shared/memory.js';

const phone = /Android|iPhone|iPad/.test(navigator.userAgent);
const stored = recall('keys');

export const touch = signal(navigator.maxTouchPoints > 0);
export const keysWanted = signal(stored ? stored === 'on' : matchMedia('(pointer: coarse)').matches && !phone);
export const field = signal(null); // the input that is written into

/* The kiosk's engine does not say that its screen can be touched: its first finger does, before the field has the focus. */
function finger(e) {
  if (touch.value || (e.type === 'pointerdown' && e.pointerType !== 'touch')) return;
  touch.value = true;
  if (!stored && !phone) keysWanted.value = true;
}
addEventListener('pointerdown', finger, true);
addEventListener('touchstart', finger, { capture: true, passive: true });

/* On: for the field that has the focus, or the first one of the screen. */
export function wantKeys(on) {
  keysWanted.value = on;
  remember('keys', on ? 'on' : 'off');
  const active = document.activeElement;
  const input = active?.dataset?.keys ? active : document.querySelector('main input[data-keys]');
  field.value = null;
  if (!on || !input) return;
  input.focus();
  attend(input);
}

export function attend(input) {
  if (keysWanted.value) field.value = input;
  requestAnimationFrame(() => input.isConnected && input.scrollIntoView({ block: 'center' }));
}

/* The keyboard goes when the focus goes to what is no field. */
addEventListener('focusin', (e) => {
  if (!e.target.dataset?.keys && !e.target.closest?.('.keyboard')) field.value = null;
});

function changed(input) {
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/* Writes at the caret, as a key of a real keyboard would. */
export function write(text) {
  const input = field.value;
  if (!input) return;
  const [from, to] = [input.selectionStart, input.selectionEnd];
  if (input.value.length - (to - from) + text.length > input.maxLength) return;
  input.setRangeText(text, from, to, 'end');
  changed(input);
}

export function erase() {
  const input = field.value;
  if (!input) return;
  const [from, to] = [input.selectionStart, input.selectionEnd];
  const start = from === to ? before(input.value, from) : from;
  input.setRangeText('', start, to, 'end');
  changed(input);
}

// A letter that takes two units is taken away whole.
const before = (text, at) => Math.max(0, at - ([...text.slice(0, at)].pop()?.length ?? 0));

/* Enter: what the form's main button does. */
export function enter() {
  field.value?.form?.requestSubmit();
}

export function done() {
  const input = field.value;
  field.value = null;
  input?.closest('.screen')?.querySelector('.acts .primary')?.focus();
}
