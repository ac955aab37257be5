import { adapter } from '../../adapters/template/adapter.js';
import type { ChannelPeer } from '../contract/channel.js';
import { openAccount } from '../support/channels.js';
import { listLog } from '../support/dispatch.js';

// The beginning of an adapter's test; adapters/README.md says how to copy it. Start a server that behaves as the
// platform does (test/fakes/), let each method set up what its next answer is, and give what it received back. A
// method that the platform's rules make impossible is left out, and its case named with the rule.

const token = 'a-secret-that-must-not-get-out';

export async function openTemplatePeer(): Promise<ChannelPeer> {
  const log = listLog();
  return {
    account: openAccount(adapter, { token, api_root: 'http://127.0.0.1:1' }, { log }),
    address: toFill,
    received: () => fill('what the server has received'),
    requestCount: () => fill('how many requests it has seen'),
    secrets: [token],
    logged: () => log.lines.map((line) => JSON.stringify(line)),
    throttles: () => fill('the server answers that it is too fast'),
    agesToken: () => fill('the access token runs out'),
    blocks: () => fill('somebody has blocked us'),
    unknownAddress: () => fill('an address of nobody'),
    closesWindow: () => fill('a window or consent is missing'),
    moves: () => fill('a chat has another address now'),
    refusesContent: () => fill('the server refuses what is said'),
    revokes: () => fill('the credential is worth nothing any more'),
    usesUpQuota: () => fill('the quota of the day is used up'),
    unplugged: () => fill('an account at a port that nobody listens on'),
    resets: () => fill('the connection breaks after the request'),
    hangs: () => fill('the server never answers'),
    obscureAnswers: [{ why: '500', happen: () => fill('500, 502, a page with 200') }],
    saysDuplicate: () => fill('the server has this message already'),
    echoes: [{ why: '400', happen: () => fill('an error that repeats the URL and the headers') }],
    stop: async () => undefined,
  };
}

const toFill = 'somebody who can be written to';

function fill(what: string): never {
  throw new Error(`to be filled in: ${what}`);
}

// At the end of the copy, with a reason from the platform's rules for each case that cannot be:
// channelContract('template', openTemplatePeer, { 14: 'the platform counts no quota of messages' });
