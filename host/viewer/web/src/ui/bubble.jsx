import { bytes, said, t } from '../shared/i18n.js';
import { baseName, hitsOf } from '../lib/record.js';
import { lasting } from '../lib/time.js';
import { href } from '../router.js';
import { State } from './badge.jsx';
import { Icon } from '../shared/icon.jsx';
import { Party, Row } from './record.jsx';
import { Mark, Tags } from './tag.jsx';
import { Text } from './text.jsx';
import { Time } from './time.jsx';

/* A file that came with a message: what is known of it, and whether it is there. */
function Attachment({ item }) {
  const a = item.record;
  const name = a.name ?? baseName(a.path);
  return (
    <li class="attachment">
      <Icon name={a.mime?.startsWith('image/') ? 'media' : 'file'} />
      <a href={href('record', String(item.id))}>{name ? <Text value={name} /> : t('kind.attachment')}</a>
      {a.mime && <span class="dim"><Text value={a.mime} /></span>}
      {a.bytes !== undefined && <span class="dim">{bytes(a.bytes)}</span>}
      {a.duration_s !== undefined && <span class="dim" dir="ltr">{lasting(a.duration_s)}</span>}
      {a.view_once && <span class="badge">{t('attachment.once')}</span>}
      {a.present === false && <span class="badge">{t('attachment.missing')}{a.missing_why && <>: <Text value={a.missing_why} /></>}</span>}
      <State record={a} />
      {a.caption && <Text value={a.caption} lines />}
    </li>
  );
}

const Place = ({ item }) => (
  <li class="attachment"><Icon name="place" /><a href={href('record', String(item.id))}>{item.record.label ? <Text value={item.record.label} /> : t('kind.location')}</a>
    {item.record.lat !== undefined && <span class="dim" dir="ltr">{item.record.lat}, {item.record.lon}</span>}<State record={item.record} />
  </li>
);

const Reaction = ({ record }) => <li class="badge"><Text value={record.text ?? '?'} /> <Party party={record.from} /><State record={record} /></li>;

const Other = ({ item }) => <li class="attachment"><Icon name="record" /><a href={href('record', String(item.id))}>{said(`kind.${item.record.kind}`, item.record.kind)}</a></li>;

/* An earlier wording, where the app kept one. */
const Versions = ({ list }) => (
  <details class="versions"><summary>{t('message.versions', { n: list.length })}</summary>
    <ol>{list.map((v, i) => <li key={i}>{v?.time && <Time iso={v.time} />} <Text value={typeof v === 'object' ? v?.text : v} lines /></li>)}</ol>
  </details>
);

const Quote = ({ record }) => (
  <blockquote><Party party={record.from} /> <Text value={(record.text ?? '').slice(0, 160)} /></blockquote>
);

function Below({ item }) {
  const { children = [] } = item;
  const of = (kind) => children.filter((c) => c.record.kind === kind);
  const others = children.filter((c) => !['attachment', 'location', 'reaction'].includes(c.record.kind));
  return (
    <>
      {children.length > 0 && (
        <ul class="attachments">
          {of('attachment').map((c) => <Attachment key={c.id} item={c} />)}
          {of('location').map((c) => <Place key={c.id} item={c} />)}
          {others.map((c) => <Other key={c.id} item={c} />)}
        </ul>
      )}
      {of('reaction').length > 0 && <ul class="reactions" aria-label={t('message.reactions')}>{of('reaction').map((c) => <Reaction key={c.id} record={c.record} />)}</ul>}
    </>
  );
}

const SIDES = { in: 'in', out: 'out', draft: 'out', system: 'system' };

/* What an app keeps of a conversation beside its messages: who came and went, its title. */
export const Beside = ({ item }) => (
  <article class="bubble system"><Row item={item} /><p class="do"><Mark item={item} /><a class="button plain" href={href('record', String(item.id))}><Icon name="record" /><span>{t('record.open')}</span></a></p></article>
);

/* A message as one read it, and what was done to it since. quoted: the record that it answers. */
export function Bubble({ item, quoted }) {
  const r = item.record;
  return (
    <article class={`bubble ${SIDES[r.dir] ?? 'in'}`}>
      <p class="meta">
        <b>{r.dir === 'out' && !r.from ? t('party.self') : <Party party={r.from} hits={hitsOf(item.hits, 'from.name')} />}</b>
        {r.time ? <Time iso={r.time} only="clock" bare /> : <span class="dim">{r.time_raw !== undefined ? <><bdi>{String(r.time_raw)}</bdi> {t('time.unplaced.mark')}</> : t('time.none')}</span>}
        {(r.dir === 'unknown' || r.dir === 'draft') && <span class="badge">{t(`dir.${r.dir}`)}</span>}
        {(r.edited === true || r.times?.edited) && <span class="badge">{t('message.edited')}{r.times?.edited && <> <Time iso={r.times.edited} /></>}</span>}
        <State record={r} />
        {r.issues?.length > 0 && <span class="badge"><Icon name="warn" />{t('message.issues', { n: r.issues.length })}</span>}
        <Tags item={item} />
      </p>
      {r.reply_to && (quoted ? <Quote record={quoted} /> : <p class="dim">{t('message.reply')}</p>)}
      {r.subject && <p><b><Text value={r.subject} /></b></p>}
      {r.text !== undefined ? <p><Text value={r.text} hits={hitsOf(item.hits, 'text')} lines /></p> : !item.children?.length && <p class="dim">{t('record.wordless')}</p>}
      {r.versions?.length > 0 && <Versions list={r.versions} />}
      <Below item={item} />
      <p class="do"><Mark item={item} /><a class="button plain" href={href('record', String(item.id))}><Icon name="record" /><span>{t('record.open')}</span></a></p>
    </article>
  );
}
