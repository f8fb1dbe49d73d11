import { createTranslationRef } from '@backstage/core-plugin-api/alpha';
import { entityMessages } from './messages/entity';
import { healthPageMessages } from './messages/healthPage';
import { scorecardMessages } from './messages/scorecard';
import { sectionMessages } from './messages/sections';
import { sharedMessages } from './messages/shared';
import { tabMessages } from './messages/tab';

/**
 * Every text of the plugin, in English.
 *
 * @public
 */
export const meshTranslationRef = createTranslationRef({
  id: 'mesh',
  messages: {
    ...sharedMessages,
    ...entityMessages,
    ...tabMessages,
    ...sectionMessages,
    ...scorecardMessages,
    ...healthPageMessages,
  },
});
