import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';

const types = {
  'hawker.css': 'text/css; charset=utf-8',
  'chat.js': 'text/javascript; charset=utf-8',
  'chat-composer.js': 'text/javascript; charset=utf-8',
  'chat-frame.js': 'text/javascript; charset=utf-8',
  'chat-line.js': 'text/javascript; charset=utf-8',
  'chat-outbox.js': 'text/javascript; charset=utf-8',
  'chat-pending.js': 'text/javascript; charset=utf-8',
  'chat-scroll.js': 'text/javascript; charset=utf-8',
  'chat-times.js': 'text/javascript; charset=utf-8',
  'chat-unread.js': 'text/javascript; charset=utf-8',
  'event-stream.js': 'text/javascript; charset=utf-8',
  'admin.js': 'text/javascript; charset=utf-8',
  'shop.js': 'text/javascript; charset=utf-8',
  'widget.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

type AssetName = keyof typeof types;

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: string;
}

export interface Assets {
  /** `/assets/chat.js?v=…`: changes with the file, so that browsers may keep it. */
  url(name: AssetName): string;
  readonly routes: Hono;
}

/** One sheet for all pages, kept in parts that a person can find their way in; the later may build on the earlier. */
const styleParts = [
  'base',
  'pieces',
  'site',
  'start',
  'shop',
  'dashboard',
  'chat',
  'chat-messages',
].map((part) => `styles/${part}.css`);

/** Reads the hand-written scripts and styles once. @param publicDir `public/` of the program */
export function loadAssets(publicDir: string): Assets {
  const names = Object.keys(types) as AssetName[];
  const assets = new Map(names.map((name) => [name, assetOf(publicDir, name)]));
  const routes = new Hono();
  for (const [name, asset] of assets) {
    if (name !== 'widget.js') {
      routes.get(`/assets/${name}`, (context) =>
        serve(context, name, asset, keeping(context, asset)),
      );
    }
  }
  routes.get('/widget.js', (context) => {
    const asset = assets.get('widget.js');
    // Other websites load it, and by a name that never changes.
    context.header('Cross-Origin-Resource-Policy', 'cross-origin');
    return asset ? serve(context, 'widget.js', asset, 'public, max-age=300') : context.notFound();
  });
  return {
    url: (name) => `/assets/${name}?v=${assets.get(name)?.hash ?? ''}`,
    routes,
  };
}

const keepForEver = 'public, max-age=31536000, immutable';

function assetOf(publicDir: string, name: AssetName): Asset {
  const files = name === 'hawker.css' ? styleParts : [name];
  const texts = files.map((file) => readFileSync(join(publicDir, file), 'utf8'));
  const bytes = new TextEncoder().encode(texts.join('\n'));
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

// A script that another one imports is named without its hash, and so is asked for again each time.
function keeping(context: Context, { hash }: Asset): string {
  return context.req.query('v') === hash ? keepForEver : 'no-cache';
}

function serve(context: Context, name: AssetName, asset: Asset, caching: string): Response {
  const etag = `"${asset.hash}"`;
  context.header('Cache-Control', caching);
  context.header('ETag', etag);
  if (context.req.header('if-none-match') === etag) return context.body(null, 304);
  context.header('Content-Type', types[name]);
  return context.body(asset.bytes);
}
