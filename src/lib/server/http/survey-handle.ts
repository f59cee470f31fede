import type { Handle } from '@sveltejs/kit';

/** The last handle before the respondent's pages. */
export const surveyHandle: Handle = ({ event, resolve }) => resolve(event);
