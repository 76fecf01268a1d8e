import { count, t } from '../../shared/i18n.js';
import { href } from '../../router.js';
import { Button } from '../../shared/button.jsx';
import { Text } from '../../ui/text.jsx';
import { Time } from '../../ui/time.jsx';
import { nodeKind } from './nodes.jsx';

const record = (n) => (n.kind === 'bundle' ? href('overview', null, { bundle: n.id.slice(1) }) : href('contacts', n.id.slice(1)));

/* What hangs on it, most first. */
function Links({ node, nodes, edges, choose }) {
  const name = new Map(nodes.map((n) => [n.id, n]));
  const links = edges.filter((e) => e.a === node.id || e.b === node.id).map((e) => ({ ...e, other: name.get(e.a === node.id ? e.b : e.a) })).filter((e) => e.other);
  links.sort((p, q) => q.n - p.n);
  return (
    <>
      <h3>{t('graph.links', { n: links.length })}</h3>
      <ul class="nodes links">
        {links.slice(0, 100).map((e) => (
          <li key={e.other.id}>
            <button type="button" class="button plain" onClick={() => choose(e.other.id)}>
              <span class="grow"><Text value={e.other.label} /></span>
              <span class="dim">{count(e.n)} · <Time us={e.first_us} only="date" /> – <Time us={e.last_us} only="date" /></span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Way({ steps, nodes }) {
  const name = new Map(nodes.map((n) => [n.id, n.label]));
  if (!steps) return <p class="dim" role="status">{t('graph.no_way')}</p>;
  return (
    <div role="status" data-testid="graph-way">
      <h3>{t('graph.way')}</h3>
      <ol class="way">{steps.map((id) => <li key={id}><Text value={name.get(id)} /></li>)}</ol>
    </div>
  );
}

/* One node in words, and the shortest way between two. */
export function One({ node, nodes, edges, from, begin, steps, choose }) {
  return (
    <section class="card" aria-labelledby="graph-one" data-testid="graph-one">
      <h2 id="graph-one"><Text value={node.label} /></h2>
      <p class="dim">{nodeKind(node.kind)}{node.kind !== 'bundle' && ` · ${t('graph.in_phones', { n: node.bundles })} · ${t('graph.mentions', { n: node.mentions })}`}</p>
      {node.also?.length > 0 && <p data-testid="graph-also">{t('graph.also')} {node.also.map((x, i) => <span key={x}>{i > 0 && ' · '}<Text value={x} /></span>)}</p>}
      <div class="tools">
        <a class="button" href={record(node)}>{t('graph.open')}</a>
        <Button id="graph-from" kind="edge" aria-pressed={from === node.id} go={() => begin(from === node.id ? null : node.id)}>{t('graph.from')}</Button>
      </div>
      {from && from !== node.id && <Way steps={steps} nodes={nodes} />}
      {from === node.id && <p class="dim">{t('graph.from.hint')}</p>}
      <Links node={node} nodes={nodes} edges={edges} choose={choose} />
    </section>
  );
}
