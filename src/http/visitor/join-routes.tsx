import { type Context, Hono } from 'hono';
import { mailAddressOf } from '../../domain/identity/mail-address.js';
import type { Assets } from '../assets.js';
import { postPace } from '../chat/post-pace.js';
import { languageOf } from '../languages.js';
import { clientAddress, invalidPage, visitorBody } from './common.js';
import type { VisitorDeps } from './deps.js';
import { Press, type VisitorPage, visitorPage } from './page.js';
import { visitorTexts } from './texts.js';

const askedMax = 5;
const askedWindowMs = 600_000;

/**
 * `/subscribe/:account` takes an address, from our page or from a form on the shop's own site; `/confirm/:token` makes
 * it a subscription, when the mailbox's owner has pressed twice: the link, and the button behind it.
 */
export function joinRoutes(deps: VisitorDeps, assets: Assets): Hono {
  const routes = new Hono();
  const mayAsk = postPace(deps.now, askedMax, askedWindowMs);
  const pageFor = (context: Context): VisitorPage => ({
    shopName: deps.shopName,
    assets,
    language: languageOf(context),
  });
  routes.get('/subscribe/:account', (context) => {
    const page = pageFor(context);
    if (!deps.joinable.has(context.req.param('account'))) return invalidPage(context, page);
    return context.html(formPage(page, { from: context.req.query('from') ?? '' }));
  });
  routes.post('/subscribe/:account', async (context) => {
    const page = pageFor(context);
    const account = context.req.param('account');
    if (!deps.joinable.has(account)) return invalidPage(context, page);
    const texts = visitorTexts[page.language];
    const ip = clientAddress(context);
    if (!mayAsk(ip)) {
      return context.html(visitorPage(page, { title: texts.busyTitle, text: texts.busyText }), 429);
    }
    const { email = '', from = '', website = '' } = await visitorBody(context);
    const address = mailAddressOf(email);
    if (address === null) {
      return context.html(formPage(page, { from, email, problem: texts.addressWrong }), 422);
    }
    const linkToken = /^[\w-]{1,64}$/.test(from) ? from : null;
    // A person does not see that field; whoever fills in everything is none.
    if (website === '') {
      await deps.askToConfirm({ account, address, locale: page.language, linkToken, ip });
    }
    return context.html(visitorPage(page, { title: texts.askedTitle, text: texts.askedText }));
  });
  routes.get('/confirm/:token', (context) => {
    const page = pageFor(context);
    const token = context.req.param('token');
    const found = deps.confirmationOf(token);
    if (found.kind !== 'open') return refused(context, page, found.kind);
    const { confirmTitle, confirmText, confirmButton } = visitorTexts[page.language];
    const children = <Press action={`/confirm/${token}`} label={confirmButton} />;
    const text = confirmText(found.address);
    return context.html(visitorPage(page, { title: confirmTitle(deps.shopName), text, children }));
  });
  routes.post('/confirm/:token', async (context) => {
    const page = pageFor(context);
    const done = await deps.confirm(context.req.param('token'));
    if (done !== 'confirmed') return refused(context, page, done);
    const { confirmedTitle, confirmedText } = visitorTexts[page.language];
    return context.html(visitorPage(page, { title: confirmedTitle, text: confirmedText }));
  });
  return routes;
}

function refused(context: Context, page: VisitorPage, why: 'expired' | 'invalid') {
  if (why === 'invalid') return invalidPage(context, page);
  const { expiredTitle, expiredText } = visitorTexts[page.language];
  return context.html(visitorPage(page, { title: expiredTitle, text: expiredText }), 410);
}

interface Filled {
  readonly from: string;
  readonly email?: string;
  readonly problem?: string;
}

function formPage(page: VisitorPage, { from, email = '', problem }: Filled): string {
  const texts = visitorTexts[page.language];
  const children = (
    <form method="post">
      <input type="hidden" name="from" value={from} />
      <input type="text" name="website" value="" hidden autocomplete="off" tabindex={-1} />
      <label>
        {texts.addressLabel}
        <input
          type="email"
          name="email"
          value={email}
          required
          autocomplete="email"
          maxlength={254}
          aria-invalid={problem === undefined ? undefined : 'true'}
          aria-describedby={problem === undefined ? undefined : 'problem'}
        />
      </label>
      {problem && (
        <p id="problem" role="alert">
          {problem}
        </p>
      )}
      <button class="button primary" type="submit">
        {texts.joinButton}
      </button>
    </form>
  );
  return visitorPage(page, {
    title: texts.joinTitle(page.shopName),
    text: texts.joinText,
    children,
  });
}
