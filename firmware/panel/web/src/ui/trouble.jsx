import { said, t, has } from '../shared/i18n.js';
import { lasts } from '../times.js';
import { trouble } from '../store.js';
import { Button } from '../shared/button.jsx';
import { Icon } from '../shared/icon.jsx';

/* What was refused, why, and what helps, in words of its own for each code. */
export function Trouble({ of }) {
  const wait = of.retry ? lasts(of.retry) : '';
  return (
    <div class="trouble" role="alert" data-testid={`trouble-${of.code}`}>
      <Icon name="warn" />
      <div>
        <p class="strong">{said(`trouble.${of.code}`, of.text, { wait })}</p>
        {has(`trouble.${of.code}.do`) && <p>{t(`trouble.${of.code}.do`, { wait })}</p>}
        {of.text && <p class="small"><bdi lang="en">{of.text}</bdi></p>}
      </div>
      <Button id="trouble-close" kind="quiet" go={() => (trouble.value = null)}>{t('go.understood')}</Button>
    </div>
  );
}
