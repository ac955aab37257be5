import { setFlagsFromString } from 'node:v8';
import { Argument, Command, Option } from 'commander';
import type { App } from '../../app.js';
import { OccurrenceCounter } from '../../domain/behaviour/occurrence-counter.js';
import { minorDigits } from '../../domain/money.js';
import { UserError } from '../../domain/user-error.js';
import type { RecordFile, RecordFormat } from '../../ports/record-reader.js';
import { importCustomers, importInteractions, importProducts } from '../../services/import-file.js';
import { importOnlineRetail } from '../../services/import-online-retail.js';
import type { ImportInput, ImportResult, RowsImported } from '../../services/import-rows.js';
import type { CliContext } from '../context.js';
import { importText } from '../import-text.js';
import { print, problemsError, progress } from '../output.js';
import { RejectsFile } from '../rejects-file.js';

type Kind = 'products' | 'customers' | 'interactions';

interface Options {
  readonly format?: RecordFormat;
  readonly encoding?: string;
  readonly map: ReadonlyMap<string, string>;
  readonly preset?: 'online-retail';
  readonly source?: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  hawker import products products.csv --map "Item no=sku" --map "Retail price=price"
  hawker import customers customers.jsonl.gz --map country=attributes.country
  hawker import interactions orders.tsv --rejects rejects.csv
  hawker import interactions online-retail.csv.gz --preset online-retail
  curl -s https://shop.example/events | hawker import interactions - --format jsonl

Fields (many other names of them are understood; a wrong --map lists all):
  products      sku, name, price, category, brand, stock, url …; a new one needs name and price
  customers     externalId, displayName, locale, timezone, birthday, memberTier, attributes.NAME
  interactions  customer, kind (purchase, browse …), at; of an order line also order, sku, quantity, price or amount

Importing a file again adds nothing. A file that was cut in parts is given in one go:
  hawker import interactions part-1.csv part-2.csv`;

export function importCommand(context: CliContext): Command {
  return new Command('import')
    .description('bring in products, customers, or what customers did, from CSV, TSV or JSON lines')
    .addArgument(
      new Argument('<kind>', 'what the file holds').choices([
        'products',
        'customers',
        'interactions',
      ]),
    )
    .argument('<file...>', 'the file or its parts, packed with gzip or not; - for standard input')
    .addOption(
      new Option('--format <format>', 'instead of what the name says').choices([
        'csv',
        'tsv',
        'jsonl',
      ]),
    )
    .option('--encoding <name>', 'of a text that is not UTF-8, such as windows-1252')
    .addOption(
      new Option('--map <column=field>', 'which field a column is; - for none; repeatable')
        .argParser(addMapping)
        .default(new Map(), 'by their names'),
    )
    .addOption(
      new Option('--preset <name>', 'a known file: its columns and its cleaning').choices([
        'online-retail',
      ]),
    )
    .option('--source <name>', 'the feed’s name; the same row of the same feed is the same event')
    .option('--rejects <file>', 'write every row that was dropped, changed or noted, as CSV')
    .option('--json', 'for a machine')
    .addHelpText('after', examples)
    .action(async (kind: Kind, files: string[], options: Options) => {
      // An import keeps some 50 MB alive. Left alone, V8 lets four times that of garbage pile up beside it
      // on a machine with much memory; collecting sooner takes no measurable time.
      setFlagsFromString('--heap-growing-percent=25');
      const app = await context.app();
      if (app.mode === 'demo') {
        throw new UserError('this is the demo: its data and a real shop’s never mix', {
          hint: 'make your own shop with `hawker init my-shop`, then import with --shop my-shop',
        });
      }
      await importFiles(app, kind, files, options);
    });
}

function addMapping(
  text: string,
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) {
    throw new UserError(`--map ${text}: write it as column=field, such as --map "Item no=sku"`);
  }
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}

async function importFiles(app: App, kind: Kind, files: readonly string[], options: Options) {
  if (options.preset === 'online-retail') refuseCurrency(app);
  const occurrences = new OccurrenceCounter();
  let rejects: RejectsFile | null = null;
  const results: { file: string; result: ImportResult }[] = [];
  try {
    for (const path of files) {
      const { format, encoding } = options;
      const file = await app.records.open(path, {
        ...(format !== undefined && { format }),
        ...(encoding !== undefined && { encoding }),
      });
      if (options.rejects !== undefined)
        rejects ??= await RejectsFile.open(options.rejects, file.header);
      const result = await importOne(app, kind, { path, file, options, occurrences, rejects });
      results.push({ file: path, result });
      if (options.json !== true) print(importText(path, result, options.rejects));
      if (result.brokenOff !== null) throw result.brokenOff;
    }
  } finally {
    if (options.json === true && results.length > 0)
      print(JSON.stringify(results.map(jsonOf), null, 2));
    await rejects?.close();
  }
  const read = results.reduce((sum, { result }) => sum + result.rowsRead, 0);
  if (read > 0 && results.every(({ result }) => result.rowsTaken === 0)) {
    throw new UserError('no row could be taken', { hint: 'the reasons stand above' });
  }
}

function refuseCurrency({ shop }: App): void {
  if (minorDigits(shop.currency) === 2) return;
  throw new UserError(
    `the Online Retail file is in pounds and pence, this shop's ${shop.currency} has no such parts`,
    { hint: 'set currency: GBP in campaigns/shop.yaml before the first import' },
  );
}

interface Opened {
  readonly path: string;
  readonly file: RecordFile;
  readonly options: Options;
  readonly occurrences: OccurrenceCounter;
  readonly rejects: RejectsFile | null;
}

async function importOne(app: App, kind: Kind, opened: Opened): Promise<ImportResult> {
  const { path, file, options, occurrences, rejects } = opened;
  const shown = progress(`Importing ${kind} from ${path}`, file.totalBytes);
  const outcome = await run(app, kind, options, {
    file,
    occurrences,
    source: options.source ?? options.preset ?? 'import',
    mapping: options.map,
    onProgress: () => shown.update(file.bytesRead()),
    ...(rejects !== null && { onFinding: (finding, values) => rejects.add(finding, values) }),
  });
  if (outcome.kind === 'refused') throw problemsError(outcome.problems);
  shown.end(`${outcome.result.rowsRead.toLocaleString('en')} rows`);
  return outcome.result;
}

function run(app: App, kind: Kind, options: Options, input: ImportInput): Promise<RowsImported> {
  if (options.preset === 'online-retail') {
    const orders = kind === 'interactions';
    return importOnlineRetail(app, input, {
      orders,
      products: orders || kind === 'products',
      customers: orders || kind === 'customers',
    });
  }
  if (kind === 'products') return importProducts(app, input, app.shop);
  if (kind === 'customers') return importCustomers(app, input);
  return importInteractions(app, input, app.shop);
}

function jsonOf({ file, result }: { file: string; result: ImportResult }) {
  return { file, ...result, brokenOff: result.brokenOff?.message ?? null };
}
