import { t } from '../shared/i18n.js';
import { help, letters, switchLetters } from '../keys.js';
import { Button } from '../shared/button.jsx';
import { Dialog } from '../shared/dialog.jsx';

const KEYS = [['j', 'k'], ['Enter'], ['Esc'], ['/'], ['t'], ['n'], ['g'], ['?']];

/* Every key there is, and how to be rid of the single letters. */
export function Help() {
  if (!help.value) return null;
  const shut = () => { help.value = false; };
  return (
    <Dialog id="help-sheet" title={t('help.title')} close={shut}>
      <dl class="keys">
        {KEYS.map((k) => (
          <div key={k[0]}><dt>{k.map((x) => <kbd key={x}>{x}</kbd>)}</dt><dd>{t(`help.${k[0] === '/' ? 'slash' : k[0] === '?' ? 'question' : k[0]}`)}</dd></div>
        ))}
      </dl>
      <label class="check"><input type="checkbox" checked={letters.value} onChange={switchLetters} data-testid="letters" />{t('help.letters')}</label>
      <div class="actions"><Button kind="main" go={shut}>{t('close')}</Button></div>
    </Dialog>
  );
}
