import type { App } from '../app.js';
import { loadSegments, type SegmentDefinition, type Segments } from '../config/segments-file.js';
import { didYouMean } from '../domain/suggest.js';
import { UserError } from '../domain/user-error.js';
import type { KnownCustomer } from '../ports/customer-store.js';
import { bindSegments } from '../services/bind-segments.js';
import { problemsError } from './output.js';
import { shownFolder } from './shop-files.js';

/** @throws UserError with every problem of campaigns/segments.yaml */
export function shopSegments(app: App): Segments {
  const loaded = loadSegments(shownFolder(app.shopDir), app.shop);
  if (!loaded.ok) throw problemsError(loaded.problems);
  return loaded.value;
}

/**
 * The same, with clusters bound to the newest there are: to be evaluated.
 *
 * @throws UserError also with every cluster that there is not
 */
export async function boundSegments(app: App): Promise<Segments> {
  const segments = shopSegments(app);
  const bound = await bindSegments(app, segments);
  const { definitions } = segments;
  return {
    ...segments,
    definitions: definitions.map((each) => ({ ...each, rule: bound.get(each.name) ?? each.rule })),
    named: bound,
  };
}

/** @throws UserError that suggests the nearest name */
export function segmentNamed({ definitions, named }: Segments, name: string): SegmentDefinition {
  const found = definitions.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new UserError(`there is no segment "${name}"${didYouMean(name, named.keys())}`, {
    hint: '`hawker segments` lists them; they are written in campaigns/segments.yaml',
  });
}

/** @throws UserError if the shop has no such customer */
export async function customerNamed(app: App, externalId: string): Promise<KnownCustomer> {
  const found = await app.customers.customerByExternalId(externalId);
  if (found !== null) return found;
  throw new UserError(`there is no customer "${externalId}"`, {
    hint: 'give the id that your shop uses, as it was imported',
  });
}
