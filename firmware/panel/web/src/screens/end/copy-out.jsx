import { useEffect, useState } from 'preact/hooks';
import { t, bytes } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { BY_ITSELF, current, look, open, runs, tell } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Choice } from '../../ui/choice.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Progress } from '../run/progress.jsx';

const LOOK_MS = 3000;

/* What the kit says of sticks, asked as long as the screen is there. */
function useSticks() {
  const [told, setTold] = useState({ sticks: [], plugged: true });
  useEffect(() => {
    let here = true;
    const ask = () => look('sticks', BY_ITSELF).then((a) => here && a && setTold(a));
    ask();
    const again = setInterval(ask, LOOK_MS);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, []);
  return told;
}

/* What is mounted tells its room; what is only plugged in is told apart by its number and its port. */
const hintOf = (s) => (s.free !== undefined ? t('copy-out.free', { size: bytes(s.free) }) : <>{t('copy-out.waits')} · <bdi>{s.serial ? `${s.serial} · ${s.stick}` : s.stick}</bdi></>);

const Copied = ({ of }) => (
  <li class="row">
    <span class="strong"><bdi>{of.name || of.stick}</bdi></span>
    <span class="hint">
      {moment(of.at)} · {of.file ? t(`copy-out.done-${of.read_back}`, { size: bytes(of.bytes) }) : <em class="bad">{t(`copy-out.why-${of.code}`)}</em>}
      {of.pull !== undefined && <> {of.pull ? t('copy-out.pull') : <em class="bad">{t('copy-out.pull-not')}</em>}</>}
    </span>
    {of.file && <bdi class="mono small" dir="ltr">{of.file}</bdi>}
  </li>
);

/* The sealed file goes to a stick, is read back and compared; each try stands here and in the log. */
export function CopyOut() {
  const { id, copies, copying_to: to } = current.value;
  const { sticks, plugged } = useSticks();
  const [picked, setPicked] = useState(null);
  const stick = sticks.find((s) => s.stick === picked)?.stick ?? (sticks.length === 1 ? sticks[0].stick : null);
  const progress = runs.value[id]?.progress;
  const go = async () => {
    if (await tell('copy-out', { case: id, stick })) await open(id);
  };
  return (
    <Screen name="copy-out" title={t('copy-out.title')} lead={t('copy-out.lead')} back={{ go: () => stepTo('') }}
      next={{ label: t('copy-out.go'), icon: 'check', off: !stick || Boolean(to), go }}>
      {to && <Progress of={progress?.part === 'copy-out' ? progress : null} title={t('copy-out.busy', { stick: sticks.find((s) => s.stick === to)?.name || to })} done={t('copy-out.both-ways')} />}
      {!to && sticks.length > 0 && (
        <Choice name="stick" label={t('copy-out.which')} value={stick} pick={setPicked}
          options={sticks.map((s) => ({ id: s.stick, label: <bdi>{s.name || s.stick}</bdi>, hint: hintOf(s) }))} />
      )}
      {!to && !sticks.length && <p class="big" role="status">{t(plugged ? 'copy-out.none' : 'copy-out.none-mounted')}</p>}
      {copies?.length > 0 && <ul class="rows" data-testid="copies">{[...copies].reverse().map((c, i) => <Copied key={i} of={c} />)}</ul>}
    </Screen>
  );
}
