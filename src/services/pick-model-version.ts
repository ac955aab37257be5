import type { ModelStore } from '../ports/model-store.js';

/** In model_snapshot.kind: what `pickProducts` reads, whatever method is inside. */
export const pickModelKind = 'picks';
/** What trainings before there was a choice left behind. */
const formerKind = 'item-knn';

export async function newestPickModel(models: ModelStore) {
  return (await models.newest(pickModelKind)) ?? (await models.newest(formerKind));
}
