import { useEffect, useState } from 'preact/hooks';
import { t, said } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { current, look } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Button } from '../../shared/button.jsx';
import { Screen } from '../../ui/screen.jsx';

// A change of state is named by the state.
function named(e) {
  if (e.act === 'state') return said(`state.${e.state}`, e.state);
  return said(`act.${e.act}`, e.act) + (e.part ? `: ${said(`part.${e.part}`, e.part)}` : '');
}

/* What officers did in this case, as it was written down. */
export function Log() {
  const [entries, setEntries] = useState([]);
  const [next, setNext] = useState(null);
  const { id } = current.value;
  const load = async (from) => {
    const answer = await look('log', { case: id, ...(from ? { from } : {}) });
    if (!answer) return;
    setEntries(from ? [...entries, ...answer.entries] : answer.entries);
    setNext(answer.next);
  };
  useEffect(() => void load(0), [id]);
  return (
    <Screen name="log" title={t('log.title')} lead={t('log.lead')} back={{ go: () => stepTo('') }}
      more={next && <Button id="log-more" go={() => load(next)}>{t('log.more')}</Button>}>
      <ol class="rows" data-testid="log-entries">
        {entries.map((e) => (
          <li key={e.seq} class="row">
            <span class="strong">{named(e)}</span>
            <span class="hint"><bdi>{e.officer}</bdi> · {moment(e.at, { dateStyle: 'medium', timeStyle: 'medium' })}</span>
          </li>
        ))}
      </ol>
    </Screen>
  );
}
