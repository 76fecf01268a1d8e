import { useMemo, useState } from 'preact/hooks';
import { count, said, t } from '../../shared/i18n.js';
import { Text } from '../../ui/text.jsx';
import { weightier } from './labels.js';

const SHOWN = 200;

export const nodeKind = (kind) => said(`entity.${kind}`, kind);

/* Whatever is in the picture, by how many phones have it and how often it is named. */
export function Nodes({ nodes, chosen, choose }) {
  const [wanted, want] = useState('');
  const order = useMemo(() => [...nodes].sort(weightier), [nodes]);
  const found = order.filter((n) => [n.label, ...(n.also ?? [])].some((x) => x.toLowerCase().includes(wanted.trim().toLowerCase())));
  return (
    <section aria-labelledby="graph-nodes" class="card">
      <h2 id="graph-nodes">{t('graph.list')}</h2>
      <label class="field"><span>{t('graph.find')}</span><input type="search" dir="auto" value={wanted} data-testid="graph-find" onInput={(e) => want(e.currentTarget.value)} /></label>
      <ul class="nodes" data-testid="graph-nodes">
        {found.slice(0, SHOWN).map((n) => (
          <li key={n.id}>
            <button type="button" class="button plain" aria-pressed={chosen?.id === n.id} data-id={n.id} onClick={() => choose(chosen?.id === n.id ? null : n.id)}>
              <span class={`sign ${n.kind === 'bundle' ? 'phone' : n.bundles > 1 ? 'shared' : 'one'}`} aria-hidden="true" />
              <span class="grow"><Text value={n.label} /></span>
              <span class="dim">{nodeKind(n.kind)}{n.kind !== 'bundle' && ` · ${t('graph.in_phones', { n: n.bundles })} · ${count(n.mentions)}`}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p class="dim">{t('graph.found_more', { n: found.length - SHOWN })}</p>}
      {!found.length && <p class="dim">{t('graph.found_none')}</p>}
    </section>
  );
}
