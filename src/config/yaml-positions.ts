import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Parsed, Problem } from '../domain/problem.js';

export type Path = readonly PropertyKey[];

/** A YAML text that was read: its plain value, and where each part of it stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of its nearest ancestor that exists. */
  place(path: Path): string;
  /** `file:line:column` of a key itself. */
  keyPlace(path: Path): string;
  /** A problem at a path: `path.to[0].field: ` is put before the message. */
  problem(path: Path, message: string): Problem;
  /** Where line `line` (from 1) of the text at `path` stands: block texts start below their key. */
  linePlace(path: Path, line: number): string;
}

/** YAML 1.2, one document, no duplicate keys, no tags. */
export function openYaml(file: string, text: string): Parsed<YamlDocument> {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    version: '1.2',
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const problems = [...parsed.errors, ...parsed.warnings].map((error) => ({
    place: at(error.pos[0]),
    message: syntaxMessage(error.code, error.message, text.slice(error.pos[0])),
  }));
  if (problems.length > 0) return { ok: false, problems };
  if (parsed.contents === null)
    return { ok: false, problems: [{ place: `${file}:1:1`, message: 'the file is empty' }] };
  const root = parsed.contents;
  const find = (path: Path) => locate(root, path, (node) => resolved(node, parsed));
  const place = (path: Path) => at(find(path).offset);
  try {
    return {
      ok: true,
      value: {
        value: parsed.toJS(),
        place,
        keyPlace: (path) => at(find(path).keyOffset),
        problem: (path, message) => ({ place: place(path), message: withPath(path, message) }),
        linePlace: (path, line) => linePlace(file, lines, find(path), line),
      },
    };
  } catch (error) {
    // Too many aliases: a file that means to fill the memory.
    return { ok: false, problems: [{ place: `${file}:1:1`, message: (error as Error).message }] };
  }
}

/** `steps[1].wait` */
function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

export function withPath(path: Path, message: string): string {
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

interface Found {
  readonly offset: number;
  readonly keyOffset: number;
  readonly node: Node | null;
}

function locate(root: Node, path: Path, resolve: (node: unknown) => Node | null): Found {
  let found: Found = { offset: startOf(root), keyOffset: startOf(root), node: root };
  for (const part of path) {
    const next = child(resolve(found.node), part);
    if (next === null) return found;
    const keyOffset = next.keyOffset ?? startOf(next.node);
    const offset = next.node === null ? keyOffset : startOf(next.node);
    found = { offset, keyOffset, node: next.node };
  }
  return found;
}

function child(
  parent: Node | null,
  part: PropertyKey,
): { node: Node | null; keyOffset: number | null } | null {
  if (isSeq(parent)) {
    const node = parent.items[Number(part)] as Node | undefined;
    return node === undefined ? null : { node, keyOffset: null };
  }
  if (!isMap(parent)) return null;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === part);
  return pair === undefined
    ? null
    : { node: pair.value as Node | null, keyOffset: startOf((pair as Pair<Node>).key) };
}

function resolved(node: unknown, document: ReturnType<typeof parseDocument>): Node | null {
  const candidate = node as (Node & { resolve?: (d: typeof document) => Node | undefined }) | null;
  return candidate?.resolve === undefined ? candidate : (candidate.resolve(document) ?? null);
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function linePlace(file: string, lines: LineCounter, found: Found, line: number): string {
  const start = lines.linePos(found.offset);
  const isBlock =
    isScalar(found.node) &&
    (found.node.type === 'BLOCK_LITERAL' || found.node.type === 'BLOCK_FOLDED');
  if (isBlock) return `${file}:${start.line + line}:1`;
  return line === 1 ? `${file}:${start.line}:${start.col}` : `${file}:${start.line + line - 1}:1`;
}

function syntaxMessage(code: string, message: string, source: string): string {
  const key = /^("[^"\n]*"|'[^'\n]*'|[^:\n,{}]+)/.exec(source)?.[0]?.trim() ?? '';
  if (code === 'DUPLICATE_KEY')
    return `the key ${/^["']/.test(key) ? key : `"${key}"`} stands here a second time`;
  if (code === 'TAG_RESOLVE_FAILED') return 'tags such as !!x are not used here';
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one document (---)';
  return `not YAML: ${message}`;
}
