import { UserError } from '../../domain/user-error.js';
import { sideRows } from './side-file.js';

/**
 * Reads `item,text…`: all columns behind the id are one text. Items of no history are passed over.
 *
 * @param itemOf the item's place, or -1
 */
export async function readTexts(
  path: string,
  itemCount: number,
  itemOf: (name: string) => number,
): Promise<string[]> {
  const texts = new Array<string>(itemCount).fill('');
  let found = 0;
  for await (const [name = '', ...rest] of sideRows(path)) {
    const item = itemOf(name);
    if (item < 0) continue;
    texts[item] = rest.join(' ');
    found += 1;
  }
  if (found > 0) return texts;
  throw new UserError(`${path}: none of its items is in the history`, {
    hint: 'the first column is the item, as it stands in --train',
  });
}
