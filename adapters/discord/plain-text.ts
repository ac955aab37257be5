const marked = /[\\*_~`|[\]<>#]/g;

/**
 * A plain text in Discord's markup, so that it reads as it was written. Links stand in angle brackets: without them
 * Discord would fetch each one for a preview, and each fetch would look like a click.
 */
export function asMarkup(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((piece, index) => (index % 2 === 1 ? linked(piece) : escaped(piece)))
    .join('');
}

function linked(url: string): string {
  // Punctuation that ends a sentence is not part of the address.
  const end = /[.,;:!?'")\]，。；：！？）]+$/.exec(url)?.[0] ?? '';
  const address = url.slice(0, url.length - end.length);
  return `<${address}>${escaped(end)}`;
}

// Lists and small print are made by what a line begins with.
function escaped(text: string): string {
  return text
    .replace(marked, (sign) => `\\${sign}`)
    .replace(/^(\s*)([-+])(?=[ #])/gm, '$1\\$2')
    .replace(/^(\s*\d+)\.(?= )/gm, '$1\\.');
}
