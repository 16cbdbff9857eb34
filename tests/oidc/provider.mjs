// A certified OpenID Connect provider for tests: `node provider.mjs PORT REDIRECT_URI`. Any name and password is let in.
// "name" or "name:mark" as the login: the claim preferred_username is the name, the provider's own mark all of it.
import Provider from 'oidc-provider';

const [port, redirectUri] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: 'linli',
    client_secret: 'a secret of the tests',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'client_secret_post',
  }],
  claims: { openid: ['sub'], profile: ['preferred_username', 'name'] },
  pkce: { required: () => true },
  cookies: { keys: ['a key of the tests'] },
  async findAccount(_ctx, id) {
    return { accountId: id, claims: async () => ({ sub: id, preferred_username: id.split(':')[0], name: '程思远' }) };
  },
});
provider.listen(Number(port), 'localhost', () => console.log('ready'));
