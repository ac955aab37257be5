import type { Capabilities } from '../../src/ports/channel.js';

export type ButtonLimits = Omit<NonNullable<Capabilities['buttons']>, 'kinds'>;

/** The capability of a channel that takes actions and links; what else stands beside the limits is left out. */
export function bothButtons({
  rows,
  perRow,
  labelMax,
  actionBytes,
}: ButtonLimits): NonNullable<Capabilities['buttons']> {
  return { kinds: ['action', 'link'], rows, perRow, labelMax, actionBytes };
}
