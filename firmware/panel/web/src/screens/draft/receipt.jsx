import { t } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { kit } from '../../store.js';

/*
 * What an owner may take away or photograph: that there was a consent, when, and at which kit. No word
 * of the case: a paper found in a pocket must not betray anybody.
 */
export const Receipt = ({ at }) => (
  <aside class="receipt" data-testid="receipt">
    <p>{t('receipt.text')}</p>
    <dl>
      <dt>{t('receipt.when')}</dt>
      <dd>{at ? moment(at) : ''}</dd>
      <dt>{t('receipt.kit')}</dt>
      <dd><bdi>{kit.value.kit.id}</bdi></dd>
    </dl>
  </aside>
);
