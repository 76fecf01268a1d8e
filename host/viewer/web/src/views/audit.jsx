import { said, t } from '../shared/i18n.js';
import { usePager } from '../pager.js';
import { List } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Icon } from '../shared/icon.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';

export const route = 'audit';
export const title = 'audit.title';
export const icon = 'audit';
export const filters = [];

const SAID = ['time', 'who', 'act', 'seq', 'prev'];

const Line = ({ line }) => (
  <div class="record-row">
    <div class="first"><span class="number dim">{line.seq}</span><Time iso={line.time} /><span class="who"><Text value={said(`act.${line.act}`, line.act)} /></span><span class="rest"><Text value={line.who ?? ''} /></span></div>
    <div class="second">{Object.entries(line).filter(([k]) => !SAID.includes(k)).map(([k, v]) => (
      <span key={k}><span class="dim"><Text value={k} /></span> <Text value={typeof v === 'object' ? JSON.stringify(v) : v} /></span>
    ))}</div>
  </div>
);

export function View() {
  const pager = usePager('audit', {}, 'lines');
  const head = pager.head.value;
  return (
    <div class="view">
      <Head title={t('audit.title')}>
        {head && <span class={head.chain === 'whole' ? 'badge verdict intact' : 'badge verdict tampered'} data-testid="chain"><Icon name={head.chain === 'whole' ? 'check' : 'warn'} />{t(`audit.${head.chain}`, { at: head.broken_at ?? 0 })}</span>}
        <span class="dim">{t('audit.lead')}</span>
      </Head>
      <List pager={pager} label={t('audit.title')} row={(line) => <Line line={line} />} />
    </div>
  );
}
