import { type Context, Hono } from 'hono';
import type { Assets } from '../assets.js';
import { languageOf } from '../languages.js';
import { invalidPage, visitorBody } from './common.js';
import type { VisitorDeps } from './deps.js';
import { Press, type VisitorPage, visitorPage } from './page.js';
import { visitorTexts } from './texts.js';

/**
 * `/unsubscribe/:token`. A GET asks, because programs follow links; a POST does it, the page's own as well as the one
 * that a mail program sends by itself (RFC 8058). The token in the path is the proof, so no other is asked for.
 */
export function leaveRoutes(deps: VisitorDeps, assets: Assets): Hono {
  const routes = new Hono();
  const pageFor = (context: Context): VisitorPage => ({
    shopName: deps.shopName,
    assets,
    language: languageOf(context),
  });
  routes.get('/unsubscribe/:token', (context) => {
    const token = context.req.param('token');
    if (!deps.isLeaving(token)) return invalidPage(context, pageFor(context));
    return context.html(askPage(pageFor(context), token));
  });
  routes.post('/unsubscribe/:token', async (context) => {
    const body = await visitorBody(context);
    const left = await deps.leave(context.req.param('token'));
    if (left.kind === 'invalid') return invalidPage(context, pageFor(context));
    // A mail program pressed: nobody reads a page.
    if (body['List-Unsubscribe'] === 'One-Click') return context.text('unsubscribed\n');
    return context.html(leftPage(pageFor(context), context.req.param('token'), left.undo));
  });
  routes.post('/unsubscribe/:token/undo', async (context) => {
    const page = pageFor(context);
    const { undo = '' } = await visitorBody(context);
    if (!(await deps.undoLeave(undo))) return invalidPage(context, page);
    const { undoneTitle, undoneText } = visitorTexts[page.language];
    return context.html(visitorPage(page, { title: undoneTitle, text: undoneText }));
  });
  routes.post('/unsubscribe/:token/less', async (context) => {
    const page = pageFor(context);
    if (!(await deps.lessOften(context.req.param('token')))) return invalidPage(context, page);
    const { lessTitle, lessDone } = visitorTexts[page.language];
    return context.html(visitorPage(page, { title: lessTitle, text: lessDone }));
  });
  return routes;
}

function askPage(page: VisitorPage, token: string): string {
  const texts = visitorTexts[page.language];
  return visitorPage(page, {
    title: texts.leaveTitle,
    text: texts.leaveText(page.shopName),
    children: (
      <>
        <Press action={`/unsubscribe/${token}`} label={texts.leaveButton} />
        <p>{texts.lessText}</p>
        <Press action={`/unsubscribe/${token}/less`} label={texts.lessButton} isPrimary={false} />
      </>
    ),
  });
}

function leftPage(page: VisitorPage, token: string, undo: string | null): string {
  const texts = visitorTexts[page.language];
  const children =
    undo === null ? null : (
      <Press
        action={`/unsubscribe/${token}/undo`}
        label={texts.undoButton}
        fields={{ undo }}
        isPrimary={false}
      />
    );
  return visitorPage(page, {
    title: texts.leftTitle,
    text: texts.leftText(page.shopName),
    children,
  });
}
