// A process with a database client of its own: reads one request per line, answers one line each, many at a time.
import { createInterface } from 'node:readline';
import { keyringOf } from '../../dist/src/runtime/keyring.js';
import { systemRandom } from '../../dist/src/runtime/system-random.js';
import { membershipRound } from '../../dist/src/services/earn-points.js';
import { joinMembership } from '../../dist/src/services/join-membership.js';
import { adjustPoints } from '../../dist/src/services/points.js';
import { openDatabase } from '../../dist/src/store/client.js';
import { membershipStore } from '../../dist/src/store/membership-store.js';
import { pointsStore } from '../../dist/src/store/points-store.js';

const [, , url, membershipText] = process.argv;
const database = openDatabase(url);
let at = 0;
const deps = {
  shop: { membership: JSON.parse(membershipText), currency: 'GBP', timezone: 'Europe/London' },
  points: pointsStore(database),
  members: membershipStore(database),
  keyring: keyringOf(Buffer.alloc(32, 7)),
  random: systemRandom,
  clock: { now: () => at },
};

const steps = {
  round: () => membershipRound(deps),
  join: ({ customerId }) => joinMembership(deps, customerId, at),
  adjust: ({ customerId, points }) =>
    adjustPoints(deps, { customerId, points, reason: 'race', actor: 'test' }),
};

const input = createInterface({ input: process.stdin });
input.on('line', async (line) => {
  const { id, step, at: now, ...request } = JSON.parse(line);
  at = now;
  const answer = await steps[step](request).then(
    () => 'done',
    (error) => String(error.message).slice(0, 300),
  );
  process.stdout.write(`${JSON.stringify({ id, answer })}\n`);
});
// Open the connection before the race begins.
await deps.members.member(0);
process.stdout.write('{"id":0}\n');
