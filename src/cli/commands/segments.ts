import { Command, InvalidArgumentError } from 'commander';
import type { App } from '../../app.js';
import { checkSegmentWords } from '../../services/check-segment-words.js';
import { growthOf, overlapsOf } from '../../services/segment-views.js';
import { explainMembership, previewSegment, sizeSegments } from '../../services/segments.js';
import type { CliContext } from '../context.js';
import { freshProfiles } from '../fresh-profiles.js';
import { print } from '../output.js';
import { saveFile } from '../saved-file.js';
import { explanationText, previewText, sizesText } from '../segment-text.js';
import { boundSegments, customerNamed, segmentNamed } from '../shop-segments.js';
import { clustersCommand, makeClustersCommand } from './clusters.js';

interface Options {
  readonly json?: boolean;
}

const example = `
Examples:
  hawker segments
  hawker segments preview lapsed --limit 5
  hawker segments explain lapsed 17850
  hawker segments cluster`;

export function segmentsCommand(context: CliContext): Command {
  return new Command('segments')
    .description('the groups of customers in campaigns/segments.yaml, with their sizes')
    .option('--json', 'print every figure as JSON')
    .addHelpText('after', example)
    .action(async (options: Options) => list(await context.app(), options))
    .addCommand(previewCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(makeClustersCommand(context))
    .addCommand(clustersCommand(context));
}

function previewCommand(context: CliContext): Command {
  return new Command('preview')
    .description(
      'a segment: its size now and before, overlaps, some customers and why they are in it',
    )
    .argument('<segment>', 'its name in segments.yaml')
    .option('--limit <n>', 'how many customers', wholeNumber, 10)
    .option('--seed <n>', 'another number shows other customers', wholeNumber, 1)
    .option('--growth <n>', 'sizes so many times 30 days ago; 0 for none', wholeNumber, 6)
    .option('--html <file>', 'write a page with pictures')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  hawker segments preview regulars --limit 5 --html regulars.html',
    )
    .action(async (name: string, options: PreviewOptions, command: Command) =>
      preview(await context.app(), name, { ...options, ...command.optsWithGlobals() }),
    );
}

function explainCommand(context: CliContext): Command {
  return new Command('explain')
    .description('why a customer is in a segment, or is not')
    .argument('<segment>', 'its name in segments.yaml')
    .argument('<customer>', 'the id that your shop uses')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  hawker segments explain lapsed 17850')
    .action(async (name: string, customer: string, _: Options, command: Command) =>
      explainOne(await context.app(), [name, customer], command.optsWithGlobals()),
    );
}

async function list(app: App, { json }: Options): Promise<void> {
  const asOf = app.clock.now();
  const { definitions, named } = await boundSegments(app);
  await freshProfiles(app, asOf);
  const names = definitions.map(({ name }) => name);
  const sizes = await sizeSegments(app, names, named, asOf);
  const warnings = await checkSegmentWords(app, named);
  if (json === true) print(JSON.stringify({ segments: sizes, warnings }, null, 2));
  else print(sizesText(sizes, definitions, warnings));
}

interface PreviewOptions extends Options {
  readonly limit: number;
  readonly seed: number;
  readonly growth: number;
  readonly html?: string;
}

async function preview(app: App, name: string, options: PreviewOptions): Promise<void> {
  const asOf = app.clock.now();
  const segments = await boundSegments(app);
  const definition = segmentNamed(segments, name);
  const { named } = segments;
  await freshProfiles(app, asOf);
  const [size] = await sizeSegments(app, [name], named, asOf);
  const { limit, seed, json, html } = options;
  const sample = await previewSegment(app, { name, named, limit, seed, asOf });
  const warnings = await checkSegmentWords(app, new Map([[name, definition.rule]]));
  const request = { name, named, asOf };
  const growth = options.growth === 0 ? null : await growthOf(app, request, options.growth);
  const overlaps = await overlapsOf(app, request);
  if (size === undefined) return;
  const { timezone } = app.shop;
  const parts = { sample, growth, overlaps };
  if (html !== undefined) {
    // The chart library is large: only who wants a page waits for it.
    const { segmentPage } = await import('../../http/segment-page.js');
    const { description } = definition;
    saveFile(html, segmentPage({ size, description, ...parts, asOf, timezone }));
  }
  if (json === true) print(JSON.stringify({ ...size, ...parts, warnings }, null, 2));
  else if (html === undefined)
    print(previewText(definition, size, { ...parts, warnings, timezone }));
}

async function explainOne(
  app: App,
  [name, externalId]: readonly [string, string],
  { json }: Options,
): Promise<void> {
  const asOf = app.clock.now();
  const segments = await boundSegments(app);
  segmentNamed(segments, name);
  const customer = await customerNamed(app, externalId);
  await freshProfiles(app, asOf);
  const explanation = await explainMembership(app, customer.id, { ...segments, name, asOf });
  if (explanation === null) return;
  if (json === true) print(JSON.stringify(explanation, null, 2));
  else print(explanationText(name, externalId, explanation));
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text)) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}
