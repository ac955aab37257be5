import type { PickModelName } from '../domain/recommender/pick-methods/pick-method.js';
import type { ModelStore } from '../ports/model-store.js';

/** In model_snapshot.kind: what `pickProducts` reads; of a model that is wanted by name, with the name behind it. */
export function pickModelKind(name?: PickModelName): string {
  return name === undefined ? 'pick-model' : `pick-model ${name}`;
}

/** The newest of a name, or the one that serves the shop where no name is given; null if it was never trained. */
export async function newestPickModel(
  models: Pick<ModelStore, 'newest'>,
  name?: PickModelName | undefined,
) {
  const serving = await models.newest(pickModelKind());
  if (name === undefined) return serving;
  const named = await models.newest(pickModelKind(name));
  const isIt = (serving?.metrics as { model?: unknown } | undefined)?.model === name;
  if (!isIt || serving === null) return named;
  return named !== null && named.trainedAt > serving.trainedAt ? named : serving;
}
