/** Which blocks of a table a part's folder holds, as its name says. */
export interface PartName {
  readonly partition: string;
  /** Numbers of the first and the last block, inclusive. */
  readonly firstBlock: number;
  readonly lastBlock: number;
}

/** Partition, first block, last block, level and, after a mutation, its number. */
const PART_NAME = /^([^_]+)_(\d+)_(\d+)_\d+(?:_\d+)?$/;

/** Parses the name of a MergeTree part; `undefined` for any other folder. */
export function parsePartName(name: string): PartName | undefined {
  const match = PART_NAME.exec(name);
  if (match === null) return undefined;
  const [, partition = '', firstBlock, lastBlock] = match;
  return { partition, firstBlock: Number(firstBlock), lastBlock: Number(lastBlock) };
}

/** Whether `part` holds all blocks of `other`: it is the same one, or was merged from it. */
export function covers(part: PartName, other: PartName): boolean {
  return (
    part.partition === other.partition &&
    part.firstBlock <= other.firstBlock &&
    part.lastBlock >= other.lastBlock
  );
}
