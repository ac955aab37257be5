import { expect, it } from 'vitest';
import {
  categoryOf,
  isSensibleName,
  NameVotes,
} from '../../../src/domain/behaviour/product-name.js';

it.each([
  '?',
  '??',
  'damaged',
  'Damages?',
  'check',
  'found',
  '20713',
  '',
  'wet/rusty',
  'thrown away',
])('takes %j for a note, not a name', (text) => expect(isSensibleName(text)).toBe(false));

it.each([
  'WHITE METAL LANTERN',
  'MIXED RING',
  "Dr. Jam's Arouzer Stress Ball",
  'BAG 500g SWIRLY MARBLES',
])('takes %j for a name', (text) => expect(isSensibleName(text)).toBe(true));

it('names a thing by its most frequent sensible description', () => {
  const votes = new NameVotes();
  for (const text of ['damaged', 'damaged', 'damaged', 'RED MUG', 'RED  MUG ', 'RED CUP'])
    votes.add(text);
  expect(votes.winner()).toBe('Red Mug');
});

it('names it by the latest of those that are equally frequent', () => {
  const votes = new NameVotes();
  for (const text of ['RED CUP', 'RED MUG', 'RED CUP', 'RED MUG', 'RED MUG', 'RED CUP'])
    votes.add(text);
  expect(votes.winner()).toBe('Red Cup');
});

it('has no name for what was only ever noted', () => {
  const votes = new NameVotes();
  votes.add('?');
  expect(votes.winner()).toBeNull();
});

it.each([
  { name: 'JUMBO BAG RED RETROSPOT', category: 'bags' },
  { name: 'WHITE HANGING HEART T-LIGHT HOLDER', category: 'lights & candles' },
  { name: 'SET OF 3 CAKE TINS PANTRY DESIGN', category: 'kitchen' },
  { name: 'SET/10 CHRISTMAS LIGHTS', category: 'christmas' },
  { name: 'RED RETROSPOT WRAP', category: 'stationery' },
  { name: 'GARDENERS KNEELING PAD', category: 'garden' },
  { name: 'WOODEN SOLDIER PUZZLE', category: 'toys & games' },
  { name: 'INFLATABLE POLITICAL GLOBE', category: 'other' },
])('puts $name under $category', ({ name, category }) => {
  expect(categoryOf(name)).toBe(category);
});
