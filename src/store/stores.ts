import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import { accountFigures } from './account-figures.js';
import { accountStates } from './account-states.js';
import { apiKeyStore } from './api-key-store.js';
import { auditStore } from './audit-store.js';
import { behaviourStore } from './behaviour-store.js';
import { brakeStore } from './brake-store.js';
import { campaignStore } from './campaign-store.js';
import { catalogueStore } from './catalogue-store.js';
import { checkoutStore } from './checkout-store.js';
import { codeGuessStore } from './code-guess-store.js';
import { consentStore } from './consent-store.js';
import { couponBatchStore } from './coupon-batch-store.js';
import { customerRegistry } from './customer-registry.js';
import { customerStore } from './customer-store.js';
import type { Database } from './database.js';
import { deliveryStore } from './delivery-store.js';
import { demoStore } from './demo-store.js';
import { eligibilityStore } from './eligibility-store.js';
import { engagementStore } from './engagement-store.js';
import { erasureStore } from './erasure-store.js';
import { figureStore } from './figure-store.js';
import { groupBuyStore } from './group-buy-store.js';
import { inboxStore } from './inbox-store.js';
import { instanceStore } from './instance-store.js';
import { leaseStore } from './lease-store.js';
import { ledgerStore } from './ledger-store.js';
import { linkCodeStore } from './link-code-store.js';
import { membershipStore } from './membership-store.js';
import { modelStore } from './model-store.js';
import { outlookStore } from './outlook-store.js';
import { pickStore } from './pick-store.js';
import { planStore } from './plan-store.js';
import { pointsStore } from './points-store.js';
import { preferenceStore } from './preference-store.js';
import { profileStore } from './profile-store.js';
import { promotionStore } from './promotion-store.js';
import { ratingStore } from './rating-store.js';
import { reconcileStore } from './reconcile-store.js';
import { refundStore } from './refund-store.js';
import { renderStore } from './render-store.js';
import { replayStore } from './replay-store.js';
import { reportStore } from './report-store.js';
import { runControl } from './run-control.js';
import { runStatusStore } from './run-status-store.js';
import { runStore } from './run-store.js';
import { segmentStore } from './segment-store.js';
import { sendRightStore } from './send-rights.js';
import { sentMessageStore } from './sent-message-store.js';
import { settlementStore } from './settlement-store.js';
import { shareStore } from './share-store.js';
import { shelfStore } from './shelf-store.js';
import { supportStore } from './support-store.js';
import { trackingStore } from './tracking-store.js';
import { trainingStore } from './training-store.js';

export interface StoreParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** The shop's IANA zone: what a local day is. */
  readonly timezone: string;
}

/** Every store of one database, under the name that services ask for it by. */
export function storesOf({ database, keyring, clock, timezone }: StoreParts) {
  return {
    accountFigures: accountFigures(database),
    accountStates: accountStates(database),
    apiKeys: apiKeyStore(database),
    audits: auditStore(database),
    behaviour: behaviourStore(database, clock),
    brakes: brakeStore(database),
    campaigns: campaignStore(database),
    catalogue: catalogueStore(database, clock),
    checkout: checkoutStore(database),
    consents: consentStore(database),
    couponBatches: couponBatchStore(database),
    customers: customerStore(database, keyring),
    demo: demoStore(database, keyring),
    deliveries: deliveryStore(database, keyring, clock),
    eligibility: eligibilityStore(database),
    engagements: engagementStore(database, keyring),
    erasure: erasureStore(database, keyring),
    figures: figureStore(database),
    guesses: codeGuessStore(database),
    groupBuys: groupBuyStore(database),
    inboxEvents: inboxStore(database, keyring),
    instances: instanceStore(database),
    leases: leaseStore(database),
    ledger: ledgerStore(database),
    linkCodes: linkCodeStore(database),
    members: membershipStore(database),
    models: modelStore(database),
    pastOrders: replayStore(database),
    pickFacts: pickStore(database),
    plans: planStore(database),
    points: pointsStore(database),
    preferences: preferenceStore(database),
    outlooks: outlookStore(database),
    profiles: profileStore(database),
    promotions: promotionStore(database),
    ratings: ratingStore(database),
    reconciling: reconcileStore(database, keyring),
    refunds: refundStore(database),
    registry: customerRegistry(database, keyring, clock),
    rendering: renderStore(database, keyring),
    reports: reportStore(database),
    runControl: runControl(database),
    runStatus: runStatusStore(database),
    runs: runStore(database),
    segments: segmentStore(database, timezone),
    sendRights: sendRightStore(database),
    sentMessages: sentMessageStore(database),
    settlements: settlementStore(database),
    shares: shareStore(database),
    shelves: shelfStore(database),
    support: supportStore(database, keyring),
    tracking: trackingStore(database),
    training: trainingStore(database),
  };
}
