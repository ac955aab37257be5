import type { z } from 'zod';
import type { Path } from './yaml-positions.js';

type Schema = z.core.$ZodType;

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly options?: readonly Schema[];
  readonly left?: Schema;
  readonly right?: Schema;
  readonly items?: readonly Schema[];
  readonly getter?: () => Schema;
}

/** Every key that a schema knows at a path, for "did you mean"; all branches of a union together. */
export function keysAt(schema: Schema, path: Path): string[] {
  const found = path.reduce<readonly Schema[]>(
    (schemas, part) => schemas.flatMap((each) => inside(each, part)),
    [schema],
  );
  return [
    ...new Set(found.flatMap(unwrapped).flatMap((each) => Object.keys(of(each).shape ?? {}))),
  ];
}

function inside(schema: Schema, part: PropertyKey): Schema[] {
  return unwrapped(schema).flatMap((each) => {
    const { shape, element, valueType, items } = of(each);
    const next = shape?.[String(part)] ?? element ?? valueType ?? items?.[Number(part)];
    return next === undefined ? [] : [next];
  });
}

/** The schemas below optional, default, transform, union, intersection and lazy. */
function unwrapped(schema: Schema): Schema[] {
  const definition = of(schema);
  const { innerType, options, left, right, getter } = definition;
  if (definition.type === 'pipe') return [definition.in, definition.out].flatMap(unwrapAll);
  if (getter) return unwrapped(getter());
  if (innerType) return unwrapped(innerType);
  if (options) return options.flatMap(unwrapped);
  if (left || right) return [left, right].flatMap(unwrapAll);
  return [schema];
}

function unwrapAll(schema: Schema | undefined): Schema[] {
  return schema === undefined ? [] : unwrapped(schema);
}

function of(schema: Schema): Definition {
  return schema._zod.def as unknown as Definition;
}
