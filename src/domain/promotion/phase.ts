/**
 * Phases follow each other in this order, whatever the priorities. base replaces unit prices, the lowest wins; item lowers
 * lines and units; order is allocated over lines; shipping lowers what delivery costs; tender pays; reward gives
 * afterwards.
 */
export const phases = ['base', 'item', 'order', 'shipping', 'tender', 'reward'] as const;
export type Phase = (typeof phases)[number];

/** remaining: amounts after everything applied before; original: the cart's own prices. */
export type Basis = 'remaining' | 'original';
