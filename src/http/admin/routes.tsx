import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { RunStatus } from '../../ports/run-status.js';
import type { Assets } from '../assets.js';
import { errorResponse } from '../error-response.js';
import { documentText } from '../layout.js';
import type { OpenStreams } from '../open-streams.js';
import { reportPolicy } from '../page-headers.js';
import { requireOwnOrigin } from '../request-origin.js';
import { csrfToken, isCsrfToken } from '../signed-value.js';
import { ChannelsPage } from './channels-page.js';
import type { AdminDeps } from './deps.js';
import { liveStream } from './live.js';
import { type Pace, runPaces } from './pace.js';
import { type AdminFrame, CampaignsPage, RunHead, RunPage, RunTable, SignInPage } from './pages.js';
import { isRunCommand, RunLive, runHref } from './run-view.js';
import { type Access, accessOf, isAdminKey, signIn, signOut } from './session.js';

interface Site {
  readonly assets: Assets;
  readonly streams: OpenStreams;
}

interface Env {
  Variables: { access: Access };
}

const runsShown = 30;

/** `/admin`: campaigns and runs as they go, with their brakes, and the reports. */
export function adminRoutes(deps: AdminDeps, { assets, streams }: Site): Hono<Env> {
  const routes = new Hono<Env>();
  const desk = new Desk(deps, assets, streams);
  routes.use('/admin/*', requireOwnOrigin(deps.publicUrl), bodyLimit({ maxSize: 16_384 }));
  routes.use('/admin/*', noStore);
  routes.post('/admin/login', (context) => desk.login(context));
  routes.use('/admin/*', desk.guard);
  routes.get('/admin', (context) => desk.campaigns(context));
  routes.get('/admin/stream', (context) => desk.runsStream(context));
  routes.get('/admin/channels', (context) => desk.channels(context));
  routes.post('/admin/logout', (context) => desk.logout(context));
  routes.get('/admin/runs/:campaign/:occurrence', (context) => desk.run(context));
  routes.get('/admin/runs/:campaign/:occurrence/stream', (context) => desk.runStream(context));
  routes.post('/admin/runs/:campaign/:occurrence/control', (context) => desk.control(context));
  routes.get('/admin/reports/:campaign', (context) => desk.report(context));
  return routes;
}

const noStore = createMiddleware(async (context, next) => {
  await next();
  context.header('Cache-Control', 'no-store');
});

class Desk {
  readonly #deps: AdminDeps;
  readonly #assets: Assets;
  readonly #streams: OpenStreams;
  readonly #paceOf = runPaces();

  constructor(deps: AdminDeps, assets: Assets, streams: OpenStreams) {
    this.#deps = deps;
    this.#assets = assets;
    this.#streams = streams;
  }

  guard = createMiddleware<Env>(async (context, next) => {
    const access = await accessOf(context, this.#deps);
    if (access === null) return this.#signInPage(context, null, 401);
    context.set('access', access);
    return next();
  });

  async login(context: Context): Promise<Response> {
    const { key } = await context.req.parseBody();
    if (typeof key === 'string' && (await isAdminKey(this.#deps, key.trim()))) {
      signIn(context, this.#deps, key.trim());
      return context.redirect('/admin', 303);
    }
    return this.#signInPage(
      context,
      'This key is unknown, revoked, or lacks the scope “admin”.',
      401,
    );
  }

  async logout(context: Context<Env>): Promise<Response> {
    if (!(await this.#hasToken(context))) return staleForm(context);
    signOut(context);
    return context.redirect('/admin', 303);
  }

  async campaigns(context: Context<Env>): Promise<Response> {
    const campaigns = await this.#deps.campaigns.all();
    const runs = await this.#deps.runStatus.runs(runsShown);
    return context.html(
      documentText(
        <CampaignsPage {...(await this.#frame(context))} campaigns={campaigns} runs={runs} />,
      ),
    );
  }

  runsStream(context: Context<Env>): Response {
    return liveStream(context, this.#streams, async () => {
      const runs = await this.#deps.runStatus.runs(runsShown);
      return { live: (<RunTable runs={runs} timezone={this.#deps.timezone} />).toString() };
    });
  }

  async channels(context: Context<Env>): Promise<Response> {
    const accounts = await this.#deps.channels();
    const now = this.#deps.clock.now();
    return context.html(
      documentText(
        <ChannelsPage {...(await this.#frame(context))} accounts={accounts} now={now} />,
      ),
    );
  }

  async run(context: Context<Env>): Promise<Response> {
    const run = await this.#runOf(context);
    if (run === null) return context.notFound();
    const notice = notices[context.req.query('notice') ?? ''] ?? null;
    return context.html(
      documentText(
        <RunPage
          {...(await this.#frame(context))}
          run={run}
          pace={this.#pace(run)}
          notice={notice}
        />,
      ),
    );
  }

  async runStream(context: Context<Env>): Promise<Response> {
    if ((await this.#runOf(context)) === null) return context.notFound();
    const csrf = this.#csrf(context);
    return liveStream(context, this.#streams, async () => {
      const run = await this.#runOf(context);
      if (run === null) return null;
      return {
        live: (<RunLive run={run} pace={this.#pace(run)} />).toString(),
        controls: (<RunHead run={run} csrf={csrf} />).toString(),
      };
    });
  }

  async control(context: Context<Env>): Promise<Response> {
    const { command } = await context.req.parseBody();
    if (!(await this.#hasToken(context))) return staleForm(context);
    const run = await this.#runOf(context);
    if (run === null) return context.notFound();
    if (!isRunCommand(command))
      return errorResponse(context, 'invalid_request', 'the command is pause, resume or cancel');
    const { kind } = await this.#deps.control[command](run.id);
    this.#deps.log.info('run.controlled', {
      campaign: run.campaignId,
      run: run.id,
      command,
      kind,
    });
    return context.redirect(`${runHref(run)}?notice=${kind === 'done' ? command : 'late'}`, 303);
  }

  async report(context: Context<Env>): Promise<Response> {
    const html = await this.#deps.reportHtml(context.req.param('campaign') ?? '');
    if (html === null) return context.notFound();
    context.header('Content-Security-Policy', reportPolicy);
    return context.html(withWayBack(html));
  }

  #signInPage(context: Context, problem: string | null, status: 401): Response | Promise<Response> {
    return context.html(
      documentText(<SignInPage deps={this.#deps} assets={this.#assets} problem={problem} />),
      status,
    );
  }

  async #frame(context: Context<Env>): Promise<AdminFrame> {
    const access = context.get('access');
    const csrf = this.#csrf(context);
    const hold = await this.#deps.hold();
    return { deps: this.#deps, assets: this.#assets, access, csrf, hold };
  }

  #csrf(context: Context<Env>): string {
    return csrfToken(this.#deps.keyring, context.get('access').session);
  }

  async #hasToken(context: Context<Env>): Promise<boolean> {
    const { csrf } = await context.req.parseBody();
    return isCsrfToken(this.#deps.keyring, context.get('access').session, csrf);
  }

  #runOf(context: Context<Env>): Promise<RunStatus | null> {
    const { campaign = '', occurrence = '' } = context.req.param() as Record<string, string>;
    return this.#deps.runStatus.run(campaign, occurrence);
  }

  #pace(run: RunStatus): Pace {
    return this.#paceOf(run, this.#deps.clock.now());
  }
}

const notices: Readonly<Record<string, string>> = {
  pause: 'Paused. What a platform already has cannot be called back.',
  resume: 'Going on.',
  cancel: 'Cancelled. What was not sent will not be, and its coupons went back.',
  late: 'Nothing changed: the run is no longer in a state for that.',
};

function staleForm(context: Context): Response {
  return errorResponse(context, 'forbidden', 'this form is out of date: load the page again');
}

/** A report stands by itself, as a file too; on the dashboard it gets a way back. */
function withWayBack(html: string): string {
  return html.replace('<main>', '<main><p class="quiet"><a href="/admin">← Campaigns</a></p>');
}
