// embed.mjs FOLDER MAX: prints the folder as rows for firmware/http/page.h, as they are and packed; it
// fails when that is more than MAX bytes.
// FILE(path, content type, tag, plain bytes, gzip bytes). Equal folders give equal text.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

function pack(bytes) {
  const packed = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  packed[9] = 0xff; // which system packed it: nobody's matter
  return packed;
}

// As a C string of octal escapes: compiles many times faster than a list of numbers.
function literal(bytes) {
  const rows = [];
  for (let at = 0; at < bytes.length; at += 64) {
    rows.push(`"${[...bytes.subarray(at, at + 64)].map((b) => `\\${b.toString(8).padStart(3, '0')}`).join('')}"`);
  }
  return rows.join('\n') || '""';
}

function row(name) {
  const bytes = readFileSync(path.join(folder, name));
  const type = types[path.extname(name)];
  if (!type) throw new Error(`${name}: no content type known`);
  const packed = pack(bytes);
  const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const url = name === 'index.html' ? '/' : `/${name}`;
  return { packed: packed.length, text: `FILE("${url}", "${type}", "${tag}", ${bytes.length}, ${packed.length},\n${literal(bytes)},\n${literal(packed)})` };
}

const [folder, max] = [process.argv[2], Number(process.argv[3])];
const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  .map((e) => path.relative(folder, path.join(e.parentPath ?? e.path, e.name))).sort();
const rows = names.map(row);
const total = rows.reduce((sum, r) => sum + r.packed, 0);
if (!(total <= max)) throw new Error(`the page is ${total} bytes packed, more than ${max}`);
console.log(`/* ${rows.length} files, ${total} bytes packed */`);
for (const r of rows) console.log(r.text);
