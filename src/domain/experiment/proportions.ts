import { z95 } from './normal.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of `people`, `converted` did it. */
export interface Proportion {
  readonly converted: number;
  readonly people: number;
}

/**
 * Wilson score interval of a proportion, 95 %; stays within [0, 1] and works for 0 of n.
 *
 * @throws RangeError if nobody is in it
 * @see Wilson 1927
 */
export function wilsonInterval({ converted, people }: Proportion, z = z95): Interval {
  if (!(people > 0)) throw new RangeError('a proportion of nobody');
  const share = converted / people;
  const middle = share + (z * z) / (2 * people);
  const half = z * Math.sqrt((share * (1 - share)) / people + (z * z) / (4 * people * people));
  const scale = 1 + (z * z) / people;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/**
 * 95 % interval of treated − control from two Wilson intervals.
 *
 * @see Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10
 */
export function newcombeInterval(treated: Proportion, control: Proportion): Interval {
  const p1 = treated.converted / treated.people;
  const p2 = control.converted / control.people;
  const one = wilsonInterval(treated);
  const two = wilsonInterval(control);
  const difference = p1 - p2;
  return {
    low: difference - Math.hypot(p1 - one.low, two.high - p2),
    high: difference + Math.hypot(one.high - p1, p2 - two.low),
  };
}
