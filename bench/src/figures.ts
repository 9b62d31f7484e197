/** What a benchmark found, by name: a number, or a number for each of several that are compared. */
export type Figures = Readonly<Record<string, number | Readonly<Record<string, number>>>>;
