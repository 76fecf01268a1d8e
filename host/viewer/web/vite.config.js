// A chunk for each heavy view. Its rows are in host/viewer's table.
import { page } from './page.config.js';
import { mapFiles } from './tools/map-files.mjs';

export default page({
  plugins: [mapFiles()],
  output: {
    chunkFileNames: 'chunks/[name].js',
    assetFileNames: ({ names }) => (names[0]?.endsWith('.css') ? 'app.css' : 'chunks/[name][extname]'),
  },
});
