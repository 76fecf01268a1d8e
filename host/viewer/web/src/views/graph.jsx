import { useMemo, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { plain } from '../lib/hostile.js';
import { useAsk } from '../lib/use.js';
import { place, refine } from '../router.js';
import { bundleOf, narrowed } from '../state.js';
import { bundleName } from '../ui/badge.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Canvas } from './graph/canvas.jsx';
import { way } from './graph/layout.js';
import { Nodes } from './graph/nodes.jsx';
import { One } from './graph/one.jsx';

const MOST = 500;

// A canvas has no <bdi>: what turns the direction of writing is named in the text itself.
const labelled = (n) => ({ ...n, label: plain(n.kind === 'bundle' ? bundleName(bundleOf(Number(n.id.slice(1)))) : n.label) });

function Graph({ answer }) {
  const nodes = useMemo(() => answer.nodes.map(labelled), [answer]);
  const [from, setFrom] = useState(null); // where a way begins
  const { at = null } = place.value.query;
  const chosen = nodes.find((n) => n.id === at) ?? null;
  const choose = (id) => refine({ at: id }, true);
  const steps = useMemo(() => (from && chosen && from !== chosen.id ? way(answer.edges, from, chosen.id) : null), [from, chosen, answer]);
  return (
    <div class="graph-parts">
      <div class="graph-main">
        <Canvas nodes={nodes} edges={answer.edges} chosen={chosen} steps={steps} choose={choose} />
        {answer.left_out > 0 && <p class="dim">{t('graph.left_out', { n: answer.left_out })}</p>}
        <p class="dim small">{t('graph.legend')}</p>
      </div>
      <div class="graph-side">
        {chosen && <One node={chosen} nodes={nodes} edges={answer.edges} from={from} begin={setFrom} steps={steps} choose={choose} />}
        <Nodes nodes={nodes} chosen={chosen} choose={choose} />
      </div>
    </div>
  );
}

export function View() {
  const asked = useAsk('graph', { ...narrowed('bundle'), limit: MOST });
  const { answer } = asked;
  return (
    <div class="view scrolls">
      <Head title={t('graph.title')} />
      {!answer ? <Waiting said={asked} /> : answer.nodes.length ? <Graph answer={answer} /> : <p class="empty">{t('graph.none')}</p>}
    </div>
  );
}
