// Everything by keyboard. Single letters can be switched off (they get in the way of who dictates), and
// never act where one types.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { recall, remember } from './shared/memory.js';

export const letters = signal(recall('letters') !== 'off');
export const help = signal(false);

export function switchLetters() {
  letters.value = !letters.value;
  remember('letters', letters.value ? 'on' : 'off');
}

const layers = []; // the latest first: {key: act}

const typing = (e) => e.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

/* Named by what is typed ("j", "?", "Escape"); act(event) false: it was not for this one. */
export function useKeys(acts) {
  const now = useRef(acts);
  now.current = acts;
  useLayoutEffect(() => {
    const layer = { get: (key) => now.current[key] };
    layers.unshift(layer);
    return () => layers.splice(layers.indexOf(layer), 1);
  }, []);
}

function pressed(e) {
  if (e.defaultPrevented || e.ctrlKey || e.altKey || e.metaKey || document.querySelector('dialog[open]')) return;
  if (typing(e.target)) {
    if (e.key === 'Escape') e.target.blur();
    return;
  }
  if (e.key.length === 1 && !letters.value) return;
  for (const layer of layers) {
    const act = layer.get(e.key);
    if (act && act(e) !== false) {
      e.preventDefault();
      return;
    }
  }
}

export const beginKeys = () => addEventListener('keydown', pressed);
