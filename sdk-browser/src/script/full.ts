import { init } from '../index.ts';
import { startFromTag } from './startFromTag.ts';

startFromTag(init);
