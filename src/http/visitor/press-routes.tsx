import { type Context, Hono } from 'hono';
import type { Assets } from '../assets.js';
import { languageOf } from '../languages.js';
import { invalidPage, visitorBody } from './common.js';
import type { VisitorDeps } from './deps.js';
import { Press, type VisitorPage, visitorPage } from './page.js';
import { visitorTexts } from './texts.js';

/** `/press/:token`: a button of a mail. A GET shows it once more; pressing it there is the press. */
export function pressRoutes(deps: VisitorDeps, assets: Assets): Hono {
  const routes = new Hono();
  const pageFor = (context: Context): VisitorPage => ({
    shopName: deps.shopName,
    assets,
    language: languageOf(context),
  });
  routes.get('/press/:token', (context) => {
    const page = pageFor(context);
    const token = context.req.param('token');
    const pressing = deps.pressing(token);
    if (pressing === null) return invalidPage(context, page);
    const fields = { key: deps.newKey() };
    const children = <Press action={`/press/${token}`} label={pressing.label} fields={fields} />;
    const { pressTitle, pressText } = visitorTexts[page.language];
    return context.html(visitorPage(page, { title: pressTitle, text: pressText, children }));
  });
  routes.post('/press/:token', async (context) => {
    const page = pageFor(context);
    const pressing = deps.pressing(context.req.param('token'));
    if (pressing === null) return invalidPage(context, page);
    const { key = '' } = await visitorBody(context);
    const { account, address, action } = pressing;
    await deps.receive(account, [
      // One showing of the page is one press, however often it is sent.
      { kind: 'action', key: `press:${keyOf(key, deps)}`, at: deps.now(), from: address, action },
    ]);
    const { pressedTitle, pressedText } = visitorTexts[page.language];
    return context.html(visitorPage(page, { title: pressedTitle, text: pressedText }));
  });
  return routes;
}

function keyOf(given: string, { newKey }: VisitorDeps): string {
  return /^[0-9a-f-]{36}$/.test(given) ? given : newKey();
}
