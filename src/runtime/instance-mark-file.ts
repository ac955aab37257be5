import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { OutsideMark } from '../domain/instance-standing.js';
import type { OutsideMarks } from '../ports/instance-marks.js';
import type { Logger } from '../ports/logger.js';

const length = 256;

/**
 * A mark in a file. It knows its own place on the disk, so that a copied folder is told from the one it was made in; it
 * is written over and never replaced, so that it keeps that place.
 */
export function instanceMarkFile(file: string, log: Logger): OutsideMarks {
  let isWritable = true;
  return {
    async read() {
      return readMark(file);
    },
    async write(mark) {
      try {
        writeMark(file, mark);
        isWritable = true;
      } catch (error) {
        // A disk that is full or shut must not stop the shop; it is said once.
        if (isWritable) log.warn('instance.mark.failed', { file, why: (error as Error).message });
        isWritable = false;
      }
    },
    close: async () => undefined,
  };
}

function writeMark(file: string, mark: object): void {
  mkdirSync(dirname(file), { recursive: true });
  const opened = openForWriting(file);
  try {
    const text = JSON.stringify({ ...mark, place: placeOf(opened) }).padEnd(length);
    writeSync(opened, text, 0);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'r+');
  } catch {
    return openSync(file, 'w', 0o600);
  }
}

function readMark(file: string): OutsideMark | null {
  try {
    const opened = openSync(file, 'r');
    try {
      const { place, ...mark } = JSON.parse(readFileSync(opened, 'utf8'));
      return { ...mark, isCopy: isElsewhere(place, placeOf(opened)) };
    } finally {
      closeSync(opened);
    }
  } catch {
    return null;
  }
}

interface Place {
  readonly inode: number;
  readonly bornMs: number;
}

function placeOf(opened: number): Place {
  const { ino, birthtimeMs } = fstatSync(opened);
  return { inode: ino, bornMs: Math.floor(birthtimeMs) };
}

// Both: some file systems number files anew each time they are mounted, some do not know when a file was made.
function isElsewhere(then: Place, now: Place): boolean {
  return then.inode !== now.inode && then.bornMs !== now.bornMs;
}
