import type { FC } from 'hono/jsx';
import type { AppliedCampaign } from '../../ports/campaign-store.js';
import type { RunStatus } from '../../ports/run-status.js';
import type { Assets } from '../assets.js';
import { instantText } from '../instant-text.js';
import { Document, Mark, type NavLink, SitePage } from '../layout.js';
import type { AdminDeps } from './deps.js';
import type { Pace } from './pace.js';
import { RunControls, RunLive, runHref, StateBadge, StateBar } from './run-view.js';
import type { Access } from './session.js';

export interface AdminFrame {
  readonly deps: AdminDeps;
  readonly assets: Assets;
  readonly access: Access;
  readonly csrf: string;
  /** Why campaigns are held back and what ends that. */
  readonly hold: string | null;
}

export const Frame: FC<AdminFrame & { title: string; here: string; children?: unknown }> = (
  props,
) => {
  const { deps, assets, access, csrf, hold, title, here, children } = props;
  const demo: NavLink[] =
    deps.mode === 'demo'
      ? [
          { href: '/', label: 'Start' },
          { href: '/demo/customers', label: 'Customers' },
          { href: '/demo/shop', label: 'Shop' },
        ]
      : [];
  return (
    <SitePage
      title={`${title} · ${deps.shopName}`}
      language="en"
      assets={assets}
      script="admin.js"
      shopName={deps.shopName}
      links={[
        ...demo,
        { href: '/admin', label: 'Campaigns' },
        { href: '/admin/channels', label: 'Channels' },
      ]}
      here={here}
      {...(deps.mode === 'demo' ? { badge: 'Demo' } : {})}
    >
      {hold !== null && (
        <p class="notice" role="alert">
          <strong>Campaigns are held.</strong> {hold}
        </p>
      )}
      {children as never}
      {access.hasKey && (
        <form method="post" action="/admin/logout" class="sign-out">
          <input type="hidden" name="csrf" value={csrf} />
          <button type="submit" class="quiet-button">
            Sign out
          </button>
        </form>
      )}
    </SitePage>
  );
};

export const CampaignsPage: FC<
  AdminFrame & { campaigns: readonly AppliedCampaign[]; runs: readonly RunStatus[] }
> = ({ campaigns, runs, ...frame }) => (
  <Frame {...frame} title="Campaigns" here="/admin">
    <h1>Campaigns</h1>
    {campaigns.length === 0 ? (
      <div class="panel empty-state">
        <p>No campaign is applied yet.</p>
        <p class="quiet">
          Write one in <code>campaigns/</code>, look at it with <code>hawker plan</code>, then{' '}
          <code>hawker apply</code> it.
        </p>
      </div>
    ) : (
      <ul class="card-list">
        {campaigns.map((campaign) => (
          <CampaignCard campaign={campaign} timezone={frame.deps.timezone} />
        ))}
      </ul>
    )}
    <h2>Runs</h2>
    <div id="live" data-stream="/admin/stream">
      <RunTable runs={runs} timezone={frame.deps.timezone} />
    </div>
  </Frame>
);

const CampaignCard: FC<{ campaign: AppliedCampaign; timezone: string }> = ({
  campaign: { campaignId, state, version },
  timezone,
}) => (
  <li class="panel campaign">
    <h3>{version.campaign.name}</h3>
    <p class="quiet">
      <code>{campaignId}</code> · applied {instantText(version.appliedAt, timezone)}
    </p>
    <p class="row">
      <span class={`badge badge-${state}`}>{state}</span>
      {version.campaign.kind === 'message' && (
        <a class="button" href={`/admin/reports/${encodeURIComponent(campaignId)}`}>
          Report
        </a>
      )}
    </p>
  </li>
);

export const RunTable: FC<{ runs: readonly RunStatus[]; timezone: string }> = ({
  runs,
  timezone,
}) =>
  runs.length === 0 ? (
    <p class="panel quiet">Nothing has been sent yet.</p>
  ) : (
    <ul class="runs">
      {runs.map((run) => (
        <li class="panel run">
          <div class="run-head">
            <a href={runHref(run)}>
              <strong>{run.campaignId}</strong>
            </a>
            <StateBadge state={run.state} />
            <span class="quiet">{instantText(run.scheduledFor, timezone)}</span>
          </div>
          <StateBar run={run} />
          <p class="quiet run-words">
            {(run.deliveries.sent ?? 0).toLocaleString('en')} sent of{' '}
            {run.audienceCount.toLocaleString('en')} in the audience
            {run.stateReason === null ? '' : ` · ${run.stateReason}`}
          </p>
        </li>
      ))}
    </ul>
  );

export const RunPage: FC<AdminFrame & { run: RunStatus; pace: Pace; notice: string | null }> = ({
  run,
  pace,
  notice,
  ...frame
}) => (
  <Frame {...frame} title={run.campaignId} here="">
    <p class="crumbs">
      <a href="/admin">Campaigns</a>
    </p>
    <div class="title-row">
      <h1>{run.campaignId}</h1>
      <a class="button" href={`/admin/reports/${encodeURIComponent(run.campaignId)}`}>
        Report
      </a>
    </div>
    <p class="quiet">
      Run of {instantText(run.scheduledFor, frame.deps.timezone)} · <code>{run.occurrenceKey}</code>
    </p>
    {notice !== null && (
      <p class="notice" role="status">
        {notice}
      </p>
    )}
    <div class="panel">
      <div id="controls" class="row">
        <RunHead run={run} csrf={frame.csrf} />
      </div>
      <div id="live" data-stream={`${runHref(run)}/stream`}>
        <RunLive run={run} pace={pace} />
      </div>
    </div>
  </Frame>
);

/** State and buttons; apart from the figures, so that a button keeps the focus while they change. */
export const RunHead: FC<{ run: RunStatus; csrf: string }> = ({ run, csrf }) => (
  <>
    <StateBadge state={run.state} />
    {run.stateReason !== null && <span class="quiet">{run.stateReason}</span>}
    <RunControls run={run} csrf={csrf} />
  </>
);

export const SignInPage: FC<{ deps: AdminDeps; assets: Assets; problem: string | null }> = ({
  deps,
  assets,
  problem,
}) => (
  <Document title={`Sign in · ${deps.shopName}`} language="en" assets={assets} bodyClass="center">
    <main class="panel sign-in">
      <p class="brand">
        <Mark /> <span>{deps.shopName}</span>
      </p>
      <h1>Dashboard</h1>
      <form method="post" action="/admin/login">
        <label for="key">API key with the scope “admin”</label>
        <input
          id="key"
          name="key"
          type="password"
          required
          autocomplete="current-password"
          aria-describedby={problem === null ? undefined : 'problem'}
        />
        {problem !== null && (
          <p class="problem" id="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
      <p class="quiet">
        Make one with <code>hawker keys create dashboard --scope admin</code>
      </p>
    </main>
  </Document>
);
