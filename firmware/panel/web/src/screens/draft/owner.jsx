import { t } from '../../shared/i18n.js';
import { part, put } from '../../draft.js';
import { Choice } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { Step, options } from './step.jsx';

export const Role = () => (
  <Step step="owner" whole={Boolean(part('owner').role)}>
    <Choice name="role" value={part('owner').role} pick={(role) => put('owner', { role })}
      options={options('owner', ['victim', 'witness', 'suspect', 'unknown'])} />
  </Step>
);

export function More() {
  const said = part('owner');
  return (
    <Step step="owner-more" whole={said.present !== undefined && Boolean(said.minor)}>
      <Choice name="present" row label={t('owner-more.present')} value={said.present === undefined ? undefined : said.present ? 'yes' : 'no'}
        pick={(v) => put('owner', { present: v === 'yes' })} options={['yes', 'no'].map((id) => ({ id, label: t(`answer.${id}`) }))} />
      <Choice name="minor" row label={t('owner-more.minor')} value={said.minor} pick={(minor) => put('owner', { minor })}
        options={['yes', 'no', 'unknown'].map((id) => ({ id, label: t(`answer.${id}`) }))} />
      <Field name="owner-name" label={t('owner-more.name')} optional value={said.name} set={(name) => put('owner', { name })} />
    </Step>
  );
}
