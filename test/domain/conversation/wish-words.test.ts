import { describe, expect, it } from 'vitest';
import { quietHoursFor } from '../../../src/domain/conversation/wish.js';
import { wishIn } from '../../../src/domain/conversation/wish-words.js';

const at = (hour: number, minute = 0) => hour * 60 + minute;

describe('a time of day', () => {
  it.each([
    ['not before 9', 'not-before', at(9)],
    ['nothing before 9am', 'not-before', at(9)],
    ['not before 9:30', 'not-before', at(9, 30)],
    ['only after 9', 'not-before', at(9)],
    ['after 10', 'not-before', at(10)],
    ['not after 22', 'not-after', at(22)],
    ['not after 10 pm', 'not-after', at(22)],
    ['only before 8 pm', 'not-after', at(20)],
    ['no messages after 21.30', 'not-after', at(21, 30)],
    ['9点以后', 'not-before', at(9)],
    ['早上9点半以后再发', 'not-before', at(9, 30)],
    ['九点之后', 'not-before', at(9)],
    ['9点以前不要发', 'not-before', at(9)],
    ['不要在9点前发', 'not-before', at(9)],
    ['晚上十点以后不要发', 'not-after', at(22)],
    ['22点以后别打扰我', 'not-after', at(22)],
    ['晚上9点前', 'not-after', at(21)],
  ])('%s is %s %i', (said, kind, minute) => {
    expect(wishIn(said)).toEqual({ kind, minute });
  });

  it.each([
    ['between 9 and 17', at(9), at(17)],
    ['only between 9 and 5 pm', at(9), at(17)],
    ['between 6 and 9 pm', at(18), at(21)],
    ['from 9:00 to 17:30', at(9), at(17, 30)],
    ['9点到18点', at(9), at(18)],
    ['上午九点至下午五点半之间', at(9), at(17, 30)],
    ['only evenings', at(18), at(22)],
    ['just in the morning', at(8), at(12)],
    ['只要下午', at(12), at(18)],
  ])('%s is from %i until %i', (said, fromMinute, untilMinute) => {
    expect(wishIn(said)).toEqual({ kind: 'between', fromMinute, untilMinute });
  });

  it.each(['any time', 'whenever', '随时', '什么时候都可以'])('%s lifts it', (said) => {
    expect(wishIn(said)).toEqual({ kind: 'any-time' });
  });

  it.each(['not before 25', 'not before 9:75', 'before noon', '5 to 10', '30点以后'])(
    'is not what "%s" names',
    (said) => {
      expect(wishIn(said)).toBeNull();
    },
  );

  it.each(['weekends only', 'only weekdays', 'not on sundays', '只要周末', '星期六'])(
    'is not a day of the week, which we cannot keep to: %s',
    (said) => {
      expect(wishIn(said)).toEqual({ kind: 'days' });
    },
  );
});

describe('an interest', () => {
  it.each([
    ['only shoes', 'only', 'shoes'],
    ['just show me shoes and bags', 'only', 'shoes and bags'],
    ['shoes only', 'only', 'shoes'],
    ['只要鞋子', 'only', '鞋子'],
    ['我只想看灯笼和帽子', 'only', '灯笼和帽子'],
    ['no hats', 'without', 'hats'],
    ["don't show me any hats", 'without', 'hats'],
    ['no more hats', 'without', 'hats'],
    ['不要帽子', 'without', '帽子'],
    ['不要再推荐帽子', 'without', '帽子'],
    ['别推荐帽子', 'without', '帽子'],
  ])('%s: %s "%s"', (said, kind, words) => {
    expect(wishIn(said)).toEqual({ kind, words });
  });

  it.each(['everything', 'anything', '什么都可以'])('%s lifts it', (said) => {
    expect(wishIn(said)).toEqual({ kind: 'anything' });
  });

  it.each(['no thanks', 'no problem', 'red shoes', 'where is my order', '你好', 'no more'])(
    'is not what "%s" names',
    (said) => {
      expect(wishIn(said)).toBeNull();
    },
  );
});

describe('quiet hours', () => {
  const shop = { fromMinute: at(22), untilMinute: at(8) };
  it.each([
    ['not-before', at(9), shop, { fromMinute: at(22), untilMinute: at(9) }],
    ['not-after', at(20), shop, { fromMinute: at(20), untilMinute: at(8) }],
    ['not-before', at(9), null, { fromMinute: at(22), untilMinute: at(9) }],
    // The other end stays as it was: nothing is left to be quiet.
    ['not-before', at(22), shop, null],
  ] as const)('%s %i with %j come to %j', (kind, minute, now, wanted) => {
    expect(quietHoursFor({ kind, minute }, now)).toEqual(wanted);
  });

  it('are what is left of the day around the hours that are allowed', () => {
    const wish = { kind: 'between', fromMinute: at(18), untilMinute: at(22) } as const;
    expect(quietHoursFor(wish, shop)).toEqual({ fromMinute: at(22), untilMinute: at(18) });
  });
});
