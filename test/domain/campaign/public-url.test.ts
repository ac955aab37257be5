import { expect, it } from 'vitest';
import { publicUrlState } from '../../../src/domain/campaign/public-url.js';

it.each([
  [null, 'unset'],
  ['http://localhost:8420', 'local'],
  ['http://127.0.0.1', 'local'],
  ['http://[::1]:80', 'local'],
  ['http://192.168.1.5', 'local'],
  ['http://172.16.0.1', 'local'],
  ['http://172.32.0.1', 'public'],
  ['http://10.1.1.1', 'local'],
  ['http://printer.local', 'local'],
  ['https://chat.shop.example', 'public'],
  ['https://localhost.example', 'public'],
])('%s is %s', (url, state) => {
  expect(publicUrlState(url)).toBe(state);
});
