import { z95 } from './normal.js';
import type { Interval } from './proportions.js';

/** What is needed of n values to compare their mean: their sum and sum of squares. */
export interface Sample {
  readonly people: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

export function meanOf({ people, sum }: Sample): number {
  return sum / people;
}

/**
 * 95 % interval of the difference of two means with unequal variances, normal approximation (Welch's standard error);
 * for the hundreds of people that a report needs anyway it is within 1 % of the t interval.
 *
 * @returns null if either side has fewer than two people
 */
export function meanDifferenceInterval(treated: Sample, control: Sample): Interval | null {
  if (treated.people < 2 || control.people < 2) return null;
  const difference = meanOf(treated) - meanOf(control);
  const error = Math.sqrt(variance(treated) / treated.people + variance(control) / control.people);
  return { low: difference - z95 * error, high: difference + z95 * error };
}

/** 95 % interval of the mean of one value for each person, normal approximation; null with fewer than two. */
export function meanInterval(sample: Sample): Interval | null {
  if (sample.people < 2) return null;
  const error = Math.sqrt(variance(sample) / sample.people);
  return { low: meanOf(sample) - z95 * error, high: meanOf(sample) + z95 * error };
}

export function sampleOf(values: Float64Array): Sample {
  let [sum, sumOfSquares] = [0, 0];
  for (const value of values) {
    sum += value;
    sumOfSquares += value * value;
  }
  return { people: values.length, sum, sumOfSquares };
}

function variance({ people, sum, sumOfSquares }: Sample): number {
  return Math.max(0, (sumOfSquares - (sum * sum) / people) / (people - 1));
}
