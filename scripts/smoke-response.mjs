// A response as a client makes it, from what the API says of a link. For any Node from 18 on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

/** One response for a link: the first booklet that its presets allow, each item answered with 4. */
export async function makeResponse(/** @type {string} */ origin, /** @type {string} */ code) {
  const reply = await fetch(`${origin}/api/v1/links/${code}`);
  assert.equal(reply.status, 200, 'the link is described');
  const { questionnaire, booklets, keyItem, presets } = await reply.json();
  const cell = Object.keys(booklets).find((key) => {
    const [filingMode, stage] = key.split('/');
    return filingMode === (presets.filingMode ?? 'in_person') && stage === (presets.stage ?? 'received');
  });
  assert.ok(cell, `a booklet for ${JSON.stringify(presets)} among ${Object.keys(booklets)}`);
  const [filingMode, stage] = cell.split('/');
  const [booklet] = booklets[cell];
  return {
    id: randomUUID(),
    link: code,
    questionnaire: questionnaire.hash,
    booklet: booklet.id,
    respondentType: 'citizen',
    filingMode,
    stage,
    language: 'vi',
    answers: Object.fromEntries([...booklet.items, keyItem.id].map((item) => [item, 4])),
    reasons: [],
    praise: [],
    whoFilled: 'self',
    profile: {},
    comment: '',
    answeredAt: new Date().toISOString(),
    durationS: 41,
    device: null
  };
}

/** Sends one response; gives what the server answers of it. */
export async function post(/** @type {string} */ origin, /** @type {{ id: string }} */ response) {
  const reply = await fetch(`${origin}/api/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ responses: [response] })
  });
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  return JSON.parse(text).results[0];
}
