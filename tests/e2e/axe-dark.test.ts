import { axeFindsNothing } from '../support/axe-pages.ts';

axeFindsNothing({ colorScheme: 'dark', width: 1440 });
