import type { MessageReason } from '../domain/conversation/view.js';
import { reasonText } from '../domain/recommender/reason-text.js';
import { choiceGroundsOf } from '../domain/segment/choice-grounds.js';
import type { CampaignStore, CampaignVersion } from '../ports/campaign-store.js';
import type { ConsentStore } from '../ports/consent-store.js';
import type { RenderStore } from '../ports/render-store.js';
import type { SentMessageStore } from '../ports/sent-message-store.js';

export interface ExplainDeps {
  readonly sentMessages: SentMessageStore;
  readonly campaigns: Pick<CampaignStore, 'versions'>;
  readonly rendering: Pick<RenderStore, 'products' | 'versionsOfRuns'>;
  readonly consents: Pick<ConsentStore, 'grantedAt'>;
  readonly shop: { readonly consent: { readonly topic: string } };
}

/** Why a customer got a campaign's message, out of what was frozen when it was planned; null if it is none. */
export async function explainMessage(
  deps: ExplainDeps,
  deliveryId: number,
  { identityId, locale }: { readonly identityId: number; readonly locale: string },
): Promise<MessageReason | null> {
  const sent = await deps.sentMessages.message(deliveryId);
  if (sent === null) return null;
  const products = await deps.rendering.products(sent.picks.map(({ productId }) => productId));
  const version = await versionOf(deps, sent.runId);
  return {
    sentAt: sent.sentAt,
    consentAt: await deps.consents.grantedAt(identityId, deps.shop.consent.topic),
    chosenBy: version === null ? [] : groundsOf(version),
    products: sent.picks.flatMap(({ productId, reason }) => {
      const product = products.get(productId);
      return product === undefined
        ? []
        : [{ name: product.name, reason: reasonText(reason, locale) }];
    }),
  };
}

async function versionOf(deps: ExplainDeps, runId: number): Promise<CampaignVersion | null> {
  const versionId = (await deps.rendering.versionsOfRuns([runId])).get(runId);
  if (versionId === undefined) return null;
  return (await deps.campaigns.versions([versionId])).get(versionId) ?? null;
}

function groundsOf({ campaign, segments }: CampaignVersion) {
  if (campaign.kind !== 'message') return [];
  return choiceGroundsOf({ kind: 'segment', name: campaign.audience.segment }, segments);
}
