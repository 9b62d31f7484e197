export * from './alertState.ts';
export * from './budget.ts';
export * from './budgetSchema.ts';
export * from './defaults.ts';
export * from './judge.ts';
export * from './mergeBudgets.ts';
export * from './statisticOf.ts';
