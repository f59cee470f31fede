import { officeName, unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { parsePackageAsk } from '../../../domain/kiosk/protocol.ts';
import { audioCoverage } from '../../../domain/questionnaire/audio.ts';
import type { KioskPackage, KioskSurvey, SpokenPackage } from '../../../domain/kiosk/package.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { counterOf } from '../organisation/counter-editing.ts';
import { senderOf, type SignedMessage } from './kiosk-messages.ts';
import { PIN_ROUNDS } from './kiosk-pairing.ts';
import type { Kiosk } from './kiosk-rows.ts';
import { surveyUrl } from '../links/links.ts';
import { testUntil } from '../links/link-test.ts';
import { documentHash } from '../submit/payload.ts';

const IDLE_S = 60;
const IDLE_AFTER_SOUND_S = 120;
const WARNING_S = 20;
const USUAL_FILING_MODE = 'in_person';

export interface NamedPackage {
  readonly hash: string;
  readonly package: KioskPackage;
}

/** The package of the kiosk that asks. Throws `request.malformed` and what `senderOf` throws. */
export async function sendPackage(ctx: Context, message: SignedMessage): Promise<NamedPackage> {
  const ask = parsePackageAsk(message.value);
  if (!ask) throw problem('request.malformed');
  return packageOf(ctx, await senderOf(ctx, ask, { purpose: 'package', message }));
}

/** Everything a kiosk needs to ask by itself. Its hash names the questionnaire by the hash that names it already. */
export async function packageOf(ctx: Context, kiosk: Kiosk): Promise<NamedPackage> {
  const { directory } = ctx;
  const counter = counterOf(ctx, kiosk.counter);
  const campaign = await ctx.db.selectFrom('campaign').select('kiosk_partial').executeTakeFirst();
  const made: KioskPackage = {
    kiosk: { id: kiosk.id, name: kiosk.name },
    office: {
      province: unitTitle(directory.root()),
      unit: officeName(directory.unit(counter.unit)),
      counter: counter.name
    },
    survey: surveyOf(ctx, kiosk, counter.unit),
    settings: {
      pin: { salt: kiosk.pin_salt, hash: kiosk.pin_hash, rounds: PIN_ROUNDS },
      partial: campaign?.kiosk_partial === 'send' ? 'send' : 'drop',
      idleS: IDLE_S,
      idleAfterSoundS: IDLE_AFTER_SOUND_S,
      warningS: WARNING_S
    },
    simulated: directory.purpose() === 'demo'
  };
  const survey = made.survey && { ...made.survey, document: null };
  return { hash: documentHash({ ...made, survey }), package: made };
}

function surveyOf(ctx: Context, kiosk: Kiosk, unit: string): KioskSurvey | null {
  const round = ctx.directory.openRound(unit);
  const link = ctx.directory.link(kiosk.link);
  if (!round || !link || link.revoked) return null;
  const poster = ctx.directory
    .linksOf(unit)
    .find((other) => other.counter.id === kiosk.counter && other.channel === 'qr' && !other.revoked);
  return {
    link: link.code,
    posterUrl: poster ? surveyUrl(ctx, poster.code) : null,
    round: round.id,
    form: round.design.form,
    filingMode: link.filingMode ?? USUAL_FILING_MODE,
    stage: link.stage,
    questionnaire: round.questionnaire,
    document: ctx.directory.questionnaire(round.questionnaire),
    spoken: round.design.form === 'booklet' ? spokenOf(ctx, round.questionnaire) : [],
    test: testUntil(ctx, link) !== null
  };
}

/** The languages in which at least one booklet can be heard from end to end, with their recordings. */
function spokenOf(ctx: Context, hash: string): readonly SpokenPackage[] {
  const sounds = ctx.directory.sounds(hash);
  const questionnaire = ctx.directory.questionnaire(hash);
  return ctx.directory.spokenLanguages().flatMap(({ code, name }) => {
    const recorded = sounds.get(code);
    if (!recorded) return [];
    const { booklets } = audioCoverage(questionnaire, new Set(recorded.keys()));
    const offered = booklets.filter((booklet) => booklet.offered).map(({ id }) => id);
    const clips = [...recorded].map(([key, sha256]) => ({ key, url: `/s/audio/${sha256}`, sha256 }));
    return offered.length === 0 ? [] : [{ code, name, clips, booklets: offered }];
  });
}
