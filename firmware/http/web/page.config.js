// How Vite makes a page: one page, one script, one style sheet and one file a language, under names that
// do not change, because the program that serves them has them in a table of its own. output, plugins:
// what a page has besides.
import { defineConfig } from 'vite';

export const page = ({ output = {}, plugins = [] } = {}) => defineConfig({
  base: '/',
  plugins,
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: process.env.MOKA_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { output: { entryFileNames: 'app.js', assetFileNames: 'app[extname]', ...output } },
  },
});
