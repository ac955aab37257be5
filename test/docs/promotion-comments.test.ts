import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../src/config/promotion-kinds-schema.js';
import { parsePromotions } from '../../src/config/promotions-file.js';
import { promotionSchema } from '../../src/config/promotions-schema.js';

const shop = { currency: 'GBP', timezone: 'Europe/London', locales: ['en'] };

/** What stands above the promotions of a file, line by line without its #. */
function headOf(file: string): string[] {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const [head = ''] = text.split('\npromotions:');
  return head.split('\n').map((line) => line.replace(/^# ?/, ''));
}

describe.each(['campaigns/promotions.yaml', 'templates/shop/campaigns/promotions.yaml'])(
  'the comment above %s',
  (file) => {
    const head = headOf(file);

    it('names every key of a promotion', () => {
      const keys = Object.keys(promotionSchema.shape);
      expect(keys.filter((key) => !head.some((line) => line.includes(`${key}: `)))).toEqual([]);
    });

    it.each(kinds)('shows %s as it works once the # is away', (kind) => {
      const line = head.find((each) => each.startsWith(`  ${kind}: `)) ?? '';
      const [written = ''] = line.trim().split('   ');
      const only = 'only: { sku: A }, limit: { per_customer: 1 }, name: { en: Sale }';
      const text = `promotions:\n  sale: { ${written}, ${only} }\n`;
      const parsed = parsePromotions('p.yaml', text, shop);
      expect(parsed.ok ? [] : parsed.problems).toEqual([]);
    });
  },
);
