import { t } from '../../shared/i18n.js';
import { part, put } from '../../draft.js';
import { Field } from '../../ui/field.jsx';
import { Step } from './step.jsx';

export function Exhibit() {
  const said = part('exhibit');
  const set = (name) => (v) => put('exhibit', { [name]: v });
  return (
    <Step step="exhibit" whole={Boolean(said.number?.trim())}>
      <div class="pair">
        <Field name="exhibit-number" label={t('exhibit.number')} value={said.number} set={set('number')} max={60} />
        <Field name="exhibit-seal" label={t('exhibit.seal')} optional value={said.seal} set={set('seal')} max={60} />
      </div>
      <Field name="exhibit-description" label={t('exhibit.description')} hint={t('exhibit.description.hint')} value={said.description}
        set={set('description')} max={200} wide />
    </Step>
  );
}
