import { expect, it } from 'vitest';
import { mailAddressOf } from '../../../src/domain/identity/mail-address.js';

it.each([
  [' Ann.Lee+News@Shop.Example ', 'ann.lee+news@shop.example'],
  ["o'hara@shop.example", "o'hara@shop.example"],
  ['用户@例子.公司', '用户@xn--fsqu00a.xn--55qx5d'],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
])('keeps %j as %j', (text, address) => {
  expect(mailAddressOf(text)).toBe(address);
});

it.each([
  '',
  'ann',
  '@shop.example',
  'ann@',
  'ann@localhost',
  'ann@127.0.0.1',
  'ann@[127.0.0.1]',
  'ann@shop..example',
  '.ann@shop.example',
  'ann..lee@shop.example',
  'ann@shop.example>\r\nRCPT TO:<bob@shop.example',
  'ann@shop.example\nBcc: bob@shop.example',
  'ann@shop.example?cc=bob@shop.example',
  '"ann lee"@shop.example',
  'a b@shop.example',
  'ann@-shop.example',
  `${'a'.repeat(65)}@shop.example`,
  `a@${'b'.repeat(250)}.example`,
])('takes %j for none', (text) => {
  expect(mailAddressOf(text)).toBeNull();
});
