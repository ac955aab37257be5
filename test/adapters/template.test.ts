import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/template/adapter.js';
import type { ChannelAccount, RawRequest } from '../../src/ports/channel.js';
import { type ChannelPeer, channelCases } from '../contract/channel.js';
import { openAccount } from '../support/channels.js';
import { openTemplatePeer } from './template-peer.js';

const programFolder = resolve(import.meta.dirname, '../..');

/** A platform that is set up in full and does whatever it is asked: what fails here fails by the adapter alone. */
function willingPeer(account: ChannelAccount): ChannelPeer {
  const request: RawRequest = {
    method: 'POST',
    path: '/webhooks/template',
    query: {},
    headers: {},
    body: new Uint8Array(),
  };
  const happens = [{ why: 'whatever', happen: () => undefined }];
  return {
    account,
    address: 'ann',
    received: async () => [{ to: 'ann', ref: '1', text: 'hi', imageUrl: null, buttons: [] }],
    requestCount: () => 1,
    secrets: ['secret'],
    logged: () => [],
    throttles: () => undefined,
    agesToken: () => () => 1,
    blocks: () => 'bo',
    unknownAddress: () => 'nobody',
    closesWindow: () => 'needs_inbound',
    moves: () => ({ from: 'ann', to: 'anne' }),
    refusesContent: () => undefined,
    revokes: () => undefined,
    usesUpQuota: () => ({ retryAtMs: 1 }),
    unplugged: () => account,
    resets: () => undefined,
    hangs: () => undefined,
    obscureAnswers: happens,
    deferringAnswers: happens,
    saysDuplicate: () => undefined,
    echoes: happens,
    inbound: {
      account,
      from: 'ann',
      accepted: { status: 200, body: '' },
      message: () => request,
      start: () => request,
      leave: () => request,
      forged: () => [
        { why: 'one', request, status: 401 },
        { why: 'other', request, status: 401 },
      ],
    },
    stop: async () => undefined,
  };
}

const opened = () => openAccount(adapter, { token: 'secret' });

it('all cases of the contract are met, each once', () => {
  const numbers = channelCases.map(({ number }) => number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 26 }, (_, i) => i + 1));
});

describe.each(channelCases)('case $number, $rule', ({ run }) => {
  it('fails with the template and its peer as they are', async () => {
    await expect(run(await openTemplatePeer())).rejects.toThrow();
  });

  it('fails with the template however willing the platform', async () => {
    await expect(run(willingPeer(opened()))).rejects.toThrow();
  });
});

describe('the template', () => {
  it('points at wrong settings like every adapter, because that much is written', () => {
    const problems = (settings: Record<string, unknown>) => {
      const result = adapter.open('mine', settings, {} as never);
      return result.ok ? [] : result.problems;
    };
    expect(problems({ token: 't' })).toEqual([]);
    expect(problems({})).toEqual([{ path: 'token', message: 'is missing' }]);
    expect(problems({ token: 't', tokn: 1 })).toEqual([
      { path: 'tokn', message: 'is not a known key; did you mean "token"?' },
    ]);
  });

  it('can be copied as the guide says: what it imports is there from its new place', () => {
    const guide = readFileSync(join(programFolder, 'adapters/README.md'), 'utf8');
    const commands = [...guide.matchAll(/^sed (.*) (\S+) > (\S+)$/gm)];
    expect(commands).toHaveLength(2);
    for (const [, edits = '', from = '', to = ''] of commands) {
      let text = readFileSync(join(programFolder, from), 'utf8');
      for (const [, found = '', by = ''] of edits.matchAll(/s#([^#]+)#([^#]+)#/g)) {
        text = text.replaceAll(new RegExp(found, 'g'), by);
      }
      const folder = dirname(join(programFolder, to));
      const imports = [...text.matchAll(/from '(\.[^']+)\.js'/g)].map(([, path]) => path ?? '');
      expect(imports.length).toBeGreaterThan(2);
      const missing = imports.filter((path) => !existsSync(join(folder, `${path}.ts`)));
      expect(missing).toEqual(to.startsWith('test/') ? ['../../adapters/mychat'] : []);
      expect(text).not.toContain('template');
    }
  });
});
