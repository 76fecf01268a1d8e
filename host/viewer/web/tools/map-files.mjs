// What the map needs as files of its own: the base map, and MapLibre's worker, which the page's policy
// lets run only as a file from where the page itself comes.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { baseMap } from './base-map.mjs';

export function mapFiles() {
  return {
    name: 'moka-map',
    apply: 'build',
    generateBundle() {
      const worker = createRequire(import.meta.url).resolve('maplibre-gl/dist/maplibre-gl-worker.mjs');
      const files = { ...baseMap(), 'worker.js': readFileSync(worker, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '') };
      for (const [name, source] of Object.entries(files)) this.emitFile({ type: 'asset', fileName: `map/${name}`, source });
    },
  };
}
