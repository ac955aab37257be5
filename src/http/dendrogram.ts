import type { ClusterTree } from '../domain/segment/cluster/cluster-model.js';
import { palette } from './charts.js';

const width = 640;
const margin = { left: 190, right: 24, top: 8, bottom: 34 };
const rowHeight = 26;

interface Drawn {
  /** Of the branch's right end. */
  readonly x: number;
  readonly y: number;
  /** Null where clusters come together. */
  readonly cluster: number | null;
}

/**
 * Ward's tree as an SVG picture: leaves at the left, and the further right two branches meet, the less alike they are.
 *
 * @param names of the clusters, by their place
 * @param colors of the clusters, by their place
 */
export function dendrogramSvg(
  { leaves, merges }: ClusterTree,
  names: readonly string[],
  colors: readonly string[],
): string {
  const height = margin.top + margin.bottom + rowHeight * leaves.length;
  const highest = Math.max(1e-9, ...merges.map((merge) => merge.height));
  const across = (at: number) =>
    margin.left + (at / highest) * (width - margin.left - margin.right);
  const rows = rowsOf({ leaves, merges });
  const drawn: Drawn[] = leaves.map(({ cluster }, leaf) => ({
    x: across(0),
    y: margin.top + rowHeight * ((rows.get(leaf) ?? 0) + 0.5),
    cluster,
  }));
  const texts = leaves.map((leaf, at) => labelOf(leaf, drawn[at]?.y ?? 0, names));
  const lines = merges.map(({ pair, height: at }) => {
    const [a, b] = [drawn[pair[0]], drawn[pair[1]]];
    if (a === undefined || b === undefined)
      throw new RangeError('a merge of what is not there yet');
    const x = across(at);
    const cluster = a.cluster === b.cluster ? a.cluster : null;
    drawn.push({ x, y: (a.y + b.y) / 2, cluster });
    const color = (cluster === null ? undefined : colors[cluster]) ?? palette.quiet;
    return `<path d="M${n(a.x)} ${n(a.y)}H${n(x)}V${n(b.y)}H${n(b.x)}" fill="none" stroke="${color}" stroke-width="2"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Tree of clusters" font-family="system-ui, sans-serif" font-size="12">`,
    ...lines,
    ...texts,
    `<text x="${width - margin.right}" y="${height - 10}" text-anchor="end" fill="${palette.quiet}">less alike →</text>`,
    '</svg>',
  ].join('');
}

function labelOf(
  { weight, cluster }: ClusterTree['leaves'][number],
  y: number,
  names: readonly string[],
): string {
  const name = names[cluster] ?? '';
  return `<text x="${margin.left - 8}" y="${n(y + 4)}" text-anchor="end" fill="${palette.ink}">${escaped(name)} · ${weight.toLocaleString('en')}</text>`;
}

/** The row of each leaf, so that no two branches cross. */
function rowsOf({ leaves, merges }: ClusterTree): Map<number, number> {
  const rows = new Map<number, number>();
  const open = [leaves.length + merges.length - 1];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const merge = merges[node - leaves.length];
    if (merge === undefined) rows.set(node, rows.size);
    else open.push(merge.pair[1], merge.pair[0]);
  }
  return rows;
}

function n(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
