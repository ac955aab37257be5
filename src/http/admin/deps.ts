import type { ApiScope } from '../../domain/api-scope.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { Clock } from '../../ports/clock.js';
import type { Keyring } from '../../ports/keyring.js';
import type { Logger } from '../../ports/logger.js';
import type { RunStatusReader } from '../../ports/run-status.js';
import type { AccountOverview } from '../../services/account-overview.js';

export interface AdminDeps {
  readonly mode: 'demo' | 'shop';
  readonly shopName: string;
  readonly timezone: string;
  readonly publicUrl: string | null;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly log: Logger;
  readonly campaigns: Pick<CampaignStore, 'all'>;
  readonly runStatus: RunStatusReader;
  /** Why campaigns are held back and what ends that; null when they are not. */
  readonly hold: () => Promise<string | null>;
  /** As they stand by their last probe; nothing is asked of a platform. */
  readonly channels: () => Promise<readonly AccountOverview[]>;
  /** @returns null for a key that is unknown or revoked */
  readonly authenticate: (key: string) => Promise<{ readonly scopes: readonly ApiScope[] } | null>;
  /** Refused when the run is in no state for it. */
  readonly control: Readonly<
    Record<RunCommand, (runId: number) => Promise<{ readonly kind: 'done' | 'refused' }>>
  >;
  /** The whole report as one document; null when there is no such campaign. */
  readonly reportHtml: (campaignId: string) => Promise<string | null>;
}

export const runCommands = ['pause', 'resume', 'cancel'] as const;

export type RunCommand = (typeof runCommands)[number];
