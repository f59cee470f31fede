import { axeFindsNothing } from '../support/axe-pages.ts';

axeFindsNothing({ colorScheme: 'light', width: 360 });
