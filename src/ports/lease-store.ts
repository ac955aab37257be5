/** A named right that one holder has for a while, such as `dispatch:telegram`, `listen:telegram`, `schedule`. */
export interface LeaseStore {
  /** Takes the lease if it is free, run out, or ours already (then it is lengthened). @returns who holds it now */
  acquire(request: {
    readonly name: string;
    readonly holder: string;
    readonly now: number;
    readonly forMs: number;
  }): Promise<string>;
  /** Takes the lease from a holder that is known to be dead. @returns whether it is ours now */
  takeOver(request: {
    readonly name: string;
    readonly from: string;
    readonly holder: string;
    readonly until: number;
  }): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}
