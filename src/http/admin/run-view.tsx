import type { FC } from 'hono/jsx';
import { decisionText } from '../../domain/campaign/decision-reason.js';
import { type DeliveryState, deliveryStates } from '../../domain/campaign/delivery-state.js';
import type { RunStatus } from '../../ports/run-status.js';
import type { RunState } from '../../ports/run-store.js';
import { type RunCommand, runCommands } from './deps.js';
import type { Pace } from './pace.js';

export function runHref({ campaignId, occurrenceKey }: RunStatus): string {
  return `/admin/runs/${encodeURIComponent(campaignId)}/${encodeURIComponent(occurrenceKey)}`;
}

const words: Readonly<Record<DeliveryState, string>> = {
  planned: 'waiting',
  claimed: 'picked up',
  sending: 'being sent',
  sent: 'sent',
  failed: 'failed',
  unknown: 'unknown',
  skipped: 'skipped',
  expired: 'expired',
  cancelled: 'cancelled',
};

const number = (value: number) => value.toLocaleString('en');

/** Shares of a run's deliveries, widths as attributes because the page allows no inline style. */
export const StateBar: FC<{ run: RunStatus }> = ({ run }) => {
  const total = deliveryStates.reduce((sum, state) => sum + (run.deliveries[state] ?? 0), 0);
  const present = deliveryStates.filter((state) => (run.deliveries[state] ?? 0) > 0);
  const order = ['sent', ...present.filter((state) => state !== 'sent')] as DeliveryState[];
  let x = 0;
  const parts = order.map((state) => {
    const width = total === 0 ? 0 : ((run.deliveries[state] ?? 0) / total) * 1_000;
    x += width;
    return { state, x: x - width, width };
  });
  return (
    <svg
      class="state-bar"
      viewBox="0 0 1000 10"
      preserveAspectRatio="none"
      role="img"
      aria-label={present.map((state) => `${run.deliveries[state]} ${words[state]}`).join(', ')}
    >
      <rect class="state-none" width="1000" height="10" />
      {parts.map((part) => (
        <rect
          class={`state-${part.state}`}
          x={part.x.toFixed(2)}
          width={part.width.toFixed(2)}
          height="10"
        />
      ))}
    </svg>
  );
};

export const StateBadge: FC<{ state: RunState }> = ({ state }) => (
  <span class={`badge badge-${state}`}>{state}</span>
);

/** What changes while a run goes: sent to the page again each time it does. */
export const RunLive: FC<{ run: RunStatus; pace: Pace }> = ({ run, pace }) => (
  <div>
    <div class="figures">
      <Figure label="audience" value={number(run.audienceCount)} />
      <Figure label="sent" value={number(run.deliveries.sent ?? 0)} />
      <Figure label="still to go" value={number(openOf(run))} />
      <Figure
        label="per second"
        value={pace.perSecond === null ? '–' : pace.perSecond.toFixed(1)}
      />
      <Figure label="time left" value={pace.etaMs === null ? '–' : durationText(pace.etaMs)} />
    </div>
    <StateBar run={run} />
    <div class="columns">
      <section>
        <h2>Deliveries</h2>
        <Tally
          rows={deliveryStates
            .filter((state) => (run.deliveries[state] ?? 0) > 0)
            .map((state) => ({ name: words[state], state, count: run.deliveries[state] ?? 0 }))}
          empty="None yet."
        />
      </section>
      <section>
        <h2>Left out, and why</h2>
        <Tally
          rows={run.leftOut.map(({ reason, people }) => ({
            name: decisionText(reason),
            count: people,
          }))}
          empty="Nobody."
        />
      </section>
    </div>
  </div>
);

function openOf({ deliveries }: RunStatus): number {
  return (deliveries.planned ?? 0) + (deliveries.claimed ?? 0) + (deliveries.sending ?? 0);
}

const Figure: FC<{ label: string; value: string }> = ({ label, value }) => (
  <p class="figure">
    <strong>{value}</strong>
    <span>{label}</span>
  </p>
);

interface TallyRow {
  readonly name: string;
  readonly state?: DeliveryState;
  readonly count: number;
}

const Tally: FC<{ rows: readonly TallyRow[]; empty: string }> = ({ rows, empty }) =>
  rows.length === 0 ? (
    <p class="quiet">{empty}</p>
  ) : (
    <table class="tally">
      <tbody>
        {rows.map(({ name, state, count }) => (
          <tr>
            <th scope="row">
              {state && <span class={`dot dot-${state}`} aria-hidden="true"></span>}
              {name}
            </th>
            <td>{number(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

/** Only what the run's state allows. */
export const RunControls: FC<{ run: RunStatus; csrf: string }> = ({ run, csrf }) => {
  const commands = commandsFor(run.state);
  return (
    <form method="post" action={`${runHref(run)}/control`} class="controls">
      <input type="hidden" name="csrf" value={csrf} />
      {commands.map((command) => (
        <button
          type="submit"
          name="command"
          value={command}
          class={command === 'cancel' ? 'button danger' : 'button'}
          data-confirm={
            command === 'cancel'
              ? `Cancel this run? ${number(openOf(run))} messages will not be sent, and their coupons go back.`
              : undefined
          }
        >
          {commandWords[command]}
        </button>
      ))}
    </form>
  );
};

const commandWords: Readonly<Record<RunCommand, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel…',
};

export function commandsFor(state: RunState): readonly RunCommand[] {
  if (state === 'planning') return ['cancel'];
  if (state === 'running') return ['pause', 'cancel'];
  return state === 'paused' ? ['resume', 'cancel'] : [];
}

export function isRunCommand(text: unknown): text is RunCommand {
  return (runCommands as readonly unknown[]).includes(text);
}

function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return `${Math.max(1, Math.round(ms / 1_000))} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
