import { useMemo, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { toIso } from '../lib/time.js';
import { useAsk } from '../lib/use.js';
import { usePager } from '../pager.js';
import { go, href, place, refine } from '../router.js';
import { filters, narrowed } from '../state.js';
import { List } from '../ui/list.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Time } from '../ui/time.jsx';
import { TimelessLink, timelessOf, total } from '../ui/timeless.jsx';
import { Chart } from './timeline/chart.jsx';
import { busiest, GROUPS, groupOf, grouped } from './timeline/groups.js';
import { clamped, moved, next, starts, stepFor, zoomed } from './timeline/steps.js';
import { BarTable, Legend, Tools } from './timeline/parts.jsx';
import { TimelessList } from './timeline/timeless.jsx';

/* From the first record to the last, of what the filters leave. */
function wholeOf(answer) {
  const spans = (answer?.bundles ?? []).filter((b) => b.first_us !== null && b.last_us !== null);
  return spans.length ? [Math.min(...spans.map((b) => b.first_us)), Math.max(...spans.map((b) => b.last_us)) + 1] : null;
}

/* What the address says, else all. */
function spanOf(whole) {
  const { from_us = whole[0], until_us = whole[1] } = filters.value;
  return until_us > from_us ? [from_us, until_us] : whole;
}

const hiddenNow = () => (place.value.query.hide ?? '').split('.').filter((id) => GROUPS.some((g) => g.id === id));

function Records({ span, hidden }) {
  const members = { ...narrowed('bundle', 'kind'), from_us: span[0], until_us: span[1] };
  const pager = usePager('line', members);
  const only = useMemo(() => (hidden.length ? (item) => !hidden.includes(groupOf(item.record.kind)) : undefined), [hidden.join()]);
  return (
    <section class="records-side" aria-labelledby="timeline-records">
      <h2 id="timeline-records">{t('timeline.records')}</h2>
      <List pager={pager} label={t('timeline.records')} only={only} measured estimate={84} open={(item) => go('record', item.id)} row={(item) => <Row item={item} />} />
    </section>
  );
}

function Line({ whole }) {
  const span = spanOf(whole);
  const step = stepFor(...span);
  const hidden = hiddenNow();
  const [at, setAt] = useState(null);
  const begins = starts(...span, step);
  const end = next(begins.at(-1), step);
  const { kind } = filters.value;
  const said = useAsk('activity', { ...narrowed('bundle'), ...(kind && { kinds: [kind] }), from_us: begins[0], until_us: end, step });
  const bins = said.answer?.bins ?? [];
  const show = (wanted, again = true) => {
    const [a, b] = clamped(wanted, whole);
    setAt(null);
    refine(a <= whole[0] && b >= whole[1] ? { from: null, until: null } : { from: toIso(a), until: toIso(b) }, again);
  };
  const acts = {
    into: (i) => show([begins[i], begins[i + 1] ?? end], false),
    zoom: (by) => show(zoomed(span, by, at === null ? undefined : begins[at])),
    move: (part) => show(moved(span, part)),
    whole: () => show(whole, false),
    busiest: () => {
      const most = busiest(bins);
      if (most) show([most[0], next(most[1], step)], false);
    },
    span: (a, b) => show([a, b], false),
  };
  const bar = at === null ? null : { from: begins[at], until: begins[at + 1] ?? end, sums: grouped(bins.find((b) => b.from_us === begins[at])?.kinds) };
  return (
    <div class="timeline">
      <section class="bars-side" aria-label={t('timeline.bars')}>
        <Tools acts={acts} span={span} step={step} empty={!bins.length} />
        <Legend bins={bins} hidden={hidden} toggle={(id) => refine({ hide: (hidden.includes(id) ? hidden.filter((x) => x !== id) : [...hidden, id]).join('.') || null }, true)} />
        <Chart begins={begins} bins={bins} hidden={hidden} span={[begins[0], end]} step={step} at={at} setAt={setAt} acts={acts} bar={bar} />
        <p class="readout" data-testid="timeline-bar">
          {bar ? <><Time us={bar.from} /> {t('timeline.until')} <Time us={bar.until} />: {t('timeline.sum', { n: Object.values(bar.sums).reduce((a, b) => a + b, 0) })}</> : t('timeline.hint')}
        </p>
        <Waiting said={said} />
        <BarTable begins={begins} bins={bins} />
      </section>
      <Records span={span} hidden={hidden} />
    </div>
  );
}

function What({ said, timeless }) {
  const whole = wholeOf(said.answer);
  if (timeless && said.answer) return <TimelessList sums={timelessOf(said.answer)} />;
  return whole ? <Line whole={whole} /> : said.answer ? <p class="empty">{t('timeline.none')}</p> : <Waiting said={said} />;
}

export function View() {
  const said = useAsk('overview', narrowed('bundle'));
  const timeless = place.value.query.timeless === '1';
  const sums = timelessOf(said.answer);
  const { kind } = filters.value;
  return (
    <div class="view">
      <Head title={timeless ? t('timeless.title') : t('timeline.title')}>
        {timeless ? <a class="button edge" data-testid="timed" href={href('timeline')}>{t('timeless.back')}</a> : said.answer && <TimelessLink n={kind ? sums[kind] ?? 0 : total(sums)} kind={kind} />}
      </Head>
      <What said={said} timeless={timeless} />
    </div>
  );
}
