import { textMessage } from '../domain/message/message.js';
import type { SendOutcome } from '../domain/message/send-outcome.js';
import type { ChannelAccount } from '../ports/channel.js';

export interface TestLine {
  readonly to: string;
  readonly locale: string;
  readonly text: string;
  /** The same again is the same message where the platform folds repeats. */
  readonly key: string;
}

/** One line to one address, past the outbox: to see whether an account works before anything depends on it. */
export async function sendTestLine(account: ChannelAccount, line: TestLine): Promise<SendOutcome> {
  const rendering = account.render(textMessage(line.locale, line.text));
  const part = rendering.ok ? rendering.parts[0] : undefined;
  if (part === undefined) return { kind: 'rejected', why: 'the line does not fit this channel' };
  const signal = AbortSignal.timeout(account.rate.timeoutMs);
  return account.send(part, { to: line.to, key: line.key, signal });
}
