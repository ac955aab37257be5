import { describe, expect, it } from 'vitest';
import {
  composeMessage,
  type MessageVariables,
  openScope,
  withLinks,
  withTargets,
} from '../../../src/domain/campaign/compose-message.js';
import type {
  BlockTemplate,
  ButtonTemplate,
  MessageTemplate,
} from '../../../src/domain/campaign/message-template.js';
import type { Block } from '../../../src/domain/message/message.js';
import { TemplateError } from '../../../src/domain/message/template-error.js';
import { liquidEngine } from '../../../src/runtime/liquid.js';

const { render } = liquidEngine();
const privateUse = /[\ue000-\uf8ff]|%EE%80%8/;

const ann: MessageVariables = {
  locale: 'en',
  values: { customer: { name: 'Ann' }, shop: { name: 'Bags & Co' } },
  picks: [
    { productId: 7, url: 'https://shop.example/p/7', values: { name: 'Tote', category: 'bags' } },
    { productId: 9, url: null, values: { name: 'Lamp', category: 'light' } },
    { productId: 4, url: 'https://shop.example/p/4', values: { name: 'Mug' } },
  ],
  shopUrl: 'https://shop.example/',
  couponCode: 'SAVE1',
};

function compose(template: MessageTemplate, more: Partial<MessageVariables> = {}) {
  return composeMessage(template, { ...ann, ...more }, render);
}

function composed(template: MessageTemplate, more: Partial<MessageVariables> = {}) {
  const made = compose(template, more);
  if (made === null) throw new Error('nothing was left of it');
  return made;
}

const text = (words: string): BlockTemplate => ({ kind: 'text', text: words });
const buttons = (...rows: ButtonTemplate[][]): BlockTemplate => ({ kind: 'buttons', rows });
const hello = text('Hello');

const blocksOf = (template: MessageTemplate, more: Partial<MessageVariables> = {}) =>
  withTargets(composed(template, more)).blocks;

function labelsOf(blocks: readonly Block[]): string[][] {
  return blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.rows.map((row) => row.map(({ label }) => label)) : [],
  );
}

describe('what is left out', () => {
  it('is a block that speaks of something absent; the others stay', () => {
    const template = [text('Dear {{ customer.name }}'), text('Hi from {{ shop.name }}')];
    expect(blocksOf(template)).toHaveLength(2);
    const values = { customer: {}, shop: { name: 'Bags & Co' } };
    expect(blocksOf(template, { values })).toEqual([{ kind: 'text', text: 'Hi from Bags & Co' }]);
  });

  it('is a single button, not its neighbours and not the other rows', () => {
    const absent: ButtonTemplate = {
      kind: 'action',
      label: '{{ coupon.name }}',
      action: 'coupons',
    };
    const help: ButtonTemplate = { kind: 'action', label: 'Help', action: 'help' };
    const stop: ButtonTemplate = { kind: 'action', label: 'Stop', action: 'stop' };
    expect(labelsOf(blocksOf([hello, buttons([absent, help], [absent], [stop])]))).toEqual([
      ['Help'],
      ['Stop'],
    ]);
  });

  it('is one pick’s button where its label speaks of what that pick lacks', () => {
    const each: ButtonTemplate = {
      kind: 'products',
      label: '{{ pick.name }} ({{ pick.category }})',
    };
    const stop: ButtonTemplate = { kind: 'action', label: 'Stop', action: 'stop' };
    // The lamp has no page, the mug no category.
    expect(labelsOf(blocksOf([hello, buttons([each], [stop])]))).toEqual([
      ['Tote (bags)'],
      ['Stop'],
    ]);
  });

  it('is a button without a label, whatever it does', () => {
    const label = '{% if coupon %}Use it{% endif %}';
    const action: ButtonTemplate = { kind: 'action', label, action: 'help' };
    const link: ButtonTemplate = { kind: 'link', label, url: 'https://a.example/' };
    expect(blocksOf([hello, buttons([action, link])])).toEqual([{ kind: 'text', text: 'Hello' }]);
  });

  it.each(['', 'javascript:alert(1)', '/p/7', 'https://a.example/with space', 'ftp://a.example/'])(
    'is a button or picture whose address "%s" is none of the web',
    (url) => {
      const template = [hello, { kind: 'image', url, alt: '' } as const];
      expect(blocksOf(template)).toHaveLength(1);
      expect(blocksOf([hello, buttons([{ kind: 'link', label: 'Go', url }])])).toHaveLength(1);
    },
  );

  it('is the coupon’s button of who has no coupon', () => {
    const use = buttons([{ kind: 'action', label: 'Use it', action: 'use-coupon' }]);
    expect(blocksOf([hello, use])[1]).toEqual({
      kind: 'buttons',
      rows: [[{ kind: 'action', label: 'Use it', action: 'coupon:use:SAVE1' }]],
    });
    expect(blocksOf([hello, use], { couponCode: null })).toHaveLength(1);
  });

  it('is the whole message when only buttons would be left', () => {
    const stop = buttons([{ kind: 'action', label: 'Stop', action: 'stop' }]);
    expect(compose([text('{{ coupon.code }}'), stop])).toBeNull();
    expect(compose([text('  \n ')])).toBeNull();
  });

  it('is never a wrong template: that is an error', () => {
    expect(() => compose([text('{% for %}')])).toThrow(TemplateError);
  });
});

describe('a text', () => {
  it('has no trailing blanks and at most one empty line in a row', () => {
    const [block] = blocksOf([text('One \t\n{% if coupon %}x{% endif %}\n\n\n\nTwo\n\n')]);
    expect(block).toEqual({ kind: 'text', text: 'One\n\nTwo' });
  });
});

describe('a link', () => {
  it('is wanted only where it is used, once however often', () => {
    expect(composed([hello]).links).toEqual([]);
    const template = [text('{{ picks[2].link }} {{ picks[2].link }} {{ shop.link }}')];
    const found = composed(template).links;
    expect(found.map(({ label, target, productId }) => ({ label, target, productId }))).toEqual([
      { label: 'shop', target: 'https://shop.example/', productId: null },
      { label: 'pick:3', target: 'https://shop.example/p/4', productId: 4 },
    ]);
  });

  it('is not wanted for a block that was left out', () => {
    expect(composed([hello, text('{{ shop.link }} {{ coupon.code }}')]).links).toEqual([]);
  });

  it('is absent, not empty, where there is no page', () => {
    expect(compose([text('See {{ picks[1].link }}')])).toBeNull();
    expect(compose([text('See {{ links.shop }}')], { shopUrl: null })).toBeNull();
  });

  it('stands in texts, pictures, their words and on buttons', () => {
    const template: MessageTemplate = [
      text('{{ shop.link }}'),
      {
        kind: 'image',
        url: 'https://qr.example/?d={{ shop.link | url_encode }}',
        alt: '{{ shop.link }}',
      },
      buttons([
        { kind: 'link', label: 'At {{ shop.link }}', url: '{{ shop.link }}' },
        { kind: 'action', label: '{{ shop.link }}?', action: 'help' },
      ]),
    ];
    const message = withLinks(composed(template), ['https://go.example/l/1']);
    expect(message.blocks).toEqual([
      { kind: 'text', text: 'https://go.example/l/1' },
      {
        kind: 'image',
        url: 'https://qr.example/?d=https%3A%2F%2Fgo.example%2Fl%2F1',
        alt: 'https://go.example/l/1',
      },
      {
        kind: 'buttons',
        rows: [
          [
            { kind: 'link', label: 'At https://go.example/l/1', url: 'https://go.example/l/1' },
            { kind: 'action', label: 'https://go.example/l/1?', action: 'help' },
          ],
        ],
      },
    ]);
  });

  it('inside the address of another site is where it leads, and only that site’s is tracked', () => {
    const share: ButtonTemplate = {
      kind: 'link',
      label: 'Share',
      url: 'https://social.example/?u={{ picks[0].link | url_encode }}',
    };
    const { links } = composed([hello, buttons([share])]);
    expect(links.map(({ label, target }) => ({ label, target }))).toEqual([
      {
        label: 'button:2.1.1',
        target: 'https://social.example/?u=https%3A%2F%2Fshop.example%2Fp%2F7',
      },
    ]);
  });

  it('keeps every character of its address, those too that a replacement would read', () => {
    const shopUrl = "https://shop.example/?a=$$&b=$&c=$'d";
    expect(blocksOf([text('At {{ shop.link }} now')], { shopUrl })).toEqual([
      { kind: 'text', text: `At ${shopUrl} now` },
    ]);
  });

  it('of pick 1 is not mistaken for that of pick 10', () => {
    const picks = Array.from({ length: 10 }, (_, i) => ({
      productId: i + 1,
      url: `https://shop.example/p/${i + 1}`,
      values: {},
    }));
    const [block] = blocksOf([text('{{ picks[9].link }} {{ picks[0].link }}')], { picks });
    expect(block).toEqual({
      kind: 'text',
      text: 'https://shop.example/p/10 https://shop.example/p/1',
    });
  });

  it('leads where it leads when no tracked one was made, and leaves no key behind', () => {
    const template = [text('{{ shop.link }} {{ picks[0].link }}')];
    const message = withLinks(composed(template), ['https://go.example/l/1']);
    expect(message.blocks).toEqual([
      { kind: 'text', text: 'https://go.example/l/1 https://shop.example/p/7' },
    ]);
    expect(JSON.stringify(message)).not.toMatch(privateUse);
  });
});

it('gives each pick that has a page a row of its own, and one pick its button', () => {
  const all: ButtonTemplate = { kind: 'products', label: '{{ pick.name }}' };
  const third: ButtonTemplate = { kind: 'product', label: 'Third', pick: 2 };
  const fourth: ButtonTemplate = { kind: 'product', label: 'Fourth', pick: 3 };
  expect(labelsOf(blocksOf([hello, buttons([all], [third, fourth])]))).toEqual([
    ['Tote'],
    ['Mug'],
    ['Third'],
  ]);
});

it('shows a check the same variables, links open', () => {
  expect(openScope(ann)).toMatchObject({
    shop: { name: 'Bags & Co', link: 'https://shop.example/' },
    links: { shop: 'https://shop.example/' },
    picks: [{ link: 'https://shop.example/p/7' }, { link: undefined }, { name: 'Mug' }],
  });
});
