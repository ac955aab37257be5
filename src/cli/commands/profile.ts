import { Command } from 'commander';
import type { App } from '../../app.js';
import { segmentsHolding } from '../../services/segments.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { print } from '../output.js';
import { profileText } from '../profile-text.js';
import { boundSegments, customerNamed } from '../shop-segments.js';

export function profileCommand(context: CliContext): Command {
  return new Command('profile')
    .description(
      'what is known of one customer: standing, money, outlook, habits, tastes, segments, chats',
    )
    .argument('<customer>', 'the id that your shop uses')
    .option('--json', 'print every figure as JSON')
    .addHelpText('after', '\nExample:\n  hawker profile 17850')
    .action(async (externalId: string, { json }: { json?: boolean }) =>
      show(await context.app(), externalId, json === true),
    );
}

async function show(app: App, externalId: string, isJson: boolean): Promise<void> {
  const asOf = app.clock.now();
  const { named } = await boundSegments(app);
  const customer = await customerNamed(app, externalId);
  await freshProfiles(app, asOf);
  const [facts] = await app.segments.facts([customer.id]);
  if (facts === undefined) return;
  const segments = await segmentsHolding(app, customer.id, named, asOf);
  const { currency, timezone } = app.shop;
  if (!isJson) {
    const { displayName } = customer;
    print(profileText(facts, { displayName, segments, asOf, currency, timezone }));
    return;
  }
  const { interactions, ...known } = facts;
  const card = { ...known, interactionCount: interactions.length, segments };
  print(JSON.stringify(card, null, 2));
}
