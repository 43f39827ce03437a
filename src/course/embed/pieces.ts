/** The pieces that can stand alone, with the names that the lesson gives them. */
import scenes from 'virtual:course/scenes';
import { type PieceText, piecesOf } from '../build/html';

export type PieceInfo = PieceText;

export const lessonSections: readonly string[] = scenes.sections;

const known = piecesOf(scenes);

export const pieceInfo = (name: string): PieceInfo =>
  known.find((piece) => piece.name === name) ?? { name, title: name, takeaway: '' };

export const allPieces: readonly PieceInfo[] = known;
