import { Command, InvalidArgumentError } from 'commander';
import { openCrew } from '../../app.js';
import { evaluateModel } from '../../domain/recommender/evaluate-model.js';
import { modelByName, modelNames } from '../../domain/recommender/model-table.js';
import { UserError } from '../../domain/user-error.js';
import type { CliContext } from '../context.js';
import { readEvaluation } from '../evaluate/read-history.js';
import { type EvaluationReport, evaluationText } from '../evaluation-text.js';
import { print } from '../output.js';

interface Options {
  readonly train: string;
  readonly test: string;
  readonly model: string;
  readonly params?: unknown;
  readonly k: readonly number[];
  readonly keepSeen?: boolean;
  readonly items?: string;
  readonly customers?: string;
  readonly json?: boolean;
}

const help = `
Files are CSV or TSV: customer,item[,weight[,timestamp]], with or without a header; .gz is unpacked.
Metrics are means over the customers of both files, over the full ranking. What a customer has in --train is not
picked again, unless --keep-seen asks who buys what again.

Models: ${modelNames().join(', ')}

Examples:
  hawker evaluate --train before.csv --test after.csv --model item-knn
  hawker evaluate --train before.csv --test after.csv --model ease --params '{"lambda": 200}' --k 10,20 --json
  hawker evaluate --train before.csv --test after.csv --model content --items products.csv`;

/** Needs no shop: the files are all there is. */
export function evaluateCommand(_: CliContext): Command {
  return new Command('evaluate')
    .description('how well a recommender foretells what customers did next')
    .requiredOption('--train <file>', 'what is known: customer,item[,weight[,timestamp]]')
    .requiredOption('--test <file>', 'what happened next')
    .requiredOption('--model <name>', 'a recommender, such as item-knn')
    .option('--params <json>', 'its parameters, such as \'{"k": 100}\'', parseJson)
    .option('--k <lengths>', 'how long the lists are that are judged', parseLengths, [10, 20])
    .option('--keep-seen', 'lists may hold what the customer has already')
    .option('--items <file>', 'item,text…: what is written about items (content, hybrid)')
    .option('--customers <file>', 'customer,country,…: what is known of customers (demographic)')
    .option('--json', 'the figures for a machine')
    .addHelpText('after', help)
    .action(async (options: Options) => {
      const report = await evaluate(options);
      if (options.json === true) print(JSON.stringify(report, null, 2));
      else print(evaluationText(options.model, options.k, report));
    });
}

async function evaluate(options: Options): Promise<EvaluationReport> {
  const { model, params, k, keepSeen = false } = options;
  // Before the files are read: a wrong name should not cost minutes.
  const entry = modelByName(model);
  entry.check(params);
  const { history, test, notes } = await readEvaluation(options);
  for (const note of notes) process.stderr.write(`${note}\n`);
  const crew = openCrew();
  const [fitted, fitSeconds] = timed(() => entry.fit(history, params, crew));
  const request = { history, test, ks: k, keepSeen, crew };
  const [result, recommendSeconds] = timed(() => evaluateModel(fitted, request));
  crew.end();
  if (result.users === 0)
    throw new UserError(`no customer of ${options.test} is in ${options.train}`);
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1_024);
  return { ...result, fitSeconds, recommendSeconds, peakMB };
}

function timed<T>(work: () => T): [result: T, seconds: number] {
  const startedAt = performance.now();
  const result = work();
  return [result, Math.round(performance.now() - startedAt) / 1_000];
}

function parseJson(text: string): unknown {
  const parsed = jsonOf(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`that is not JSON: ${parsed.why}`);
}

function jsonOf(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}

function parseLengths(text: string): number[] {
  const lengths = text.split(',').map(Number);
  if (lengths.every((k) => Number.isSafeInteger(k) && k >= 1 && k <= 10_000))
    return [...new Set(lengths)];
  throw new InvalidArgumentError('say lengths from 1 on, such as 10,20');
}
