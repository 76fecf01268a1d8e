import { t, said, has } from '../../shared/i18n.js';
import { Icon } from '../../shared/icon.jsx';

/* Why a run was refused, cut or stopped, and what helps. */
export function Why({ of }) {
  const known = has(`why.${of.code}`);
  return (
    <div class="trouble" role="alert" data-testid={`why-${of.code}`}>
      <Icon name="warn" />
      <div>
        <p class="strong">{said(`why.${of.code}`, of.text)}</p>
        {has(`why.${of.code}.do`) && <p>{t(`why.${of.code}.do`)}</p>}
        {of.text && known && <p class="small"><bdi lang="en">{of.text}</bdi></p>}
      </div>
    </div>
  );
}
