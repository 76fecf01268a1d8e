import { encode } from 'uqr';
import { t } from '../shared/i18n.js';

/* A text as a QR code, black on white in both themes: cameras want it so. */
export function Qr({ text }) {
  const { size, data } = encode(text, { ecc: 'M', border: 3 });
  const path = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('sealed.qr')} data-testid="qr">
      <path d={`M0 0h${size}v${size}H0z`} class="paper" />
      <path d={path} class="ink" shape-rendering="crispEdges" />
    </svg>
  );
}
