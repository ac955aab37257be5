import type { Shop } from '../domain/campaign/shop.js';
import type { PromotionDefinition } from '../domain/promotion/offer.js';
import type { ChannelAccount } from '../ports/channel.js';
import type { TemplateEngine } from '../ports/template-engine.js';

export type CheckedAccount = Pick<ChannelAccount, 'name' | 'render' | 'capabilities'>;

export interface CheckDeps {
  readonly templates: TemplateEngine;
  /** Of the shop; those that are switched off are not among them. */
  readonly accounts: readonly CheckedAccount[];
}

/** The rest of the shop's files. */
export interface CheckSurroundings {
  readonly shop: Shop;
  readonly segmentNames: readonly string[];
  readonly promotions: readonly PromotionDefinition[];
}

export function accountNamed(
  accounts: CheckDeps['accounts'],
  name: string,
): CheckedAccount | undefined {
  return accounts.find((account) => account.name === name);
}
