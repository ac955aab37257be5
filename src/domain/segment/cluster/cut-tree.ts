import type { Dendrogram } from './ward.js';

/**
 * The clusters that are left when all but the highest merges are made.
 *
 * @param clusters from 1 to the number of points
 * @returns for each point its cluster, numbered from 0 in the order of their first points
 */
export function cutTree({ count, pairs }: Dendrogram, clusters: number): Int32Array {
  const made = count - Math.min(Math.max(1, clusters), count);
  const parent = Int32Array.from({ length: count + made }, (_, i) => i);
  for (let merge = 0; merge < made; merge++) {
    parent[pairs[2 * merge] as number] = count + merge;
    parent[pairs[2 * merge + 1] as number] = count + merge;
  }
  // A cluster is always made after its parts: from the last one down, each parent's root is known.
  for (let node = parent.length - 1; node >= 0; node--)
    parent[node] = parent[parent[node] as number] as number;
  const labels = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, point) => {
    const root = parent[point] as number;
    const label = labels.get(root) ?? labels.size;
    labels.set(root, label);
    return label;
  });
}

/**
 * The top of a tree, its lower parts drawn together to so many leaves.
 *
 * @returns a tree of leaves 0..leaves−1 with their weights, and for each point its leaf
 */
export function topOf(tree: Dendrogram, leaves: number, weights?: Float64Array) {
  const count = Math.min(leaves, tree.count);
  const leafOf = cutTree(tree, count);
  const leafSizes = new Float64Array(count);
  leafOf.forEach((leaf, point) => {
    leafSizes[leaf] = (leafSizes[leaf] as number) + (weights?.[point] ?? 1);
  });
  const made = tree.count - count;
  // What a number of the whole tree is called in the top: a leaf, or a merge counted anew.
  const nameOf = (node: number) =>
    node >= tree.count + made
      ? node - tree.count - made + count
      : (leafOf[pointBelow(tree, node)] as number);
  return {
    leafOf,
    leafSizes,
    tree: {
      count,
      pairs: tree.pairs.slice(2 * made).map(nameOf),
      heights: tree.heights.slice(made),
      sizes: tree.sizes.slice(made),
    } satisfies Dendrogram,
  };
}

function pointBelow({ count, pairs }: Dendrogram, node: number): number {
  let below = node;
  while (below >= count) below = pairs[2 * (below - count)] as number;
  return below;
}
