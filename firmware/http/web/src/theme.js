// Light or dark: as the system says, until one says otherwise here.
import { signal } from '@preact/signals';
import { remember, recall } from './memory.js';

const system = matchMedia('(prefers-color-scheme: dark)');
export const dark = signal(false);

function apply() {
  const wish = recall('theme');
  dark.value = wish ? wish === 'dark' : system.matches;
  document.documentElement.dataset.theme = dark.value ? 'dark' : 'light';
}

export function beginTheme() {
  apply();
  system.addEventListener('change', apply);
}

export function switchTheme() {
  remember('theme', dark.value ? 'light' : 'dark');
  apply();
}
