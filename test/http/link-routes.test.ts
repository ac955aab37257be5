import { expect, it } from 'vitest';
import type { InteractionDraft } from '../../src/domain/behaviour/interaction.js';
import { linkRoutes } from '../../src/http/link-routes.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { systemRandom } from '../../src/runtime/system-random.js';
import { linkMaker } from '../../src/services/short-links.js';
import { trackingStore } from '../../src/store/tracking-store.js';
import { onEachDatabase } from '../support/databases.js';

const keyring = keyringOf(Buffer.alloc(32, 7));
const clock = { now: () => 1_000_000 };
const person = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
};

onEachDatabase('short links', (test) => {
  async function setUp(customerId: number | null) {
    const tracking = trackingStore(test.database());
    const recorded: InteractionDraft[] = [];
    const behaviour = {
      record: async (drafts: readonly InteractionDraft[]) => recorded.push(...drafts),
    };
    const delivery = await test.database().write(2, (tx) =>
      tx.models.delivery.create({
        data: {
          purpose: 'campaign',
          dedupeKey: systemRandom.uuid(),
          customerId,
          channelAccount: 'webchat',
          locale: 'en',
          dueAt: 0n,
          deadlineAt: 0n,
          createdAt: 0n,
        },
      }),
    );
    const links = linkMaker({
      tracking,
      keyring,
      random: systemRandom,
      clock,
      publicUrl: 'https://shop.example',
    });
    const app = linkRoutes({ tracking, behaviour, keyring, clock });
    const clicks = () => test.database().models.click.findMany({ orderBy: { id: 'asc' } });
    return { links, app, recorded, deliveryId: delivery.id, clicks };
  }

  it('leads a person to the target and writes a click tied to the delivery', async () => {
    const { links, app, recorded, deliveryId } = await setUp(41);
    const [url = ''] = await links.linksFor([
      { deliveryId, label: 'pick:1', target: 'https://shop.example/p/1', productId: 9 },
    ]);
    const answer = await app.request(url, { headers: person });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('https://shop.example/p/1');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(recorded).toMatchObject([{ customerId: 41, deliveryId, productId: 9, kind: 'click' }]);
  });

  it('counts a link preview as a machine and not as an interaction', async () => {
    const { links, app, recorded, deliveryId, clicks } = await setUp(42);
    const [url = ''] = await links.linksFor([
      { deliveryId, label: 'a', target: 'https://shop.example/' },
    ]);
    const answer = await app.request(url, {
      headers: { 'user-agent': 'TelegramBot (like TwitterBot)' },
    });
    expect(answer.status).toBe(302);
    expect(recorded).toEqual([]);
    expect((await clicks()).at(-1)).toMatchObject({
      actor: 'machine',
      rule: 'user-agent:TelegramBot',
    });
  });

  it('gives a delivery the same link again, and another delivery another', async () => {
    const { links, deliveryId } = await setUp(43);
    const draft = { deliveryId, label: 'a', target: 'https://shop.example/a' };
    const first = await links.linksFor([draft, { ...draft, label: 'b' }]);
    const again = await links.linksFor([{ ...draft, label: 'b' }, draft]);
    expect(again).toEqual([first[1], first[0]]);
    expect(new Set(first).size).toBe(2);
  });

  it('answers 404 to a guess, to a changed token, and to an unknown one under a true signature', async () => {
    const { links, app, deliveryId, clicks } = await setUp(44);
    const [url = ''] = await links.linksFor([
      { deliveryId, label: 'a', target: 'https://shop.example/' },
    ]);
    const before = (await clicks()).length;
    const token = url.slice(url.lastIndexOf('/') + 1);
    const changed = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    const id = 'AAAAAAAAAAAA';
    const unknown =
      id + Buffer.from(keyring.mac('short-link', id)).toString('base64url').slice(0, 6);
    for (const bad of [
      '',
      'x',
      changed,
      unknown,
      'https:%2F%2Fevil.example',
      `${token}?to=https://evil.example`.slice(0, 17),
    ]) {
      const answer = await app.request(`https://shop.example/l/${bad}`, { headers: person });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('location')).toBeNull();
    }
    expect((await clicks()).length).toBe(before);
  });

  it('writes no interaction for a public post, whose readers are strangers', async () => {
    const { links, app, recorded, deliveryId, clicks } = await setUp(null);
    const [url = ''] = await links.linksFor([
      { deliveryId, label: 'a', target: 'https://shop.example/' },
    ]);
    await app.request(url, { headers: person });
    expect(recorded).toEqual([]);
    expect((await clicks()).at(-1)).toMatchObject({ actor: 'human' });
  });
});

it('the token shows no number that could be counted', async () => {
  const ids: string[] = [];
  const tracking = {
    saveLinks: async (drafts: readonly { token: string }[]) => drafts.map(({ token }) => token),
    linkOf: async () => null,
    recordClick: async () => 1,
  };
  const links = linkMaker({
    tracking,
    keyring,
    random: systemRandom,
    clock,
    publicUrl: 'https://s.example',
  });
  for (let deliveryId = 1; deliveryId <= 50; deliveryId++) {
    ids.push(...(await links.linksFor([{ deliveryId, label: 'a', target: 'https://s.example/' }])));
  }
  expect(new Set(ids.map((url) => url.slice(0, 25))).size).toBeGreaterThan(45);
});
