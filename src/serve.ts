import { join } from 'node:path';
import { type App, programRoot } from './app.js';
import { demoDeps } from './demo.js';
import type { ApiScope } from './domain/api-scope.js';
import { apiRoutes } from './http/api-routes.js';
import { loadAssets } from './http/assets.js';
import type { ChatAccount } from './http/chat/deps.js';
import { listen } from './http/listen.js';
import { reportPage } from './http/report-page.js';
import { createServer, type ServerDeps } from './http/server.js';
import { visitorRoutes } from './http/visitor/routes.js';
import type { ChannelAccount } from './ports/channel.js';
import type { ChatLanes } from './ports/chat-lanes.js';
import type { Outbox } from './ports/outbox.js';
import { cronScheduler } from './runtime/cron-scheduler.js';
import { localLimiter } from './runtime/limiter.js';
import { redisLanes } from './runtime/redis-lanes.js';
import { redisLimiter } from './runtime/redis-limiter.js';
import { isDeadWorker, workerName } from './runtime/worker-name.js';
import { accountOverviews } from './services/account-overview.js';
import { checkApiKey } from './services/api-keys.js';
import { newBell } from './services/bell.js';
import { startBrake } from './services/brake-runs.js';
import { chatCards } from './services/chat-cards.js';
import { chatChores } from './services/chat-chores.js';
import { cancelRun, pauseRun, resumeRun } from './services/control-run.js';
import { startDispatch } from './services/dispatch.js';
import { fireDueRuns } from './services/fire-due-runs.js';
import { type Inbox, openInbox } from './services/inbox.js';
import { holdText, startGuard } from './services/instance-guard.js';
import { startListening } from './services/listen-accounts.js';
import { makeReport } from './services/make-report.js';
import { recheckDeliveries } from './services/recheck-deliveries.js';
import { renderDeliveries } from './services/render-deliveries.js';
import { reportedCampaign } from './services/reported-campaign.js';
import { ringingInbox, ringingOutbox } from './services/ringing-outbox.js';
import { runPolicies } from './services/run-policies.js';
import { shopChores } from './services/shop-chores.js';
import { linkMaker } from './services/short-links.js';
import { visitorDeps } from './visitors.js';

export interface Service {
  readonly url: string;
  /** Grants under way are finished, what is being answered is answered, then everything is let go. */
  stop(): Promise<void>;
}

const byHand = 'by hand, on the dashboard';

/** Bots, scheduler, dispatcher and HTTP in one process. @throws UserError if the port is taken */
export async function startService(app: App): Promise<Service> {
  const engine = engineOf(app);
  const server = createServer(serverDeps(app, engine.inbox));
  const { host, port } = app.environment;
  // First the port: a second service on the same one must not begin to send.
  const http = await listen(server.app, { host, port, onClose: server.endStreams });
  const running = await engine.start();
  app.log.info('service.started', { url: http.url, worker: engine.worker });
  return {
    url: http.url,
    async stop() {
      await running.stop();
      await http.close();
      app.log.info('service.stopped');
    },
  };
}

export interface Worker {
  readonly name: string;
  /** Grants under way are finished, what is being answered is answered. */
  stop(): Promise<void>;
}

/** Dispatcher, scheduler and listeners without HTTP. */
export async function startWorker(app: App): Promise<Worker> {
  const engine = engineOf(app);
  const running = await engine.start();
  app.log.info('worker.started', { worker: engine.worker });
  return {
    name: engine.worker,
    async stop() {
      await running.stop();
      app.log.info('worker.stopped', { worker: engine.worker });
    },
  };
}

/** All that works without being asked: answers, dispatch, schedules, housekeeping. */
function engineOf(app: App) {
  const worker = workerName();
  const bell = newBell();
  const isDead = (other: string) => isDeadWorker(other, worker);
  const deps = { ...app, worker, bell, isDead };
  const outbox = ringingOutbox(app.deliveries, bell);
  const inbox = openInbox({
    ...deps,
    ...chatCards(app),
    outbox,
    inboxEvents: ringingInbox(app.inboxEvents, bell),
    accounts: new Map(app.accounts.map((account) => [account.name, account])),
  });
  const start = async () => {
    const startedAt = app.clock.now();
    const guard = await startGuard({ ...app, marks: app.openInstanceMarks() });
    const isDoubtful = () => guard.standing().kind === 'doubtful';
    const dispatcher = startDispatch({
      ...deps,
      recheck: recheckDeliveries(app),
      render: renderDeliveries({ ...app, links: linkMaker(app) }),
      policies: runPolicies(app),
      limiterFor: (account) => limiterOf(app, account),
      lanesFor: (account) => lanesOf(app, account),
      onlyAnswersSince: () => (isDoubtful() ? startedAt : null),
      isShared: isShared(app),
      scope: app.keyring.fingerprint,
      // The platform says by refusing what it otherwise tells as an event: the person has shut us out.
      onSuppressed: (account, { id, address }) =>
        inbox.receive(account, [
          {
            kind: 'opt_out',
            key: `refused:${id}`,
            at: app.clock.now(),
            from: address,
            via: 'refused',
          },
        ]),
    });
    const brake = startBrake({ ...app, policies: runPolicies(app) });
    const listening = startListening({ ...deps, receive: inbox.receive });
    const minutely = everyMinute({ ...deps, outbox, isDoubtful }, inbox);
    return {
      async stop() {
        await brake.stop();
        await minutely.stop();
        await listening.stop();
        await inbox.idle();
        await dispatcher.stop();
        await guard.stop();
      },
    };
  };
  return { worker, inbox, start };
}

/** Several workers dispatch side by side. On SQLite one does, Redis or not. */
export function isShared({ environment, databaseUrl }: App): boolean {
  return environment.redisUrl !== undefined && /^postgres/.test(databaseUrl);
}

function lanesOf(app: App, { name }: ChannelAccount): ChatLanes | null {
  const { redisUrl } = app.environment;
  if (redisUrl === undefined || !isShared(app)) return null;
  const scope = app.keyring.fingerprint;
  return redisLanes({ redisUrl, scope, account: name, askAgainMs: 100, log: app.log });
}

function limiterOf(app: App, { name, rate }: ChannelAccount) {
  const options = { account: name, perSecond: rate.perSecond, now: app.clock.now };
  const { redisUrl } = app.environment;
  if (redisUrl === undefined) return localLimiter(options);
  return redisLimiter({ ...options, redisUrl, scope: app.keyring.fingerprint, log: app.log });
}

interface ChoreDeps extends App {
  readonly worker: string;
  /** The one that wakes the dispatcher. */
  readonly outbox: Outbox;
  /** Nobody knows what was started since this copy of the database was made. */
  readonly isDoubtful: () => boolean;
}

function everyMinute(deps: ChoreDeps, inbox: Inbox) {
  const accounts = new Map(deps.accounts.map((account) => [account.name, account]));
  const scheduler = cronScheduler(deps.log);
  // An older copy of the database does not know what has been started since.
  const fire = async () => {
    if (!deps.isDoubtful()) await fireDueRuns(deps);
  };
  const tasks = [
    scheduler.everyMinute('runs', fire),
    ...[...shopChores(deps), ...chatChores({ ...deps, accounts })].map(({ name, work }) =>
      scheduler.everyMinute(name, work),
    ),
  ];
  const drain = () =>
    inbox
      .drain()
      .catch((error: unknown) =>
        deps.log.error('inbox.drain.failed', { why: (error as Error).name }),
      );
  const draining = setInterval(drain, 3_000);
  // What a dead process left over is answered at once.
  void drain();
  // What was due while nobody was there does not wait for the next minute.
  const first = fire().catch((error: unknown) =>
    deps.log.error('schedule.failed', { name: 'runs', error: (error as Error).message }),
  );
  return {
    async stop() {
      clearInterval(draining);
      await first;
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

function serverDeps(app: App, inbox: Inbox): ServerDeps {
  const { shop, publicUrl } = app;
  const accounts = new Map(app.accounts.map((account) => [account.name, account]));
  const [webchat, ...otherWebchats] = webchatsOf(app);
  const authenticate = (key: string) => adminOf(app, key);
  const shopName = shop.name;
  const demo = app.mode === 'demo' && webchat !== undefined ? demoDeps(app, webchat.name) : null;
  return {
    shopName,
    publicDir: join(programRoot, 'public'),
    log: app.log,
    runStatus: app.runStatus,
    health: {
      authenticate,
      readiness: async () => [{ name: 'database', isReady: await app.isAnswering() }],
    },
    webhooks: { accountOf: (name) => accounts.get(name), receive: inbox.receive, log: app.log },
    admin: {
      ...app,
      shopName,
      timezone: shop.timezone,
      publicUrl,
      authenticate,
      hold: () => holdText(app),
      channels: () => accountOverviews(app),
      control: {
        pause: (runId) => pauseRun(app, runId, byHand),
        resume: (runId) => resumeRun(app, runId),
        cancel: (runId) => cancelRun(app, runId, byHand),
      },
      reportHtml: (campaignId) => reportHtml(app, campaignId),
    },
    chat:
      webchat === undefined
        ? null
        : {
            ...app,
            accounts: [webchat, ...otherWebchats],
            shopName,
            publicUrl,
            receive: inbox.receive,
            isWithStaff: (account, chatId) => isWithStaff(app, account, chatId),
            ...(demo === null
              ? {}
              : { nameOf: async (chatId) => (await demo.customerOfChat(chatId))?.name ?? null }),
          },
    demo,
    routes: [
      ...apiRoutes(app),
      visitorRoutes(visitorDeps(app, inbox), loadAssets(join(programRoot, 'public'))),
    ],
  };
}

async function isWithStaff(app: App, account: string, chatId: string): Promise<boolean> {
  const chat = await app.customers.chat(account, chatId);
  return chat !== null && (await app.support.openCaseOf(chat.id, null)) !== null;
}

/** The one that is called `webchat`, or the first, is the one at `/chat`. */
function webchatsOf({ accounts, shop }: App): ChatAccount[] {
  const names = accounts.filter(({ kind }) => kind === 'webchat').map(({ name }) => name);
  const ordered = [...names].sort((a, b) => Number(b === 'webchat') - Number(a === 'webchat'));
  return ordered.map((name) => {
    const { settings = {} } = shop.channels.find((channel) => channel.name === name) ?? {};
    const origins = settings['embed_on'];
    return { name, embedOrigins: Array.isArray(origins) ? origins.map(String) : [] };
  });
}

// Whoever lacks the scope is known, and may do nothing here.
async function adminOf(app: App, key: string): Promise<{ scopes: readonly ApiScope[] } | null> {
  const checked = await checkApiKey(app, key, 'admin');
  if (checked.kind === 'unknown') return null;
  return checked.kind === 'ok' ? { scopes: checked.key.scopes } : { scopes: [] };
}

async function reportHtml(app: App, campaignId: string): Promise<string | null> {
  const applied = await app.campaigns.current(campaignId);
  if (applied === null) return null;
  return reportPage(
    await makeReport(app, reportedCampaign(applied.version.campaign), app.clock.now()),
  );
}
