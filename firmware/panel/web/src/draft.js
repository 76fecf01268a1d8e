// What the officer has said of the case that is looked at and the kit does not hold yet.
import { signal, effect, computed } from '@preact/signals';
import { current, say, goTo } from './store.js';
import { after, before, ends, partOf } from './lib/steps.js';
import { tidy } from './lib/scope.js';

const local = signal({});
let of = null;

effect(() => {
  const id = current.value?.id ?? null;
  if (id !== of) local.value = {};
  of = id;
});

/* All parts: the kit's, and over them what was not yet said. */
export const parts = computed(() => ({ ...current.value?.parts, ...local.value }));
export const part = (name) => parts.value[name] ?? {};

export function put(name, change) {
  local.value = { ...local.value, [name]: { ...part(name), ...change } };
}

export const stepTo = (step) => goTo(`${current.value.id}${step ? `/${step}` : ''}`);
export function back(step) {
  const to = before(step, parts.value);
  if (to) stepTo(to);
  else goTo('');
}

// A part goes to the kit as soon as some of it is said: the power may fail now. Only a scope is no scope
// before its limits are known.
const whole = new Set(['scope']);

/* Goes on; what was said at this step is durable first, and if that is refused the step stays. */
export async function onward(step) {
  const name = partOf(step);
  if (name && local.value[name] && (!whole.has(name) || ends(step, parts.value))) {
    // "agreed" is a tick of this page; what the kit keeps of it is the signature.
    const { agreed, ...value } = part(name);
    if (!(await say(name, tidy(value)))) return;
    const { [name]: said, ...rest } = local.value;
    local.value = rest;
  }
  stepTo(after(step, parts.value));
}
