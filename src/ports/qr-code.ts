/** Pictures that a phone's camera reads. */
export interface QrCode {
  /** An SVG document. */
  svg(text: string): Promise<string>;
  png(text: string): Promise<Uint8Array>;
}
