// Reads docs/promotions.md: its YAML blocks, and the tables of carts below each of them.

/** A cart of the page, below the promotions it is counted by. */
export interface PageExample {
  readonly heading: string;
  /** Where its table begins. */
  readonly line: number;
  /** The block above it. */
  readonly yaml: string;
  readonly rows: readonly PageRow[];
}

export interface PageRow {
  readonly label: string;
  readonly value: string;
}

export interface PageBlock {
  readonly language: string;
  readonly text: string;
}

export interface Page {
  readonly examples: readonly PageExample[];
  readonly blocks: readonly PageBlock[];
  readonly headings: readonly string[];
}

export function readPage(text: string): Page {
  const lines = text.split('\n');
  const examples: PageExample[] = [];
  const blocks: PageBlock[] = [];
  const headings: string[] = [];
  let [yaml, at] = ['', 0];
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1);
      const block = { language: line.slice(3), text: lines.slice(at + 1, end).join('\n') };
      blocks.push(block);
      if (block.language === 'yaml') yaml = block.text;
      at = end;
    }
    if (/^#+ /.test(line)) headings.push(line.replace(/^#+ /, ''));
    if (line === '| Cart | GBP |') {
      const table = tableFrom(lines, at + 2);
      examples.push({ heading: headings.at(-1) ?? '', line: at + 1, yaml, rows: table });
    }
    at += 1;
  }
  return { examples, blocks, headings };
}

function tableFrom(lines: readonly string[], from: number): PageRow[] {
  const rest = lines.slice(from);
  const length = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, length).map((line) => {
    const [, label = '', value = ''] = line.split('|').map((cell) => cell.trim());
    return { label, value };
  });
}

/** As GitHub links to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
