import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Assets } from './assets.js';
import { Document, documentText, Mark } from './layout.js';

/** What a real shop shows at `/`: that it runs, and nothing else. */
export function statusRoutes(shopName: string, assets: Assets): Hono {
  const routes = new Hono();
  routes.get('/', (context) =>
    context.html(documentText(<StatusPage shopName={shopName} assets={assets} />)),
  );
  return routes;
}

const StatusPage: FC<{ shopName: string; assets: Assets }> = ({ shopName, assets }) => (
  <Document title={shopName} language="en" assets={assets} bodyClass="center">
    <main class="panel sign-in">
      <p class="brand">
        <Mark /> <span>{shopName}</span>
      </p>
      <h1>Hawker is running</h1>
      <p>
        <a class="button primary" href="/admin">
          Open the dashboard
        </a>
      </p>
    </main>
  </Document>
);
