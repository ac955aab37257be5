import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ButtonRoom, fitMessage } from '../../../src/domain/message/fit-message.js';
import {
  type Button,
  type OutboundMessage,
  textMessage,
} from '../../../src/domain/message/message.js';

const roomy: ButtonRoom = {
  kinds: ['action', 'link'],
  rows: 10,
  perRow: 4,
  labelMax: 40,
  actionBytes: 64,
};
const action = (label: string, of = label): Button => ({ kind: 'action', label, action: of });
const link = (label: string, url = 'https://a.example'): Button => ({ kind: 'link', label, url });

function fitted(rows: readonly (readonly Button[])[], room: ButtonRoom | null) {
  return fitMessage(textMessage('en', 'Hello', rows), { buttons: room, hasImages: true });
}
function rowsOf(message: OutboundMessage): string[][] {
  return message.blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.rows.map((row) => row.map(({ label }) => label)) : [],
  );
}
const textOf = (message: OutboundMessage) =>
  message.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');

it('leaves alone what fits', () => {
  const message = textMessage('en', 'Hello', [[action('a')], [action('b'), link('c')]]);
  expect(fitMessage(message, { buttons: roomy, hasImages: true })).toEqual(message);
});

it('breaks rows up that are too wide', () => {
  const row = ['a', 'b', 'c', 'd', 'e'].map((label) => action(label));
  expect(rowsOf(fitted([row, [action('f')]], { ...roomy, perRow: 2 }))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
    ['f'],
  ]);
});

it('moves buttons together where there are too many rows, and lists what is left', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((label) => [action(label)]);
  const message = fitted(rows, { ...roomy, rows: 2, perRow: 2 });
  expect(rowsOf(message)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(textOf(message)).toContain('e: reply “e”');
});

it('lists links where only actions can be buttons, and actions that are too long', () => {
  const room = { ...roomy, kinds: ['action'] as const, actionBytes: 4 };
  const message = fitted([[link('Shop'), action('ok'), action('long', '四个字')]], room);
  expect(rowsOf(message)).toEqual([['ok']]);
  expect(textOf(message)).toContain('Shop: https://a.example');
  expect(textOf(message)).toContain('long: reply “四个字”');
});

it('cuts labels, never inside a character', () => {
  const message = fitted([[action('🎁🎁🎁', 'x'), action('12345', 'y')]], {
    ...roomy,
    labelMax: 4,
  });
  expect(rowsOf(message)).toEqual([['🎁…', '123…']]);
});

it('lists everything where there are no buttons at all', () => {
  expect(textOf(fitted([[action('Yes', 'consent:yes')], [link('Shop')]], null))).toBe(
    'Hello\nReply “Yes”\nShop: https://a.example',
  );
});

it('loses no button, and never exceeds what the channel takes', () => {
  const button = fc.oneof(
    fc
      .tuple(fc.string({ minLength: 1 }), fc.nat(99))
      .map(([label, n]) => action(label, `act-${n}-`)),
    fc.nat(99).map((n) => link('link', `https://a.example/${n}-`)),
  );
  const room = fc.record({
    kinds: fc.constantFrom<ButtonRoom['kinds']>(['action'], ['link'], ['action', 'link']),
    rows: fc.integer({ min: 1, max: 5 }),
    perRow: fc.integer({ min: 1, max: 4 }),
    labelMax: fc.integer({ min: 4, max: 20 }),
    actionBytes: fc.integer({ min: 4, max: 20 }),
  });
  fc.assert(
    fc.property(
      fc.array(fc.array(button, { maxLength: 6 }), { maxLength: 8 }),
      room,
      (rows, of) => {
        const message = fitted(rows, of);
        const shown = message.blocks.flatMap((block) =>
          block.kind === 'buttons' ? block.rows : [],
        );
        expect(shown.length).toBeLessThanOrEqual(of.rows);
        for (const row of shown) {
          expect(row.length).toBeLessThanOrEqual(of.perRow);
          for (const each of row) {
            expect(of.kinds).toContain(each.kind);
            expect(each.label.length).toBeLessThanOrEqual(of.labelMax);
          }
        }
        const everything = JSON.stringify(message);
        for (const each of rows.flat())
          expect(everything).toContain(each.kind === 'link' ? each.url : each.action);
      },
    ),
  );
});
