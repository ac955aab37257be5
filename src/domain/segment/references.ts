import type { NamedRules, SegmentRule } from './rule.js';

/** The rules directly inside a rule. */
export function childrenOf(rule: SegmentRule): readonly SegmentRule[] {
  if (rule.kind === 'all' || rule.kind === 'any') return rule.rules;
  return rule.kind === 'not' ? [rule.rule] : [];
}

/** Names of the segments that a rule speaks of itself, each once. */
export function namesIn(rule: SegmentRule): string[] {
  const own = rule.kind === 'segment' ? [rule.name] : [];
  return [...new Set([...own, ...childrenOf(rule).flatMap(namesIn)])];
}

/**
 * Every segment that a rule needs, directly or through another, each after those it needs itself.
 *
 * @throws Error if a name is unknown, or a segment needs itself: files are checked before
 */
export function neededNames(rule: SegmentRule, named: NamedRules): string[] {
  const ordered = new Set<string>();
  const open: string[] = [];
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    if (open.includes(name)) throw new Error(`segment ${[...open, name].join(' → ')} needs itself`);
    open.push(name);
    namesIn(ruleNamed(name, named)).forEach(visit);
    open.pop();
    ordered.add(name);
  };
  namesIn(rule).forEach(visit);
  return [...ordered];
}

/** Whether one of these segments asks for a figure of the profile, itself or through another. Unknown names ask nothing. */
export function restsOnProfiles(names: readonly string[], named: NamedRules): boolean {
  const seen = new Set<string>();
  const visit = (rule: SegmentRule): boolean =>
    rule.kind === 'figure' ||
    rule.kind === 'rfm' ||
    rule.kind === 'interest' ||
    rule.kind === 'prefers-channel' ||
    (rule.kind === 'segment' && visitName(rule.name)) ||
    childrenOf(rule).some(visit);
  const visitName = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const rule = named.get(name);
    return rule !== undefined && visit(rule);
  };
  return names.some(visitName);
}

/** @throws Error if there is none */
export function ruleNamed(name: string, named: NamedRules): SegmentRule {
  const rule = named.get(name);
  if (rule === undefined) throw new Error(`there is no segment "${name}"`);
  return rule;
}

/** The way from a segment back to itself, such as `[a, b, a]`; null if there is none. Unknown names end a way. */
export function cycleFrom(start: string, named: NamedRules): string[] | null {
  const seen = new Set<string>();
  const follow = (name: string, way: readonly string[]): string[] | null => {
    for (const next of namesIn(named.get(name) ?? { kind: 'everyone' })) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = follow(next, [...way, next]);
      if (found !== null) return found;
    }
    return null;
  };
  return follow(start, [start]);
}
