/** In model_snapshot.kind: who is in which cluster. */
export const clusterModelKind = 'clusters';

/** Trained models, newest last; a kind keeps its last few versions. */
export interface ModelStore {
  /** @returns the version it got, 1 for the first of its kind */
  save(model: NewModel): Promise<number>;
  newest(kind: string): Promise<StoredModel | null>;
  /** Null if that model has been dropped. */
  bytes(id: number): Promise<Uint8Array | null>;
}

export interface NewModel {
  readonly kind: string;
  /** Kept as JSON. */
  readonly metrics: unknown;
  readonly bytes: Uint8Array;
  readonly trainedAt: number;
  /** Keeps the earlier versions too, whatever their number: what was in force then must be explained later. */
  readonly isKeptForEver?: boolean;
}

interface StoredModel {
  /** Never given twice; a version may be, after the models were cleared away. */
  readonly id: number;
  readonly version: number;
  readonly metrics: unknown;
  readonly trainedAt: number;
}
