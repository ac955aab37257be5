import type { Intent } from '../domain/conversation/topic.js';
import type { AnswerDeps, ChatTurn } from './answer-chat.js';
import { joinMembership } from './join-membership.js';
import { closeByCustomer, type DeskDeps, openTalk, relayToStaff } from './support-desk.js';

export type CarryDeps = AnswerDeps & DeskDeps;

/** Carries out what a turn decided; doing it twice changes nothing more. What is recorded as behaviour is not among it. */
export async function carryOut(
  deps: CarryDeps,
  spoken: ChatTurn,
  intents: readonly Intent[],
): Promise<void> {
  for (const intent of intents) await carryOutOne(deps, spoken, intent);
}

async function carryOutOne(deps: CarryDeps, spoken: ChatTurn, intent: Intent): Promise<void> {
  const { chat, at, talk, eventKey } = spoken;
  const said = (words: string | null) => ({ identityId: chat.id, words, eventKey, at });
  switch (intent.kind) {
    case 'consent':
      return recordConsent(deps, spoken, intent.answer);
    case 'set-language':
      return deps.customers.setLanguage(chat.id, intent.language);
    case 'change-wishes':
      return deps.preferences.save(chat.customerId, intent.change, at);
    case 'open-talk':
      return openTalk(deps, said(intent.words));
    case 'relay':
      return talk === null ? undefined : relayToStaff(deps, talk.caseId, said(intent.words));
    case 'close-talk':
      return talk === null ? undefined : closeByCustomer(deps, talk.caseId, at);
    case 'join-membership':
      return joinMembership(deps, chat.customerId, at);
    case 'leave-membership':
      await deps.members.leave(chat.customerId);
      return;
    case 'unlink':
      await deps.linkCodes.split(chat.id, at);
      return;
    case 'record':
    case 'judge':
    case 'searched':
    case 'rate':
    case 'review':
      return;
    default:
      return intent satisfies never;
  }
}

async function recordConsent(
  { consents, shop, ratings }: CarryDeps,
  { chat, input, eventKey, at }: ChatTurn,
  answer: 'granted' | 'declined' | 'stopped',
): Promise<void> {
  const { topic, noticeVersion } = shop.consent;
  const source = `chat:${input.kind === 'action' ? 'button' : 'words'}`;
  const proof = `event:${eventKey}`;
  const draft = { identityId: chat.id, topic, source, proof, noticeVersion, at };
  if (answer !== 'stopped') {
    await consents.append({ ...draft, kind: answer === 'granted' ? 'granted' : 'withdrawn' });
    return;
  }
  await consents.withdrawEverywhere(draft);
  await ratings.cancelQuestions(chat.customerId);
}
