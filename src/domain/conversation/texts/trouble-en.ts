import { daysText, type TimeLeft } from '../last-day-text.js';
import type { TroubleWords } from './phrases.js';

export function timeText({ count, unit }: TimeLeft): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Why a code does nothing, to its holder. */
export function troubleText(trouble: TroubleWords): string {
  switch (trouble.kind) {
    case 'expired':
      return `It ended on ${trouble.day}.`;
    case 'not-started':
      return `It is good from ${trouble.day} on.`;
    case 'being-paid':
      return trouble.clock === null
        ? 'It is being paid with right now.'
        : `It is in a checkout right now, and free again at ${trouble.clock} unless that is paid.`;
    case 'used': {
      const day = trouble.day === null ? '' : ` on ${trouble.day}`;
      return `It was used${day}${trouble.order === null ? '' : ` in order ${trouble.order}`}.`;
    }
    case 'outside-hours':
      return `It works only at certain hours: ${daysText(trouble.days, 'en')}, ${trouble.hours}.`;
    case 'cart-too-small':
      return `Your cart at ${trouble.clock} was too small${missingText(trouble.missing)}.`;
    case 'too-few':
      return `Your cart at ${trouble.clock} held too few pieces${missingText(trouble.missing)}.`;
    default:
      return plainTroubles[trouble.kind]('clock' in trouble ? trouble.clock : '');
  }
}

function missingText(missing: string | null): string {
  return missing === null ? '' : `: ${missing} more is needed`;
}

const plainTroubles = {
  'not-for-cart': (clock: string) => `It lowers nothing that was in your cart at ${clock}.`,
  'not-for-you': (clock: string) =>
    `It is for certain customers or places, and your cart at ${clock} was none of theirs.`,
  'better-exists': (clock: string) =>
    `Another offer saved you more in your cart at ${clock}, and the two do not go together.`,
  revoked: () => 'The shop has taken it back.',
  'used-up': () => 'So many have used this offer that nothing is left of it.',
  'used-by-you': () => 'You have used this offer as often as one may.',
  spent: () => 'Nothing is left on it.',
} as const satisfies Record<string, (clock: string) => string>;
