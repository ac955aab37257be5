export interface LedgerFigures {
  readonly limit: number;
  readonly reserved: number;
  readonly committed: number;
}

export interface LedgerFault {
  /** An account's key, a reservation, a coupon's code. */
  readonly subject: string;
  readonly message: string;
}

/** Accounts of one kind together, such as `promotion uses`. */
export interface LedgerTotal extends LedgerFigures {
  readonly kind: string;
  readonly accounts: number;
}

export interface LedgerAudit {
  readonly totals: readonly LedgerTotal[];
  /** What was looked at. */
  readonly checked: {
    readonly accounts: number;
    readonly entries: number;
    readonly reservations: number;
    readonly coupons: number;
    readonly redemptions: number;
  };
  /** Empty: the ledger balances. */
  readonly faults: readonly LedgerFault[];
  /** No faults, but worth knowing, such as a limit that was lowered below what was used. */
  readonly notes: readonly LedgerFault[];
}

export interface LedgerAccount {
  readonly key: string;
  readonly pools: readonly (LedgerFigures & { readonly pool: number })[];
  /** Newest first. */
  readonly entries: readonly {
    readonly pool: number;
    readonly kind: string;
    readonly amount: number;
    readonly ref: string;
    readonly at: number;
  }[];
}

/** The escrow ledger as a book-keeper looks at it. */
export interface LedgerStore {
  /** Rebuilds every account from its entries and from live reservations, and holds everything against each other. */
  audit(): Promise<LedgerAudit>;
  /** Null if there is no such account. */
  account(key: string, mostEntries: number): Promise<LedgerAccount | null>;
}
