/** Name of the queue that keeps dead letters: nobody processes it, its waiting jobs are the letters, under their own ids. */
export const DEAD_LETTER_QUEUE = 'dead-letters';
