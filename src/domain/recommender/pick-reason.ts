import type { PickReason } from './pick.js';
import type { Because } from './pick-methods/pick-method.js';

/** What may speak for a pick. */
interface Source {
  readonly id: number;
  readonly name: string;
  readonly kind: 'product' | 'content';
}

/** @param source the item that speaks loudest; undefined where none does, or it is gone */
export function pickReason(because: Because | 'popular', source: Source | undefined): PickReason {
  switch (because) {
    case 'popular':
    case 'again':
    case 'taste':
    case 'peers':
      return { kind: because };
    case 'bought':
    case 'together':
    case 'similar':
    case 'looked': {
      if (source === undefined) return { kind: 'popular' };
      // Nobody buys an article.
      const kind = source.kind === 'content' ? 'looked' : because;
      return { kind, productId: source.id, productName: source.name };
    }
  }
}
