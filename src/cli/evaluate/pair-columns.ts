/** Where a file's columns stand; -1 for one that it has not. */
export interface PairColumns {
  readonly customer: number;
  readonly item: number;
  readonly weight: number;
  readonly timestamp: number;
}

const names: Readonly<Record<keyof PairColumns, RegExp>> = {
  customer: /^(?:customer|user|member)[ _-]?(?:id|no|key|number)?$|^uid$/i,
  item: /^(?:item|product|article|movie|stock)[ _-]?(?:id|no|key|number|code)?$|^sku$|^iid$/i,
  weight: /^(?:weight|rating|quantity|qty|count|frequency|value|score)$/i,
  timestamp: /^(?:timestamp|time|date|datetime|at|occurred[ _-]?at|invoice[ _-]?date)$/i,
};

const unnamed: PairColumns = { customer: 0, item: 1, weight: 2, timestamp: 3 };

/**
 * A header is known by its names, in any order, or by words where numbers belong; else the first line is one like
 * all others and the columns are customer, item, weight, timestamp.
 */
export function pairColumns(first: readonly string[]): {
  hasHeader: boolean;
  columns: PairColumns;
} {
  const place = (column: keyof PairColumns) =>
    first.findIndex((name) => names[column].test(name.trim()));
  const found = {
    customer: place('customer'),
    item: place('item'),
    weight: place('weight'),
    timestamp: place('timestamp'),
  };
  if (found.customer >= 0 && found.item >= 0) return { hasHeader: true, columns: found };
  const weight = first[unnamed.weight];
  const hasHeader = weight !== undefined && Number.isNaN(Number(weight));
  const columns = {
    ...unnamed,
    weight: first.length > 2 ? unnamed.weight : -1,
    timestamp: first.length > 3 ? unnamed.timestamp : -1,
  };
  return { hasHeader, columns };
}
