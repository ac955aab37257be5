import { table } from './output.js';

export interface EvaluationReport {
  readonly users: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly fitSeconds: number;
  readonly recommendSeconds: number;
  readonly peakMB: number;
}

/** A row for each metric, a column for each length of list. */
export function evaluationText(
  model: string,
  ks: readonly number[],
  report: EvaluationReport,
): string {
  const names = [...new Set(Object.keys(report.metrics).map((key) => key.split('@')[0] ?? ''))];
  const rows = names.map((name) => [
    name,
    ...ks.map((k) => (report.metrics[`${name}@${k}`] ?? 0).toFixed(4)),
  ]);
  return [
    `${model}: ${report.users.toLocaleString('en')} customers`,
    '',
    table(['', ...ks.map((k) => `@${k}`)], rows),
    '',
    `Learnt in ${seconds(report.fitSeconds)}, lists in ${seconds(report.recommendSeconds)}, at most ${report.peakMB} MB of memory`,
  ].join('\n');
}

function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}
