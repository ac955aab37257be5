import { type FactorPlace, type FactorRoom, rowsPerGram, threadPlaces } from './factor-room.js';
import { kernelsOn } from './kernels/kernels.js';
import { panelWidth } from './kernels/row-sum.js';

/** YᵀY of some hundred rows of Y each, into the room's Gram parts; a part is these rows. */
export interface FactorGramTask {
  readonly kind: 'factorGram';
  readonly room: FactorRoom;
  readonly given: FactorPlace;
}

export function factorGram(
  { room, given }: FactorGramTask,
  thread: number,
): (part: number) => void {
  const { memory, width, panels, gramPartsAt } = room;
  const kernels = kernelsOn(memory);
  const { list } = threadPlaces(room, thread);
  const listed = new Int32Array(memory.buffer, list, 2 * rowsPerGram);
  const weights = new Float32Array(memory.buffer, list, 2 * rowsPerGram);
  const stride = panels * panelWidth;
  const factors = new Float32Array(memory.buffer, given.at, given.rowCount * stride);
  return (part) => {
    const from = part * rowsPerGram;
    const count = Math.min(given.rowCount - from, rowsPerGram);
    for (let row = 0; row < count; row++) listed[2 * row] = (from + row) * panels;
    for (let f = 0; f < width; f++) {
      for (let row = 0; row < count; row++)
        weights[2 * row + 1] = factors[(from + row) * stride + f] as number;
      for (let panel = 0; panel < panels; panel++) {
        const out = gramPartsAt + 4 * panelWidth * ((part * panels + panel) * width + f);
        kernels.rowSum(out, given.at + 4 * panel * panelWidth, list, count);
      }
    }
  };
}
