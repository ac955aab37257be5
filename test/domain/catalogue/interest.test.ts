import { describe, expect, it } from 'vitest';
import {
  interestsOf,
  isOfInterest,
  namedInterests,
  type ShelfItem,
  vocabularyOf,
} from '../../../src/domain/catalogue/interest.js';

function item(productId: number, name: string, rest: Partial<ShelfItem> = {}): ShelfItem {
  return { productId, name, category: null, brand: null, tags: [], ...rest };
}

const shelf = [
  item(1, 'Rain Boots', { category: 'Women’s Shoes', brand: 'Hat & Co', tags: ['Rain'] }),
  item(2, 'Beach Sandals', { category: 'Shoes' }),
  item(3, 'Glass Vase', { category: 'Home', tags: ['gifts'] }),
  item(4, 'Straw Hat', { category: 'Hats' }),
  item(5, '红色灯笼', { category: '灯具' }),
];
const vocabulary = vocabularyOf(shelf);
const named = (said: string) => namedInterests(said, vocabulary);

describe('what a customer names', () => {
  it.each([
    // Plural, case and width make no difference.
    [
      'SHOE',
      [
        ['category', 'Women’s Shoes'],
        ['category', 'Shoes'],
      ],
    ],
    [
      'ｓｈｏｅｓ',
      [
        ['category', 'Women’s Shoes'],
        ['category', 'Shoes'],
      ],
    ],
    ["women's shoes", [['category', 'Women’s Shoes']]],
    // A category goes before a brand that has the word, the brand's own name does not.
    ['hats', [['category', 'Hats']]],
    ['hat & co', [['brand', 'Hat & Co']]],
    ['gift', [['tag', 'gifts']]],
    ['vases', [['word', 'vase']]],
    ['灯', [['category', '灯具']]],
    ['灯笼', [['word', '灯笼']]],
    [
      'shoes, vases and 灯具',
      [
        ['category', 'Women’s Shoes'],
        ['category', 'Shoes'],
        ['word', 'vase'],
        ['category', '灯具'],
      ],
    ],
  ])('%s', (said, wanted) => {
    expect(named(said).found.map(({ by, name }) => [by, name])).toEqual(wanted);
  });

  it('is told apart from what the shop does not have', () => {
    expect(named('hats or submarines')).toEqual({
      found: [{ by: 'category', name: 'Hats' }],
      unknown: ['submarine'],
    });
    expect(named('   ')).toEqual({ found: [], unknown: [] });
  });
});

describe('a product', () => {
  const those = (said: string) =>
    shelf
      .filter((each) => named(said).found.some((interest) => isOfInterest(each, interest)))
      .map(({ productId }) => productId);
  it.each([
    ['shoes', [1, 2]],
    ['rain', [1]],
    ['hats', [4]],
    ['灯笼', [5]],
    ['glass', [3]],
  ])('belongs to %s: %j', (said, ids) => {
    expect(those(said)).toEqual(ids);
  });

  it('is no hat because its name has "that" in it', () => {
    expect(isOfInterest(item(9, 'Mug That Shines'), { by: 'word', name: 'hat' })).toBe(false);
  });
});

it.each([null, 'x', [null, 7, { by: 'moon', name: 'x' }, { by: 'tag' }]])(
  'leaves out of a stored list what it cannot understand: %j',
  (stored) => {
    expect(interestsOf(stored)).toEqual([]);
  },
);
