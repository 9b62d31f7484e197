/** The page with one script, or with none. */
export interface Variant {
  readonly name: string;
  /** The script's tag; empty where there is none. */
  readonly tag: string;
  /** Scripts by file name; served below `/variants/NAME/`. */
  readonly files: Readonly<Record<string, string>>;
}
