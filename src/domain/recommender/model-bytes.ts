import { ModelBytesError, pack, unpack } from './packed.js';
import { pickModelNames } from './pick-methods/pick-method.js';
import type { PickModel } from './pick-model.js';

export { ModelBytesError };

/** As it is stored; see `packed.ts` for the format. */
export function encodeModel(model: PickModel): Uint8Array {
  return pack(model);
}

/** @throws ModelBytesError if the bytes are of another version, damaged or cut off */
export function decodeModel(bytes: Uint8Array): PickModel {
  const model = unpack(bytes) as PickModel;
  // Bytes with a right checksum are those that a Hawker wrote; a later one may know more models.
  if (pickModelNames.includes(model.name)) return model;
  throw new ModelBytesError(`the stored model is a ${String(model.name)}, which is not known here`);
}
