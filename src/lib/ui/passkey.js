const TIMEOUT_MS = 60_000;

/**
 * Makes and uses passkeys: asks the server what the browser is to sign, lets the browser ask the person, and sends the
 * answer back. Without it, or where the browser has no passkeys, the forms stay hidden and the other ways remain.
 */
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!(form instanceof HTMLFormElement) || !window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(form);
  });
}

/** @param {HTMLFormElement} form */
async function run(form) {
  const { passkey: kind, to = '', next = '/' } = form.dataset;
  const alert = form.querySelector('[role=alert]');
  const say = (/** @type {string} */ text) => alert && (alert.textContent = text);
  say('');
  try {
    const options = await ask(to);
    const credential =
      kind === 'create'
        ? await navigator.credentials.create({ publicKey: creation(options) })
        : await navigator.credentials.get({ publicKey: request(options) });
    if (!(credential instanceof PublicKeyCredential)) return;
    const name = new FormData(form).get('name') ?? '';
    const reply = await ask(to, { name, next, response: sent(credential) });
    location.assign(reply.next);
  } catch (fault) {
    // The person said no, or nothing for a minute: the browser has said so itself.
    if (!(fault instanceof DOMException)) say(fault instanceof Error ? fault.message : String(fault));
  }
}

/**
 * @param {string} to
 * @param {object} [body]
 */
async function ask(to, body) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const reply = await fetch(to, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.message);
  return answer;
}

/**
 * @param {PublicKeyCredentialCreationOptionsJSON} options
 * @returns {PublicKeyCredentialCreationOptions}
 */
function creation({ rp, user, challenge, pubKeyCredParams, excludeCredentials = [] }) {
  return {
    rp,
    user: { ...user, id: bytes(user.id) },
    challenge: bytes(challenge),
    pubKeyCredParams: pubKeyCredParams.map(({ alg }) => ({ type: 'public-key', alg })),
    excludeCredentials: excludeCredentials.map(withBytes),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
    timeout: TIMEOUT_MS
  };
}

/**
 * @param {PublicKeyCredentialRequestOptionsJSON} options
 * @returns {PublicKeyCredentialRequestOptions}
 */
function request({ challenge, rpId = location.hostname }) {
  return { challenge: bytes(challenge), rpId, userVerification: 'required', timeout: TIMEOUT_MS };
}

/** @param {PublicKeyCredential} credential */
function sent({ id, rawId, type, response }) {
  /** @type {Record<string, string>} */
  const parts = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature']) {
    const value = Reflect.get(response, name);
    if (value instanceof ArrayBuffer) parts[name] = text(value);
  }
  return { id, rawId: text(rawId), type, clientExtensionResults: {}, response: parts };
}

/**
 * @param {PublicKeyCredentialDescriptorJSON} credential
 * @returns {PublicKeyCredentialDescriptor}
 */
const withBytes = ({ id }) => ({ type: 'public-key', id: bytes(id) });

/** @param {string} base64url */
function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
