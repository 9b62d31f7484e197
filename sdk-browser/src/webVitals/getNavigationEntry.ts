export { navigationEntry as getNavigationEntry } from '../page.ts';
