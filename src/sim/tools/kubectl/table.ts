/** A table as kubectl prints it: three blanks between columns, the last one not padded. Source: cli-runtime tableprinter.go. */
import type { Row } from './resources';

export interface TableStyle {
  readonly columns: { readonly plain: readonly string[]; readonly wide: readonly string[] };
  readonly isWide: boolean;
  readonly hasNamespace: boolean;
  /** "pod/" where several kinds are listed */
  readonly prefix: string;
  readonly showsLabels: boolean;
  readonly hasHeaders: boolean;
}

const GAP = 3;

export function printTable(rows: readonly Row[], style: TableStyle): readonly string[] {
  const { columns, isWide, hasNamespace, showsLabels, prefix } = style;
  const head = [
    ...(hasNamespace ? ['NAMESPACE'] : []),
    ...columns.plain,
    ...(isWide ? columns.wide : []),
    ...(showsLabels ? ['LABELS'] : []),
  ];
  const body = rows.map(({ namespace, cells, wide, labels }) => [
    ...(hasNamespace ? [namespace ?? ''] : []),
    ...cells.map((cell, index) => (index === 0 ? prefix + cell : cell)),
    ...(isWide ? wide : []),
    ...(showsLabels ? [formatLabels(labels)] : []),
  ]);
  const lines = style.hasHeaders ? [head, ...body] : body;
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === line.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + GAP),
      )
      .join(''),
  );
}

const formatLabels = (labels: Row['labels']): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',') || '<none>';
