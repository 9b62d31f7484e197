import { init } from '../attribution.ts';
import { startFromTag } from './startFromTag.ts';

startFromTag(init);
