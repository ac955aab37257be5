import { UserError } from '../domain/user-error.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export interface Instance {
  /** `demo`, or the shop's id from shop.yaml. */
  readonly shop: string;
  readonly currency: string;
  readonly keyFingerprint: string;
}

/**
 * Writes down on first use whose database this is; afterwards anybody else is refused, so that demo data and a
 * real shop, two currencies, or two keys never mix.
 */
export async function claimInstance(database: Database, instance: Instance): Promise<void> {
  const wanted = Object.entries(instance);
  await database.write(writePriority.normal, async (tx) => {
    for (const [key, value] of wanted) {
      await tx.models.meta.upsert({ where: { key }, create: { key, value }, update: {} });
    }
  });
  const rows = await database.models.meta.findMany();
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  for (const [key, value] of wanted) {
    if (found.get(key) !== value) throw refusal(key, found.get(key) ?? '', value);
  }
}

function refusal(key: string, found: string, wanted: string): UserError {
  if (key === 'keyFingerprint') {
    return new UserError(
      'this database was made under another key (HAWKER_KEY or data/hawker.key)',
      {
        hint: 'bring that key back: without it names and chat addresses cannot be read',
      },
    );
  }
  if (key === 'shop') {
    return new UserError(`this database belongs to shop "${found}", not to "${wanted}"`, {
      hint: 'set DATABASE_URL to another database, or put the id back in campaigns/shop.yaml',
    });
  }
  return new UserError(`this database is in ${found}; campaigns/shop.yaml says ${wanted}`, {
    hint: 'a shop keeps one currency: change shop.yaml back, or start another database',
  });
}
