// Bytes as people read them: an offset, sixteen of them, what they would be as letters. Pure.
export const EACH = 16;

/* "ff00" -> [{offset, hex: "ff 00", text: ".."}]; an odd or broken end is left off. */
export function dump(hex, offset) {
  const bytes = (hex.match(/[0-9a-f]{2}/gi) ?? []).map((b) => parseInt(b, 16));
  const rows = [];
  for (let at = 0; at < bytes.length; at += EACH) {
    const row = bytes.slice(at, at + EACH);
    rows.push({
      offset: offset + at,
      hex: row.map((b) => b.toString(16).padStart(2, '0')).join(' '),
      text: row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·')).join(''),
    });
  }
  return rows;
}

export const hexOffset = (n) => n.toString(16).padStart(8, '0');
