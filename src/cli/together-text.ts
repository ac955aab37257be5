import type { BoughtTogether } from '../services/bought-together.js';
import { table } from './output.js';

export function togetherText({ baskets, basketsWith, rules }: BoughtTogether): string {
  const plain = (count: number) => count.toLocaleString('en');
  const counted = `In ${plain(basketsWith)} of ${plain(baskets)} baskets (what a known customer bought on one day).`;
  if (rules.length === 0)
    return `${counted}\nNothing is often bought with it: no product is in three of these baskets more often than by chance.`;
  const rows = rules.map(({ sku, name, support, confidence, lift }) => [
    sku,
    name,
    plain(support),
    `${(confidence * 100).toFixed(1)} %`,
    `${lift.toFixed(1)} ×`,
  ]);
  return `${counted}\n\n${table(['sku', 'product', 'both', 'of its baskets', 'than in any'], rows)}`;
}
