import qrcode from 'qrcode';
import type { QrCode } from '../ports/qr-code.js';

// M survives a scratch or a fold of a printed card; the quiet zone of 4 modules is the standard's.
const options = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** @see ISO/IEC 18004 */
export const qrCode: QrCode = {
  svg: (text) => qrcode.toString(text, { ...options, type: 'svg' }),
  png: (text) => qrcode.toBuffer(text, { ...options, type: 'png', width: 512 }),
};
