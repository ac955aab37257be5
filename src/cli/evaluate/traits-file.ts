import { type SparseMatrix, sparseMatrix } from '../../domain/recommender/sparse-matrix.js';
import { UserError } from '../../domain/user-error.js';
import { IntegerList } from './number-list.js';
import { sideRows } from './side-file.js';

/**
 * Reads `customer,country,age…`: each value of each column is a trait that customers share or not.
 *
 * @param customerOf the customer's place, or -1
 */
export async function readTraits(
  path: string,
  customerCount: number,
  customerOf: (name: string) => number,
): Promise<SparseMatrix> {
  const traits = new Map<string, number>();
  const rows = new IntegerList();
  const columns = new IntegerList();
  for await (const [name = '', ...values] of sideRows(path)) {
    const customer = customerOf(name);
    if (customer < 0) continue;
    values.forEach((value, column) => {
      if (value === '') return;
      const trait = `${column} ${value}`;
      if (!traits.has(trait)) traits.set(trait, traits.size);
      rows.push(customer);
      columns.push(traits.get(trait) ?? 0);
    });
  }
  if (rows.length > 0)
    return sparseMatrix(
      { rows: rows.toArray(), columns: columns.toArray() },
      { rowCount: customerCount, columnCount: traits.size },
    );
  throw new UserError(`${path}: none of its customers is in the history`, {
    hint: 'the first column is the customer, as it stands in --train',
  });
}
