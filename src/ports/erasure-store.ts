/** Forgets people. */
export interface ErasureStore {
  /**
   * Removes or blinds all that identifies a customer (and rows merged into it), in one transaction; what was done and
   * bought stays, as nobody's in particular. Messages still waiting are cancelled.
   *
   * @returns whether there was something to erase
   */
  erase(customerId: number, actor: string, at: number): Promise<boolean>;
}
