import type { App } from './app.js';
import type { VisitorDeps } from './http/visitor/deps.js';
import { readActionToken } from './services/action-links.js';
import type { Inbox } from './services/inbox.js';
import { leave, lessOften, undoLeave } from './services/leave.js';
import { askToConfirm, confirmationOf, confirmSubscription } from './services/subscribe.js';
import { readUnsubscribeToken } from './services/unsubscribe-links.js';

/** What the pages behind a message's links need. */
export function visitorDeps(app: App, { receive }: Pick<Inbox, 'receive'>): VisitorDeps {
  const deps = { ...app, outbox: app.deliveries, receive };
  const mail = app.accounts.filter(({ kind }) => kind === 'email').map(({ name }) => name);
  return {
    shopName: app.shop.name,
    now: app.clock.now,
    isLeaving: (token) => readUnsubscribeToken(app.keyring, token) !== null,
    leave: (token) => leave(deps, token),
    undoLeave: (undo) => undoLeave(deps, undo),
    lessOften: (token) => lessOften(deps, token),
    pressing: (token) => readActionToken(app.keyring, token),
    receive,
    newKey: () => app.random.uuid(),
    joinable: new Set(mail),
    askToConfirm: (wish) => askToConfirm(deps, wish),
    confirmationOf: (token) => confirmationOf(deps, token),
    confirm: (token) => confirmSubscription(deps, token),
  };
}
