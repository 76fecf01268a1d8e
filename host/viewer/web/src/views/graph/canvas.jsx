import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { useScene } from '../../lib/lazy.js';
import { dark } from '../../shared/theme.js';
import { Button } from '../../shared/button.jsx';

/* The picture; all of it is in the list beside it as well. */
export function Canvas({ nodes, edges, chosen, steps, choose }) {
  const box = useRef(null);
  const told = useRef(null);
  told.current = choose;
  const [fault, setFault] = useState(false);
  const scene = useScene(box, async (element) => {
    const { openGraph } = await import('./cytoscape.js');
    return openGraph(element, { nodes, edges, onPick: (id) => told.current(id) });
  }, () => setFault(true), nodes);
  useEffect(() => {
    scene?.mark(chosen?.id ?? null, steps);
    if (chosen) scene?.show(steps ?? [chosen.id]);
  }, [scene, chosen?.id, steps]);
  useEffect(() => scene?.theme(), [scene, dark.value]);
  if (fault) return <p class="empty">{t('graph.fault')}</p>;
  return (
    <>
      {/* Cytoscape writes a style element of its own unless one of this name is there; the policy forbids it. */}
      <template id="__________cytoscape_stylesheet" />
      <div class="tools" role="toolbar" aria-label={t('graph.tools')}>
        <Button id="graph-in" kind="edge" icon="plus" go={() => scene?.zoom(1.4)}>{t('graph.in')}</Button>
        <Button id="graph-out" kind="edge" icon="minus" go={() => scene?.zoom(1 / 1.4)}>{t('graph.out')}</Button>
        <Button id="graph-fit" kind="edge" go={() => scene?.fit()}>{t('graph.fit')}</Button>
        <Button id="graph-none" kind="edge" off={!chosen} go={() => choose(null)}>{t('graph.all')}</Button>
      </div>
      <div class="graph-canvas" dir="ltr" ref={box} role="img" aria-label={t('graph.picture', { n: nodes.length })} data-testid="graph" data-ready={scene ? '' : undefined} />
    </>
  );
}
