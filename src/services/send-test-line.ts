import { textMessage } from '../domain/message/message.js';
import type { SendOutcome } from '../domain/message/send-outcome.js';
import type { ChannelAccount, Violation } from '../ports/channel.js';

export interface TestLine {
  readonly to: string;
  readonly locale: string;
  readonly text: string;
  /** The same again is the same message where the platform folds repeats. */
  readonly key: string;
}

/** One line to one address, past the outbox: to see whether an account works before anything depends on it. */
export async function sendTestLine(account: ChannelAccount, line: TestLine): Promise<SendOutcome> {
  const place = account.isGroup?.(line.to) === true ? line.to : undefined;
  const rendering = account.render(textMessage(line.locale, line.text), undefined, place);
  if (!rendering.ok) return { kind: 'rejected', why: faultsIn(rendering.violations) };
  const [part] = rendering.parts;
  if (part === undefined) return { kind: 'rejected', why: 'nothing of the line is left' };
  const signal = AbortSignal.timeout(account.rate.timeoutMs);
  return account.send(part, { to: line.to, key: line.key, signal });
}

function faultsIn(violations: readonly Violation[]): string {
  return violations.map(({ message }) => message).join('; ');
}
