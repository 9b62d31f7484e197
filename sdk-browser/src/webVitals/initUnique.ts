/** web-vitals gives one object to all that has the same options, which only its attribution makes use of. */
export const initUnique = <Made>(_options: unknown, Class: new () => Made): Made => new Class();
