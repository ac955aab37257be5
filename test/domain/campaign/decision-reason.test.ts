import { expect, it } from 'vitest';
import { decisionText } from '../../../src/domain/campaign/decision-reason.js';

it('says a reason in words', () => {
  expect(decisionText('no-consent')).toBe('has not agreed to marketing messages');
  expect(decisionText('holdout')).toBe('holdout: left out on purpose, to compare with');
});

it('names the segment that excludes, colons and all', () => {
  expect(decisionText('excluded:vip')).toBe('in the excluded segment vip');
  expect(decisionText('excluded:eu:vip')).toBe('in the excluded segment eu:vip');
});

it.each(['asked by the platform', '', 'constructor', 'toString', '__proto__'])(
  'gives back "%s", which is none of its own, as it is',
  (reason) => {
    expect(decisionText(reason)).toBe(reason);
  },
);
