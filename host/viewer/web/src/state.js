// What the page knows beside the views: the desk's greeting, what went wrong, what was changed here.
import { batch, computed, signal } from '@preact/signals';
import { greet, Refusal } from './shared/api.js';
import { place } from './router.js';
import { toUs } from './lib/time.js';

export const desk = signal(null); // hello's answer
export const online = signal(true);
export const door = signal(true); // false: this browser has no way in
export const trouble = signal(null); // the last refusal, shown until it is taken away
export const current = signal(null); // the item that t and n are about

/* Tags and notes as changed on this page: item id -> {tags, notes}. */
export const changed = signal(new Map());
export const tagsOf = (item) => changed.value.get(item.id)?.tags ?? item.tags ?? [];
export const notesOf = (item) => changed.value.get(item.id)?.notes ?? item.notes ?? 0;

export function change(item, what) {
  const now = new Map(changed.value);
  now.set(item.id, { tags: tagsOf(item), notes: notesOf(item), ...what });
  changed.value = now;
}

export const bundles = computed(() => desk.value?.bundles ?? []);
export const bundleOf = (id) => bundles.value.find((b) => b.id === id);

/* The filters of the address as the desk asks for them. */
export const filters = computed(() => {
  const q = place.value.query;
  const bundle = Number(q.bundle);
  return {
    bundle: Number.isSafeInteger(bundle) && bundle > 0 ? bundle : undefined,
    from_us: toUs(q.from) ?? undefined,
    until_us: toUs(q.until) ?? undefined,
    kind: /^[a-z_]+$/.test(q.kind ?? '') ? q.kind : undefined,
    state: ['live', 'deleted'].includes(q.state) ? q.state : undefined,
  };
});

/* Those of them that a word takes: narrowed('bundle', 'from_us'). */
export const narrowed = (...names) => Object.fromEntries(names.map((n) => [n, filters.value[n]]).filter(([, v]) => v !== undefined));

/* What every refusal means, wherever it happened; what is none is thrown on. */
export function refused(e) {
  if (!(e instanceof Refusal)) throw e;
  if (e.code === 'offline') online.value = false;
  else if (e.code === 'door' || e.code === 'csrf') door.value = false;
  else trouble.value = e;
}

export async function refresh() {
  try {
    const said = await greet();
    batch(() => {
      desk.value = said;
      online.value = true;
    });
  } catch (e) {
    refused(e);
  }
}
