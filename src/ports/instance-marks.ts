import type { Doubt, KnownInstance, OutsideMark } from '../domain/instance-standing.js';

/** The instance as its own database has it. */
export interface InstanceStore {
  /** @param newId given to a database that has none yet */
  known(newId: string): Promise<KnownInstance>;
  /** One more second of life, which ends a hold. @returns the instance as it is then */
  beat(): Promise<KnownInstance>;
  /** Campaigns are held back from now on, for everybody to see who opens this database. */
  hold(why: Doubt): Promise<void>;
  /** @returns why campaigns are held back; null when they are not */
  held(): Promise<Doubt | null>;
  /** The last dispatcher stopped in good order. */
  rest(): Promise<void>;
  /**
   * Begins another life: all that was to go out until `until`, or waited for a word, is unknown from now on; runs being
   * planned are cancelled.
   */
  adopt(newId: string, until: number): Promise<{ readonly unknown: number; readonly runs: number }>;
}

/** The mark outside the database: a backup of the one does not bring back the other. */
export interface OutsideMarks {
  read(): Promise<OutsideMark | null>;
  write(mark: Omit<OutsideMark, 'isCopy'>): Promise<void>;
  close(): Promise<void>;
}
