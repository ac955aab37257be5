import type { Problem } from '../problem.js';
import type { Campaign } from './campaign.js';
import type { TemplateText } from './message-template.js';

type SourcePath = readonly (string | number)[];

/** Where things stand in a file, for whoever finds fault with them later. */
export interface SourceFile {
  /** A problem at a path; the path is put before the message. */
  problem(path: SourcePath, message: string): Problem;
  /** A problem in a line, from 1, of the text at a path. */
  textProblem(path: SourcePath, line: number, message: string): Problem;
}

/** A campaign as a file has it, before it is held against the rest of the shop. */
export interface CampaignSource {
  readonly file: string;
  readonly campaign: Campaign;
  /** Every Liquid text, at its path in the file. */
  readonly texts: readonly TemplateText[];
  readonly source: SourceFile;
}
