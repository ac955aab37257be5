import type { ClusterFeature } from './cluster-feature.js';

export interface LocalName {
  readonly en: string;
  readonly 'zh-CN': string;
}

interface FeatureWords {
  readonly high: LocalName;
  readonly low: LocalName;
}

const words: Readonly<Record<ClusterFeature, FeatureWords>> = {
  recencyDays: {
    high: { en: 'long away', 'zh-CN': '久未购买' },
    low: { en: 'bought lately', 'zh-CN': '最近购买' },
  },
  inactiveDays: {
    high: { en: 'silent', 'zh-CN': '久未活跃' },
    low: { en: 'seen lately', 'zh-CN': '最近活跃' },
  },
  customerDays: {
    high: { en: 'long-standing', 'zh-CN': '老客户' },
    low: { en: 'newcomers', 'zh-CN': '新客户' },
  },
  purchaseCount: {
    high: { en: 'often', 'zh-CN': '常购' },
    low: { en: 'seldom', 'zh-CN': '少购' },
  },
  unitCount: {
    high: { en: 'many pieces', 'zh-CN': '件数多' },
    low: { en: 'few pieces', 'zh-CN': '件数少' },
  },
  activeDays: {
    high: { en: 'active', 'zh-CN': '活跃' },
    low: { en: 'quiet', 'zh-CN': '不活跃' },
  },
  monetaryMinor: {
    high: { en: 'big spenders', 'zh-CN': '消费高' },
    low: { en: 'small spenders', 'zh-CN': '消费低' },
  },
  averageBasketMinor: {
    high: { en: 'big baskets', 'zh-CN': '大单' },
    low: { en: 'small baskets', 'zh-CN': '小单' },
  },
};

const ordinary: LocalName = { en: 'like most', 'zh-CN': '普通' };

/** A centre nearer to the mean of all than this, in standard deviations, is not called high or low. */
const noticeable = 0.25;

/**
 * Clusters named by the two features that set each most apart from all customers ("big baskets, seldom"), a third where
 * two would be called alike, and a number where three are not enough.
 *
 * @param scores of each centre, in standard deviations from the mean of all, in the order of the features
 * @returns one for each, no two the same
 */
export function clusterNames(
  features: readonly ClusterFeature[],
  scores: readonly (readonly number[])[],
): LocalName[] {
  const taken = new Set<string>();
  return scores.map((own) => {
    const parts = partsOf(features, own);
    const candidates = [parts.slice(0, 2), parts.slice(0, 3)].map(joined);
    const fallback = candidates[0] ?? ordinary;
    const free = candidates.find(({ en }) => !taken.has(en)) ?? numbered(fallback, taken);
    taken.add(free.en);
    return free;
  });
}

/** `big-baskets-seldom`, as segments.yaml writes it. */
export function clusterKey({ en }: LocalName): string {
  return en.replaceAll(/[^a-z0-9]+/g, '-');
}

function partsOf(features: readonly ClusterFeature[], scores: readonly number[]): LocalName[] {
  const telling = features
    .map((feature, place) => ({ feature, score: scores[place] ?? 0 }))
    .filter(({ score }) => Math.abs(score) >= noticeable)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return telling.map(({ feature, score }) => words[feature][score > 0 ? 'high' : 'low']);
}

function joined(parts: readonly LocalName[]): LocalName {
  if (parts.length === 0) return ordinary;
  return {
    en: parts.map(({ en }) => en).join(', '),
    'zh-CN': parts.map((part) => part['zh-CN']).join('、'),
  };
}

function numbered(name: LocalName, taken: ReadonlySet<string>): LocalName {
  for (let number = 2; ; number++) {
    const next = { en: `${name.en} ${number}`, 'zh-CN': `${name['zh-CN']} ${number}` };
    if (!taken.has(next.en)) return next;
  }
}
