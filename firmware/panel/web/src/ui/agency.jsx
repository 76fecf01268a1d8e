import { t } from '../shared/i18n.js';
import { kit } from '../store.js';

// What a real phone needs: the laboratory, and the agency's own recovery key (firmware/kit/kit.h).
const NEEDED = 2;

const Names = ({ of }) => of.map((name, i) => <span key={i}>{i > 0 && ' · '}<bdi class="strong">{name}</bdi></span>);

/* Who can open what is sealed here, before it is: the kit itself cannot any more. */
export function Openers({ training }) {
  const { opens } = kit.value;
  const enough = opens.length >= NEEDED;
  return (
    <section class={enough || training ? undefined : 'note'} data-testid="openers">
      {opens.length > 0 && <p>{t('agency.opens')} <Names of={opens} /></p>}
      {!opens.length && training && <p>{t('agency.plain')}</p>}
      {!enough && !training && <p>{t('agency.too-few', { n: opens.length, needed: NEEDED })}</p>}
    </section>
  );
}

/* Whether a laboratory can tell this kit's signature from anybody's. */
export function Enrolled() {
  const { enrolled, certificate } = kit.value;
  return (
    <span data-testid="enrolled">
      {t(`agency.enrolled-${enrolled}`)} {certificate && <bdi class="small" dir="ltr">{certificate}</bdi>}
    </span>
  );
}
