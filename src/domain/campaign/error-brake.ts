/** How much of its messages a run may lose before it stops itself: shares in [0, 1]. */
export interface BrakeBands {
  /** People who have shut us out. */
  readonly blocked: number;
  /** People who complained or left within a day after its message. */
  readonly complained: number;
  /** Messages that the platform refused, or could not deliver. */
  readonly rejected: number;
}

export const usualBands: BrakeBands = { blocked: 0.05, complained: 0.003, rejected: 0.05 };

export type BrakeOutcome = 'sent' | 'blocked' | 'rejected' | 'undeliverable';

export interface BrakeEvidence {
  /** The latest finished messages of the run, newest first. */
  readonly latest: readonly { readonly outcome: BrakeOutcome; readonly variant: string | null }[];
  /** All that were sent, and what their readers did within a day. */
  readonly reactions: {
    readonly sent: number;
    readonly complained: number;
    readonly blocked: number;
  };
}

const fewest = 20;
const inARow = 5;

/** Why a run had better pause, in words for the marketer; null while its losses are within their bands. */
export function errorBrake({ latest, reactions }: BrakeEvidence, bands: BrakeBands): string | null {
  const count = (...outcomes: readonly BrakeOutcome[]) =>
    latest.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const of = `of the last ${latest.length}`;
  const { sent } = reactions;
  return (
    outside(count('blocked'), latest.length, bands.blocked, `${of} people had blocked us`) ??
    outside(
      count('rejected', 'undeliverable'),
      latest.length,
      bands.rejected,
      `${of} messages were refused or could not be delivered`,
    ) ??
    refusedVariant(latest) ??
    outside(reactions.blocked, sent, bands.blocked, `of ${sent} people blocked us within a day`) ??
    outside(
      reactions.complained,
      sent,
      bands.complained,
      `of ${sent} people complained or left within a day`,
    )
  );
}

// The lower end of the interval, so that two of the first three stop nothing yet.
function outside(bad: number, all: number, band: number, words: string): string | null {
  if (all < fewest || wilsonLower(bad, all) <= band) return null;
  return `error brake: ${bad} ${words} (limit ${percent(band)})`;
}

// One text that the platform refuses every time: nobody of the rest will get it either.
function refusedVariant(latest: BrakeEvidence['latest']): string | null {
  for (const variant of new Set(latest.map((each) => each.variant))) {
    const own = latest.filter((each) => each.variant === variant).slice(0, inARow);
    if (own.length === inARow && own.every(({ outcome }) => outcome === 'rejected')) {
      const which = variant === null ? 'its message' : `its variant ${variant}`;
      return `error brake: the platform refused ${which} ${inARow} times in a row`;
    }
  }
  return null;
}

const z = 1.96;

/** Lower end of the 95 % interval of a share. @see Wilson 1927 */
export function wilsonLower(hits: number, all: number): number {
  if (all === 0) return 0;
  const share = hits / all;
  const z2 = z * z;
  const centre = share + z2 / (2 * all);
  const spread = z * Math.sqrt((share * (1 - share)) / all + z2 / (4 * all * all));
  return Math.max(0, (centre - spread) / (1 + z2 / all));
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
