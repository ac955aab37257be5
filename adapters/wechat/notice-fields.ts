/** What a field of a notice can be filled with; `=words` is those words. */
export const noticeWords = ['title', 'text', 'time'] as const;

interface FieldKind {
  /** In characters. */
  readonly max: number;
  readonly takes: readonly (typeof noticeWords)[number][];
}

// The platform's rules for the values of a notice, by the beginning of the field's name (thing1, time3).
const kinds: Readonly<Record<string, FieldKind>> = {
  thing: { max: 20, takes: ['title', 'text'] },
  short_thing: { max: 5, takes: ['title', 'text'] },
  const: { max: 20, takes: [] },
  phrase: { max: 5, takes: [] },
  name: { max: 10, takes: [] },
  character_string: { max: 32, takes: [] },
  number: { max: 32, takes: [] },
  letter: { max: 32, takes: [] },
  amount: { max: 13, takes: [] },
  time: { max: 40, takes: ['time'] },
  date: { max: 40, takes: ['time'] },
};

export function fieldKind(name: string): FieldKind | undefined {
  const kind = /^([a-z_]+?)\d+$/.exec(name)?.[1];
  return kind === undefined ? undefined : kinds[kind];
}

export function literalOf(source: string): string | null {
  return source.startsWith('=') ? source.slice(1) : null;
}

/** @returns null when the platform would take it */
export function fieldFault(name: string, source: string): string | null {
  const kind = fieldKind(name);
  if (kind === undefined) {
    return `is not a field of a notice: they are called ${Object.keys(kinds).join(', ')} and a number`;
  }
  const literal = literalOf(source);
  if (literal === null) {
    if (kind.takes.some((word) => word === source)) return null;
    const words = [...kind.takes, '=and the words themselves'];
    return `"${source}" does not go into it; it takes ${words.join(' or ')}`;
  }
  if (literal.trim() === '') return 'has no words after the =';
  const { length } = [...literal];
  return length > kind.max ? `is ${length} characters long; ${kind.max} is the most` : null;
}
