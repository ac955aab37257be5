import type { FC } from 'hono/jsx';
import type { AccountOverview } from '../../services/account-overview.js';
import { agoWords } from '../../services/limit-words.js';
import { instantText } from '../instant-text.js';
import { type AdminFrame, Frame } from './pages.js';

const number = (value: number) => value.toLocaleString('en');

export const ChannelsPage: FC<
  AdminFrame & { accounts: readonly AccountOverview[]; now: number }
> = ({ accounts, now, ...frame }) => (
  <Frame {...frame} title="Channels" here="/admin/channels">
    <h1>Channels</h1>
    {accounts.length === 0 && (
      <p class="panel quiet">
        No channel is on. <code>campaigns/shop.yaml</code> says which there are.
      </p>
    )}
    <ul class="card-list">
      {accounts.map((account) => (
        <Account account={account} timezone={frame.deps.timezone} now={now} />
      ))}
    </ul>
    <p class="quiet">
      Health is what the last probe found: <code>hawker channels --probe</code> asks again.
    </p>
  </Frame>
);

const Account: FC<{ account: AccountOverview; timezone: string; now: number }> = ({
  account,
  timezone,
  now,
}) => (
  <li class="panel campaign">
    <div class="row">
      <h2>{account.name}</h2>
      <HealthBadge account={account} now={now} />
    </div>
    <p class="quiet">
      {account.kind} · writes to {account.writesTo}
    </p>
    {account.pausedUntil !== null && (
      <p class="problem">
        Paused until {instantText(account.pausedUntil, timezone)}: {account.pauseReason}
      </p>
    )}
    {account.health.state === 'fails' && <p class="problem">{account.health.detail}</p>}
    <table class="tally">
      <tbody>
        <Row name="waiting" value={number(account.waiting)} />
        <Row name="sent today" value={number(account.sentToday)} />
        <Row name="failed today" value={number(account.failedToday)} />
        {account.unknownToday > 0 && (
          <Row name="unknown today" value={number(account.unknownToday)} />
        )}
        {account.quotas.map(({ words, used, resetsAt }) => (
          <Row
            name={`used of ${words}, anew ${instantText(resetsAt, timezone)}`}
            value={number(used)}
          />
        ))}
      </tbody>
    </table>
    <p class="quiet">Keeps to {account.limits.join('; ')}.</p>
  </li>
);

const Row: FC<{ name: string; value: string }> = ({ name, value }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{value}</td>
  </tr>
);

const HealthBadge: FC<{ account: AccountOverview; now: number }> = ({ account, now }) => {
  const { state, at } = account.health;
  if (account.pausedUntil !== null) return <span class="badge badge-paused">paused</span>;
  if (state === 'never') return <span class="badge">not asked yet</span>;
  const ago = at === null || now - at < 60_000 ? '' : ` ${agoWords(now - at)}`;
  return state === 'works' ? (
    <span class="badge badge-active">{ago === '' ? 'works' : `worked${ago}`}</span>
  ) : (
    <span class="badge badge-missed">{ago === '' ? 'fails' : `failed${ago}`}</span>
  );
};
