export { type RunningShop, startShop, type StartShopOptions } from './startShop.ts';
export { startBrowserVisitors, startHttpVisitors, type Visitors } from './visitors/startVisitors.ts';
