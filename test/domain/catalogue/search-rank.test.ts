import { describe, expect, it } from 'vitest';
import {
  rankFound,
  type SearchedProduct,
  searchTerms,
} from '../../../src/domain/catalogue/search-rank.js';
import { foldedWords } from '../../../src/domain/catalogue/words.js';

it.each([
  ['Do you have any red lanterns?', ['red', 'lantern']],
  ['STRAWBERRIES', ['strawberry']],
  ['有没有红色灯笼', ['红色', '色灯', '灯笼']],
  ['灯', ['灯']],
  ['iPhone手机壳', ['iphone', '手机', '机壳']],
  ['the', []],
  ['?!', []],
])('of %j is looked for: %j', (said, terms) => {
  expect(searchTerms(said)).toEqual(terms);
});

it('looks for twelve pieces at most', () => {
  expect(searchTerms(Array.from({ length: 40 }, (_, n) => `word${n}`).join(' '))).toHaveLength(12);
});

it.each([
  ['glasses', 'glass'],
  ['boxes', 'box'],
  ['horses', 'horse'],
  ['dishes', 'dish'],
  ['berries', 'berry'],
  ['bus', 'bus'],
  ['dress', 'dress'],
  ['kiwis', 'kiwi'],
])('takes %s for %s', (plural, singular) => {
  expect(foldedWords(plural)).toEqual(foldedWords(singular));
});

describe('what was found', () => {
  const product = (productId: number, name: string, rest: Partial<SearchedProduct> = {}) => ({
    ...{ productId, sku: `S${productId}`, name, category: null, brand: null },
    ...rest,
  });
  const products = [
    product(1, 'Red Hat Stand'),
    product(2, 'Lantern', { category: 'Red things' }),
    product(3, 'Red Lantern'),
    product(4, 'Blue Lantern Set of Many'),
    product(5, '红色灯笼'),
    product(6, '红色地毯'),
  ];
  const ids = (said: string) => rankFound(said, products).map(({ productId }) => productId);

  it('stands in the order of how much of what was said it has, name before category', () => {
    expect(ids('red lanterns')).toEqual([3, 2, 1, 4]);
  });

  it('begins with the article number, and with what is called just so', () => {
    expect(ids('s4')[0]).toBe(4);
    expect(ids('Lantern')[0]).toBe(2);
  });

  it('leaves out what has less than half of it', () => {
    expect(ids('big blue garden hat')).toEqual([]);
    expect(ids('blue hat')).toEqual([1, 4]);
    // One of three pairs of characters.
    expect(ids('红色灯笼')).toEqual([5]);
  });

  it('counts whole words: a chat is no hat', () => {
    expect(rankFound('hat', [product(1, 'Chat Bot Mug')])).toEqual([]);
  });
});
