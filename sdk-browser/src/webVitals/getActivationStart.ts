export { activationStart as getActivationStart } from '../page.ts';
