// Writes campaigns/schemas/*.json, which editors read beside the files in campaigns/. Run after `npm run build`:
//   node scripts/write-schemas.mjs
// test/config/editor-schemas.test.ts says when it is needed.
import { mkdirSync, writeFileSync } from 'node:fs';

const { editorSchemas } = await import('../dist/src/config/editor-schemas.js');

const folder = new URL('../campaigns/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(editorSchemas()))
  writeFileSync(new URL(name, folder), text);
