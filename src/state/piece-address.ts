/** Where the position of a picture is kept between visits: in the address of the page, unless a course keeps it. */
import { createContext } from 'react';

export interface PieceAddress {
  /** the fields as text, null when nothing is known */
  read(piece: string): string | null;
  write(piece: string, fields: string): void;
}

const pageAddress: PieceAddress = {
  read: (piece) => new URLSearchParams(window.location.search).get(piece),
  write: (piece, fields) => {
    const url = new URL(window.location.href);
    url.searchParams.set(piece, fields);
    window.history.replaceState(
      null,
      '',
      url.toString().replaceAll('%3A', ':').replaceAll('%2C', ','),
    );
  },
};

export const PieceAddressContext = createContext<PieceAddress>(pageAddress);
