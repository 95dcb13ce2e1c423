// SPDX-License-Identifier: Apache-2.0
// Real forms of secrets, and what looks like them and is none. No line holds a token: {an:34} stands for 34 letters and
// digits, which the test makes up. In the first list the secret is what stands between [[ and ]].
#pragma once

#include <string>
#include <string_view>

namespace aidiag {

/// {an:N} letters and digits, {hex:N}, {AN:N} capitals and digits, {an_:N} with "-" and "_", {b64:N} base64, {ln:N}
/// small letters and digits, {d:N} digits. The same each time.
inline std::string expanded(std::string_view form) {
  std::string out;
  std::size_t seed = 0;
  while (!form.empty()) {
    const std::size_t open = form.find('{'), colon = form.find(':', open), close = form.find('}', open);
    const std::string_view name = open < colon && colon < close ? form.substr(open + 1, colon - open - 1) : "";
    std::string_view alphabet;
    if (name == "an") alphabet = "q7Rb0Zt4Kx9Lm2Wc5Vd8Ys1Nf3Hg6Jp";
    if (name == "hex") alphabet = "3f9a0c7e1b5d28469ace";
    if (name == "AN") alphabet = "Q7RB2ZT4KX5LM6WC3VD";
    if (name == "an_") alphabet = "q7Rb0Zt4_Kx9Lm2-Wc5Vd8Ys";
    if (name == "b64") alphabet = "q7Rb0Zt4Kx9Lm2Wc5Vd8Ys1Nf3Hg6Jp/E+u";
    if (name == "ln") alphabet = "q7rb0zt4kx9lm2wc5vd8ys1nf3hg6jp";
    if (name == "d") alphabet = "4829163057";
    if (alphabet.empty()) {
      const std::size_t upto = open == std::string_view::npos ? form.size() : open + 1;
      out += form.substr(0, upto);
      form.remove_prefix(upto);
      continue;
    }
    out += form.substr(0, open);
    for (int i = std::stoi(std::string(form.substr(colon + 1, close - colon - 1))); i > 0; --i) {
      out += alphabet[seed++ * 7 % alphabet.size()];
    }
    form.remove_prefix(close + 1);
  }
  return out;
}

inline constexpr std::string_view kSecrets[] = {
    // models, data sets, experiments
    "export HF_TOKEN=[[hf_{an:34}]]",
    "huggingface_hub.errors.LocalTokenNotFoundError: token [[hf_{an:34}]] is not valid",
    "HUGGING_FACE_HUB_TOKEN: [[api_org_{an:34}]]",
    "Logging in to nvcr.io with [[nvapi-{an_:64}]]",
    "NGC_API_KEY=[[{b64:84}]]",
    "openai.AuthenticationError: Incorrect API key provided: [[sk-{an:48}]]. You can find your API key at https://x.y",
    "OPENAI_API_KEY=[[sk-proj-{an_:120}]]",
    "openai: using [[sk-svcacct-{an_:60}]]",
    "anthropic key [[sk-ant-api03-{an_:93}AA]] loaded",
    "litellm --model gpt --api_key [[sk-{an:20}]]",
    "OpenRouter: [[sk-or-v1-{hex:64}]]",
    "WANDB_API_KEY=[[{hex:40}]]",
    "wandb: Currently logged in with key [[{hex:40}]]",
    "$ wandb login [[{hex:40}]]",
    "COHERE_API_KEY: [[{an:40}]]",
    "REPLICATE_API_TOKEN=[[r8_{an:37}]]",
    "Groq client created ([[gsk_{an:52}]])",
    "TOGETHER_API_KEY=[[{hex:64}]]",
    "MISTRAL_API_KEY='[[{an:32}]]'",
    "LANGCHAIN_API_KEY=[[lsv2_pt_{hex:32}_{hex:10}]]",
    "LangSmith: [[lsv2_sk_{hex:32}_{hex:10}]] was refused",
    "pinecone.init(api_key=\"[[pcsk_{an:5}_{an:60}]]\")",
    "DATABRICKS_TOKEN=[[dapi{hex:32}]]",
    "databricks: [[dapi{hex:32}-2]] expired",
    "MLFLOW_TRACKING_PASSWORD=[[correct-horse]]",
    "mlflow.set_tracking_uri https://mlflow:[[s3cr3t]]@mlflow.ai.svc:5000/api",
    "{\"username\":\"me\",\"key\":\"[[{hex:32}]]\"}",
    "KAGGLE_KEY=[[{hex:32}]]",
    "COMET_API_KEY=[[{an:25}]]",
    "NEPTUNE_API_TOKEN=[[eyJhcGlfYWRkcmVzcyI6{b64:100}]]",
    "xAI: [[xai-{an:80}]]",
    "PPLX=[[pplx-{hex:48}]]",
    "FIREWORKS_API_KEY=[[fw_{an:24}]]",
    "tavily key: [[tvly-{an:32}]]",
    "jina embeddings with [[jina_{an:54}]]",
    "RUNPOD_API_KEY=[[rpa_{AN:44}]]",
    "VLLM_API_KEY=[[my-own-key]]",
    "vllm serve m --api-key [[token-abc123]] --port 8000",
    "Starting: ['--model', 'x', '--hf-token', '[[{an:20}]]', '--port', '80']",
    "args: [\"serve\",\"--api-key\",\"[[{an:20}]]\"]",
    "api_server.py:585] args: Namespace(host=None, port=8000, api_key='[[{an:12}]]', max_model_len=4096)",
    "api_server.py:585] args: Namespace(api_key=['[[{an:12}]]'], hf_token=None)",
    // one of several, many, and names grown together
    "DISCORD_BOT_TOKEN=[[{an:20}]]",
    "HF_TOKEN_1=[[{an:20}]] HF_TOKEN_RO=[[{an:20}]] HF_TOKEN2=[[{an:20}]]",
    "DB_PASS2=[[hunter2]] CLIENT_SECRET_PROD=[[{an:12}]]",
    "VLLM_API_KEYS=[[{an:20}]] API_TOKENS=[[{an:20}]] PASSWORDS=[[{an:12}]] apiKeys: [[{an:20}]]",
    "vllm serve m --api-keys [[{an:20}]]",
    "HFTOKEN=[[{an:12}]] GITHUBTOKEN=[[{an:12}]] DBPASS=[[hunter2]] SMTPPASS=[[hunter2]] JWTSECRET=[[{an:12}]]",
    "APPSECRET=[[{an:12}]] AWSSECRETKEY=[[{an:12}]] SASTOKEN=[[{an:12}]] DB_PW=[[hunter2]] PSK=[[hunter2]]",
    "CREDS=[[{an:20}]] SMTP_CREDS=[[{an:20}]] BEARER=[[{an:20}]] SESSIONID=[[{an:20}]] SALT=[[{an:20}]]",
    "HTPASSWD=[[{an:12}]] DOCKER_AUTH_CONFIG=[[{an:20}]]",
    // values and passwords with signs that end others
    "DB_PASSWORD=[[Tr0ub&{an:8}]]",
    "DB_PASSWORD=[[a,b;c<d(e[f{g\"{an:8}]] PORT=80",
    "{\"msg\":\"set HF_TOKEN=[[{an:20}]]\",\"port\":80}",
    "postgres://u:[[ab/c{an:8}]]@db:5432/x",
    "https://user:[[p@ss{an:8}]]@host/x",
    "Invalid API key: [[{an:20}]]",
    "Access key: [[{an:20}]]",
    // first characters that could begin an expression
    "DB_PASSWORD=[[$ecret{an:8}]]",
    "DB_PASSWORD=[[%Fg{an:8}]]",
    "password: \"[[<3my{an:8}]]\"",
    "DB_PASSWORD=[[...dots{an:5}]]",
    "password='[[{{brace{an:5}]]'",
    // clouds
    "AWS_ACCESS_KEY_ID=[[AKIA{AN:16}]] AWS_SECRET_ACCESS_KEY=[[{b64:40}]]",
    "aws_session_token = [[IQoJb3JpZ2luX2VjE{b64:200}]]",
    "temporary credentials [[ASIA{AN:16}]]",
    "GOOGLE_API_KEY=[[AIza{an_:35}]]",
    "oauth client [[GOCSPX-{an_:28}]]",
    "Got token [[ya29.{an_:120}]]",
    "AZURE_CLIENT_SECRET=[[abc8Q~{an_:34}]]",
    "DefaultEndpointsProtocol=https;AccountName=models;AccountKey=[[{b64:86}==]];EndpointSuffix=core.windows.net",
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=[[{b64:43}=]]",
    "GET https://models.blob.core.windows.net/w/a.bin?sv=2024-01-01&sp=r&sig=[[{an:30}%2B{an:12}%3D]]&se=2026-01-01",
    "GET "
    "https://b.s3.amazonaws.com/w?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=[[AKIA{AN:16}/20261121/us-east-1/"
    "s3/aws4_request]]&X-Amz-Expires=600&X-Amz-Signature=[[{hex:64}]]",
    "MINIO_ROOT_PASSWORD=[[minio1234]]",
    "s3: access_key=[[{an:20}]], secret_key=[[{an:40}]], endpoint=minio:9000",
    "DIGITALOCEAN: [[dop_v1_{hex:64}]]",
    // code, packages, images
    "fatal: could not read from https://oauth2:[[glpat-{an_:20}]]@gitlab.example/x.git",
    "git clone https://[[ghp_{an:36}]]@github.com/x/y",
    "GITHUB_TOKEN=[[github_pat_{an:22}_{an:59}]]",
    "//npm.example.com/:_authToken=[[npm_{an:36}]]",
    "TWINE_PASSWORD=[[pypi-AgEIcHlwaS5vcmc{an_:120}]]",
    "docker login -u me -p x [[dckr_pat_{an_:27}]]",
    "{\"auths\":{\"ghcr.io\":{\"auth\":\"[[{b64:40}]]\"}}}",
    "JFROG [[AKCp{an:69}]]",
    // services
    "SLACK_BOT_TOKEN=[[xoxb-{d:12}-{d:12}-{an:24}]]",
    "POST https://hooks.slack.com/services/[[T{AN:8}/B{AN:8}/{an:24}]] failed",
    "vault: [[hvs.{an_:90}]]",
    "grafana [[glsa_{an:32}_{hex:8}]]",
    "SENDGRID [[SG.{an_:22}.{an_:43}]]",
    "STRIPE_KEY [[sk_live_{an:24}]]",
    "DD_API_KEY=[[{hex:32}]]",
    // logging in, everywhere
    "Authorization: Bearer [[{an:40}]]",
    "authorization: Basic [[{b64:24}]]",
    "> Authorization: Token [[{hex:40}]]",
    "curl -H 'X-Api-Key: [[{an:32}]]' http://llm/v1/models",
    "curl -u admin:[[hunter2!]] http://x/",
    "Set-Cookie: [[session={an:40}; Path=/]]",
    "token [[eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlcm5ldGVz{an_:60}.{an_:86}]] is expired",
    "postgresql://mlflow:[[p4ss]]@db:5432/mlflow",
    "redis://:[[{an:24}]]@redis:6379/0",
    "HTTPS_PROXY=http://me:[[geheim]]@proxy:3128",
    "SENTRY_DSN=https://[[{hex:32}]]@o1.ingest.sentry.io/2",
    "DB_PASSWORD=[[hunter2]]",
    "password: [[Tr0ub4dor&3]]",
    "{\"level\":\"debug\",\"msg\":\"connect\",\"password\":\"[[a b, c]]\",\"port\":5432}",
    "{\\\"name\\\":\\\"HF_TOKEN\\\",\\\"value\\\":\\\"[[{an:20}]]\\\"}",
    "PGPASSWORD=[[x1y2z3]] psql -h db",
    "conn: host=db user=ml password=[[x1y2z3]] sslmode=require",
    "Server=db;Uid=ml;Pwd=[[x1y2z3]];",
    "client_secret=[[{an:32}]]&grant_type=client_credentials",
    "JWT_SECRET=[[{an:32}]]",
    "SECRET_KEY_BASE: [[{hex:64}]]",
    "kubeadm join 10.0.0.1:6443 --token [[{ln:6}.{ln:16}]] --discovery-token-ca-cert-hash sha256:{hex:64}",
    "tls.key: [[LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVkt{b64:200}]]",
    // forms: of five parts, cut off, short, or of a service's own kind
    "jwe [[eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6{an_:12}.{an_:80}.{an_:16}.{an_:60}.{an_:22}]] was refused",
    "jwe [[eyJhbGciOiJkaXIiLCJlbmMiOiJB{an_:12}..{an_:16}.{an_:60}.{an_:22}]] was refused",
    "sub claim of [[eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlcm5ldGVz{an_:60}]] is wrong",
    "got [[eyJhbGciOiJSUzI1NiIsImtpZCI6.eyJpc3MiO{an_:9}]]",
    "got [[eyJhbGciOiJSUzI1NiIsImtpZCI6.{an_:24}]]...",
    "modelscope: [[ms-{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}]] is no valid token",
    "voyageai: [[pa-{an_:43}]] refused",
    "vault: [[s.{an:24}]] has expired",
    "VAULT [[hvs.{an:24}]]",
    "litellm: [[sk-{an_:22}]] is over its budget",
    "litellm: key=[[sk-{an:12}]]",
    "Incorrect API key provided: [[sk-Ab3kQ9zX7]].",
    "dashscope [[sk-{hex:32}]]",
    "self-hosted wandb: [[local-{hex:40}]]",
    "aws: [[AKIA{AN:16}]]:[[{b64:40}]]",
    "aws [[AKIA{AN:16}]] / [[{b64:40}]]",
    "$ docker login -u me -p [[{b64:24}]] nvcr.io",
    "$ docker login nvcr.io --username me -p '[[my pass word]]'",
    "config.json: {\"auths\":{\"nvcr.io\":{\"username\":\"me\",\"password\":\"[[{b64:24}]]\"}}}",
    ".dockerconfigjson: [[eyJhdXRocyI6eyJ{b64:80}]]",
    "pull secret [[ewoJImF1dGhz{b64:60}==]]",
    "Digest: https://h/x?sp=r&sv=2024&sig=[[{an:30}%3D]]",
    "huggingface-cli login --token [[hf_{an:34}]] --add-to-git-credential",
    // on the command line of other programs
    "+ curl -sS -u me:[[{an:10}]] https://h/x",
    "-u me:[[{an:10}]] https://h/x",
    "curl -ume:[[{an:10}]] https://h/x",
    "[\"curl\",\"-u\",\"me:[[{an:10}]]\",\"https://h/x\"]",
    "curl --user 'me:[[p w{an:10}]]' https://h/x",
    "+ sshpass -p [[hunter2]] ssh root@node1",
    "sshpass -p'[[hunter2]]' ssh root@node1",
    "mysql -h db -u root -p[[hunter2]] -e 'select 1'",
    "mysqladmin ping -h localhost -uroot -p[[hunter2]]",
    "mariadb-dump --all-databases -p[[hunter2]]",
    "redis-cli -h redis -a [[hunter2]] ping",
    "ngc registry login nvcr.io -u '$oauthtoken' -p [[hunter2]]",
    "cqlsh -u me -p [[hunter2]] db",
    "machine github.com login me password [[hunter2]]",
    "echo '[[hunter2]]' | sudo -S ls",
    "echo [[hunter2]] | docker login -u me --password-stdin",
    "mongosh -u root -p [[hunter2]] --eval 1",
    "ldapsearch -x -D cn=admin -w [[hunter2]] -b dc=x",
    "mc alias set minio http://minio:9000 [[minioadmin]] [[minio{an:10}]]",
    "vllm serve m --api-key [[{an:20}]] [[{an:21}]] --port 80",
    "vllm serve m --api-key [[token-abc123]] --api-key [[token-abc124]] --port 80",
    "args: [\"serve\",\"--api-key\",\"[[{an:20}]]\",\"[[{an:21}]]\",\"--port\",\"80\"]",
    "Namespace(api_key=['[[{an:12}]]', '[[{an:13}]]'], hf_token=None)",
    "'api_key': ['[[token-abc123]]', '[[token-abc124]]'], 'port': 8000",
    // lists, tables, tags and the languages' own ways
    "passwords: [ [[hunter2]], [[hunter3]] ]",
    "passwords=[\"[[hunter2]]\",\"[[hunter3]]\"]",
    "<server><username>me</username><password>[[hunter2]]</password></server>",
    "<apiKey>[[{an:20}]]</apiKey>",
    "<property><name>fs.s3a.secret.key</name><value>[[{b64:40}]]</value></property>",
    "env: {key: api_key, value: [[{an:20}]]}",
    "{\"name\":\"API_KEY\",\"value\":\"[[a b, {an:5}]]\"}",
    "{\"value\":\"[[{an:20}]]\",\"name\":\"API_KEY\"}",
    "{value: [[{an:20}]], key: api_key}",
    "{\"Name\": \"DB_PASSWORD\", \"Value\": \"[[hunter2]]\"}",
    "os.environ[\"HF_TOKEN\"]=\"[[{an:20}]]\"",
    "os.environ['HF_TOKEN'] = '[[{an:20}]]'",
    "os.environ.setdefault(\"HF_TOKEN\", \"[[{an:20}]]\")",
    "os.Setenv(\"DB_PASSWORD\", \"[[hunter2]]\")",
    "environ({'HF_TOKEN': '[[{an:20}]]', 'HOME': '/root'})",
    "('HF_TOKEN', '[[{an:20}]]')",
    "metadata=[('api-key', '[[{an:20}]]')]",
    // users of URLs that are the secret
    "git clone https://[[{an:20}]]@git.example/x.git",
    "git clone https://[[{an:12}]]@git.example/x.git",
    "git clone https://[[{an:24}]]:[[x-oauth-basic]]@github.com/x/y",
    "git clone https://[[{an:24}]]:@host/x/y",
    "amqp://me:[[a:b@c{an:4}]]@mq:5672/v",
    // base64 that begins with "/" is no path
    "TOKEN=[[/{b64:39}]]",
    "secret: [[/q7Rb0Zt4/x9Lm2Wc5Vd8Ys1Nf3Hg6JpEuq7Rb0]]",
    "AWS_S3_KEY=[[/q7Rb0Zt4Kx9Lm2Wc5Vd8Ys1Nf3Hg6JpEuq7Rb0Z]]",
    // small names, values with signs
    "db_password=[[Tr0ub&x;y,z{an:4}]]",
    "db_password=[[ab&cd]], user=me",
    "connect(password=[[ab;cd]], user=me)",
    "user=me&password=[[ab;cd]]&x=1",
    "password: [[Tr0ub,dor;3]], user: me",
    "DB_PASSWORD=[[ab\\def\\g{an:4}]] x",
    "secret key: [[{an:20}]]",
    "msg=\"{\\\"spec\\\":\\\"{\\\\\\\"password\\\\\\\":\\\\\\\"[[abc123x]]\\\\\\\",\\\\\\\"a\\\\\\\":1}\\\"}\"",
    "password='[[ab\\'cd\\\\]]', user='me'",
    "AWS_SECRET_ACCESS_KEY   [[{b64:40}]]   x",
    "| HF_TOKEN | [[{an:20}]] |",
    "spark.hadoop.fs.s3a.secret.key [[{an:20}]]",
    "ALTER USER 'me' IDENTIFIED BY '[[a b;c{an:4}]]';",
    "CREATE USER me WITH PASSWORD '[[hunter2]]'",
    // wrapped, as a program shows it
    "Args { model_id: \"x\", api_key: Some(\"[[{an:20}]]\"), hf_token: None }",
    "Args { hf_api_token: Some(\\\"[[{an:20}]]\\\"), port: 80 }",
    "    api_key: Some(\n        \"[[{an:20}]]\",\n    ),\n    hf_token: None,",
    "2026-11-21T11:58:00.1Z     api_key: Some(\n2026-11-21T11:58:00.1Z         "
    "\"[[{an:20}]]\",\n2026-11-21T11:58:00.1Z     ),",
    "{\"message\":\"Args {\\n    api_key: Some(\\n        \\\"[[{an:20}]]\\\",\\n    ),\\n}\"}",
    "api_key: Some(Secret(String(\"[[hunter2]]\"))), port: 80",
    "api_key: String(\"[[hunter2]]\"), password=SecretStr(\"[[hunter2]]\"), password=Secret('[[hunter2]]')",
    "password = new Secret(\"[[hunter2]]\");",
    "api_key: HiddenKey(\"[[{an:20}]]\")",
    "&Config{Token:(*string)(\"[[{an:20}]]\"), Password:(*string)(0xc000012345)(\"[[hunter2]]\")}",
    "Password: (string) (len=24) \"[[hunter2]]\",",
    // far from its name
    "password:\t[[hunter2]] x",
    "password:          [[hunter2]] x",
    "api_key =          [[{an:20}]] x",
    "password        = [[hunter2]]",
    "hf_token        = [[{an:20}]]",
    "api_key         : [[{an:20}]]",
    "token   =   [[{an:20}]]",
    "password\u00a0:\u00a0[[hunter2]] x",
    "  hf_token ........................................ [[{an:20}]]",
    "  db_password .............. [[hunter2]]",
    "\u2502 api_key \u2502 [[{an:20}]] \u2502",
    "\u2503 hf_token       \u2503 '[[{an:20}]]' \u2503 x \u2503",
    "| password | [[hunter2]] |",
    "| user | me | password | [[hunter2]] | x |",
    // on the lines behind its name
    "password: |\n  [[hunter2]]\nuser: me",
    "password: >-\n  [[correct horse]]\n  [[hunter2]]\nuser: me",
    "password:\n  [[hunter2]]\nuser: me",
    "\"password\":\n  \"[[a b, c]]\",\n\"user\": \"me\"",
    "api_keys:\n- [[{an:20}]]\n- '[[{an:21}]]'\nuser: me",
    "\"apiKeys\": [\n  \"[[{an:20}]]\",\n  \"[[{an:21}]]\"\n],\n\"user\": \"me\"",
    "a\n2026-11-21T04:00:00.1Z password:\n2026-11-21T04:00:00.2Z   [[hunter2]]\n2026-11-21T04:00:00.3Z user: me",
    "x\nmachine h\n  login me\n  password [[hunter2]]\nmachine g",
    // cookies and prose
    "> Cookie: [[session={an:40}; x=y]]",
    "cookie: [[{an:40}]]",
    "key=\"-----BEGIN PRIVATE KEY-----[[\\n{b64:64}\\n{b64:64}\\n]]-----END PRIVATE KEY-----\\n\"",
};

inline constexpr std::string_view kNoSecrets[] = {
    // text, not access
    "max_tokens: 4096",
    "num_tokens=128 max_num_batched_tokens=2048",
    "tokenizer='Qwen/Qwen2.5-7B-Instruct', tokenizer_mode=auto, tokenizer_revision=None",
    "Avg prompt throughput: 512.3 tokens/s, Avg generation throughput: 48.1 tokens/s",
    "pad_token: <|endoftext|>, eos_token: <|im_end|>, eos_token_id=151645",
    "special_tokens_map.json not found; tokenizer.json: 11.4MB",
    "The model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
    "first_token_latency=0.23 time_to_first_token: 1.234567",
    "output_tokens=[1, 2, 3], prompt_token: 12345678",
    "token_type_ids: tensor([[0, 0]])",
    "SyntaxError: unexpected token: Identifier12",
    "invalid token: 'Identifier12', next token: Identifier12",
    "token_id=1234 token=Identifier12",
    "Basic authentication-required-here",
    "hf_modelsdownloadcachelockfile gsk_quantizationconfigurationx fw_quantizationconfigurationx",
    "wandb: commit {hex:40}",
    "http://vllm:8000;owner=team@corp http://llm:8000/v1/x@y https://h/a?mail=a@b",
    // where a secret is, not what it is
    "HF_TOKEN_PATH=/root/.cache/huggingface/token",
    "KEY_FILE=/etc/tls/tls.key",
    "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
    "--service-account-key-file /var/lib/sa.pub",
    "secretKeyRef: {name: hf-token, key: token}",
    "secretName: hf-token-secret-2",
    "couldn't find key HF_TOKEN in Secret ai/hf-token",
    "MountVolume.SetUp failed for volume \"creds\" : secret \"db-credentials\" not found",
    "Error: secret \"hf-token\" not found",
    "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
    "api_key=os.environ[\"OPENAI_API_KEY\"], token=self.token, password=args.password",
    "def login(token: Optional[str] = None, api_key: str, password: str) -> None:",
    "hf_token=None, api_key=None, ssl_keyfile=None, use_auth_token=False",
    "HF_TOKEN=$(HF_TOKEN) TOKEN=${TOKEN} PASSWORD=$PASSWORD",
    "HF_TOKEN=<redacted> password=********",
    "password: authentication failed for user \"ml\"",
    "FATAL: password authentication failed for user \"ml\"",
    "token: expired, api key: missing",
    "Invalid username or password.",
    "automountServiceAccountToken: false, tokenExpirationSeconds: 3607",
    "topologyKey: kubernetes.io/hostname",
    "key: nvidia.com/gpu, operator: Exists, effect: NoSchedule",
    "cache_key=prefill-0 primary_key=id sort key: name",
    "TOKENIZERS_PARALLELISM=false HF_SECRET_NAME=Hub-Token1A keyRef: Model7Xyz TOKEN_PATH=/var/x",
    "AWS_S3_KEY=Llama-3.1-8B-Instruct S3_KEY=models/Qwen/weights.tar GPU_KEY=NVIDIA-H100-80GB-HBM3",
    "PASSWORD=${DB_PASSWORD:-} TOKEN=%HF_TOKEN% password=$db_password api_key: {{ .Values.key }}",
    // names of chance
    "uid: 7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b",
    "sha256:{hex:64}",
    "docker.io/vllm/vllm-openai@sha256:{hex:64}",
    "git commit {hex:40} (HEAD -> main)",
    "model revision {hex:40} of meta-llama/Llama-3.1-8B-Instruct",
    "resourceVersion: 184467440737",
    "pod llm-7c9d5f6b8-x2k4q, ReplicaSet llm-7c9d5f6b8",
    "sk-learn-training-5d9f6c7b8d-x2k4q",
    "task-runner-6b7f9c8d5-abcde on disk-nvme0n1",
    "node ip-10-0-12-34.eu-west-1.compute.internal",
    "node gke-prod-gpu-pool-a1b2c3d4-x9yz",
    "aks-gpunp-12345678-vmss000001",
    "i-0abcd1234efgh5678 arn:aws:eks:eu-west-1:123456789012:cluster/prod",
    "checksum/secret: {hex:64}",
    "pod-template-hash=7c9d5f6b8",
    "GPU-5e8c7f3a-1b2c-3d4e-5f60-718293a4b5c6",
    "NVRM: Xid (PCI:0000:3b:00): 79, pid=1234, GPU has fallen off the bus.",
    "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.15 "
    "GiB",
    "RuntimeError: CUDA error: an illegal memory access was encountered",
    "node-1:1234:1299 [0] NCCL INFO comm 0x55d0c2f0a8b0 rank 0 nranks 8 cudaDev 0 commId 0x8f3a2b1c9d0e7f65 - Init "
    "START",
    "[rank0]:[E1121 11:02:03.123456789 ProcessGroupNCCL.cpp:616] Watchdog caught collective operation timeout: "
    "WorkNCCL(SeqNum=42, OpType=ALLREDUCE, NumelIn=1048576, Timeout(ms)=600000)",
    "File \"/usr/local/lib/python3.12/site-packages/vllm/entrypoints/openai/api_server.py\", line 585, in <module>",
    "https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json",
    "401 Client Error: Unauthorized for url: https://huggingface.co/api/models/x?full=true",
    "Readiness probe failed: Get \"http://10.244.1.17:8000/health\": dial tcp 10.244.1.17:8000: connect: connection "
    "refused",
    "caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0{b64:60}",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "CUDA_VISIBLE_DEVICES=0,1 NCCL_SOCKET_IFNAME=eth0 NCCL_IB_HCA=mlx5_0 NCCL_DEBUG=INFO",
    "PWD=/workspace OLDPWD=/ PATH=/usr/bin",
    "author: Jane, authenticated=true, authority=x",
    "exit code 137, signal=9, reason: OOMKilled",
    "docker run -u 1000:1000 image",
    "http://localhost:8000/v1/completions?stream=true",
    "keyboard: us, keypoints=17, monkey: 1, turkey=2",
    "bearer of bad news; basic training run",
    "nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3",
    // vLLM, TGI, Triton, SGLang, Ray
    "INFO 11-21 04:00:01 [api_server.py:1095] vLLM API server version 0.8.5",
    "INFO 11-21 04:00:01 [config.py:1770] Chunked prefill is enabled with max_num_batched_tokens=8192.",
    "INFO [llm_engine.py:240] Initializing a V0 LLM engine (v0.8.5) with config: model='Qwen/Qwen2.5-7B-Instruct', "
    "speculative_config=None, tokenizer='Qwen/Qwen2.5-7B-Instruct', skip_tokenizer_init=False, tokenizer_mode=auto, "
    "revision=None, override_neuron_config=None, tokenizer_revision=None, trust_remote_code=False, "
    "dtype=torch.bfloat16, max_seq_len=32768, download_dir=None, load_format=LoadFormat.AUTO, "
    "tensor_parallel_size=1, pipeline_parallel_size=1, disable_custom_all_reduce=False, quantization=None, "
    "enforce_eager=False, kv_cache_dtype=auto, device_config=cuda, seed=None, "
    "served_model_name=Qwen/Qwen2.5-7B-Instruct, num_scheduler_steps=1, enable_prefix_caching=None",
    "ValueError: The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV "
    "cache (86288). Try increasing `gpu_memory_utilization` or decreasing `max_model_len`",
    "ERROR [core.py:396] EngineCore hit an exception: Traceback (most recent call last): File \"/usr/lib/x.py\"",
    "Using cache directory: /root/.cache/vllm/torch_compile_cache/5ac4e9d0bd/rank_0_0 for vLLM's torch.compile",
    "GPU KV cache size: 413,184 tokens, Maximum concurrency for 32,768 tokens per request: 12.61x",
    "SamplingParams(n=1, presence_penalty=0.0, max_tokens=2048, min_tokens=0, skip_special_tokens=True, "
    "stop_token_ids=[], bad_words=[]), prompt_token_ids: [151644, 8948, 198], lora_request: None",
    "Received request chatcmpl-7f3c1b9a5d2e4f809a6b0c1d2e3f4a5b: prompt: 'x', params: x",
    "Received request cmpl-0d9b0a6e7c5f4e3f8a1b2c3d4e5f6a7b-0: prompt: 'x'",
    "Setting `pad_token_id` to `eos_token_id`:128001 for open-end generation.",
    "pad_token_id=151643, eos_token_id=[151645, 151643], bos_token_id=None",
    "{\"timestamp\":\"2026-11-21T04:00:00Z\",\"level\":\"INFO\",\"message\":\"Args { model_id: "
    "\\\"meta-llama/Llama\\\", "
    "max_input_tokens: Some(4096), max_total_tokens: Some(8192), tokenizer_config_path: None, api_key: None }\","
    "\"target\":\"text_generation_launcher\"}",
    "max_batch_prefill_tokens=4096 waiting_served_ratio=0.3 max_batch_total_tokens=16000",
    "I1121 04:00:00.123456 1 server.cc:674] +------------------+------+",
    "I1121 04:00:00.123456 1 model_lifecycle.cc:472] \"loading: llama:1\"",
    "| tensorrtllm | /opt/tritonserver/backends/tensorrtllm/libtriton_tensorrtllm.so | {\"cmdline\":{}} |",
    "E1121 1 model_repository_manager.cc:1335] failed to load 'x' version 1: Internal: unexpected tokenizer: a",
    "raylet.cc:97: Node ID: 3f9a0c7e1b5d28469ace3f9a0c7e1b5d28469ace3f9a0c7e1b5d2846, session: "
    "session_2026-11-21_04-00-00",
    "ray.exceptions.RayTaskError: ray::ServeReplica:default:LLM.initialize() (pid=1234, ip=10.0.0.1, "
    "actor_id={hex:32}, repr=<x object at 0x7f3c1b9a5d2e>)",
    "Local node IP: 10.0.0.1; session_name=session_2026-11-21_04-00-00_123456_789, auth: none",
    "#running-req: 12, #token: 34567, token usage: 0.83, gen throughput (token/s): 812.33, #queue-req: 0",
    "decode out of memory happened, #retracted_reqs: 1, #new_token_ratio: 0.5732 -> 0.9872",
    // NCCL, CUDA, drivers
    "NCCL INFO ncclCommInitRank comm 0x7f00 rank 0 nranks 8 cudaDev 0 nvmlDev 0 busId 1a000 commId 0xd5ab3b0c1e9f - x",
    "NCCL WARN NET/IB : Got completion from peer 10.0.0.1<45678> with status=12 opcode=129 len=0 vendor err 129",
    "NCCL INFO Bootstrap : Using eth0:10.0.0.1<0>, NCCL_UNIQUE_ID={hex:64}",
    "NVRM: Xid (PCI:0000:3b:00): 31, pid=2345, name=python3, Ch 00000008, intr 00000000. MMU Fault: ENGINE GRAPHICS",
    "NVRM: Xid (PCI:0000:81:00): 94, Contained: SM (0x1). RST: No, D-RST: No",
    "NVRM: GPU at PCI:0000:3b:00: GPU-7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b, serial 1654522034567",
    "MIG-7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b,MIG-GPU-5e8c7f3a-1b2c-3d4e-5f60-718293a4b5c6/1/0",
    "cudaGetDeviceCount() failed: CUDA driver version is insufficient; cuModuleLoadDataEx hash=9ab37c1d55e0f3a4",
    // kubelet, scheduler, runtime, KServe, the hub
    "Pulled: Successfully pulled image \"nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.5\" in 1m2.3s. Image size: "
    "6423512345 "
    "bytes. imageID: nvcr.io/nim/meta/llama@sha256:{hex:64}",
    "Failed to pull image \"ghcr.io/x/y:1\": failed to authorize: failed to fetch anonymous token: unexpected status "
    "from "
    "GET request to https://ghcr.io/token?scope=repository%3Ax%2Fy%3Apull&service=ghcr.io: 401 Unauthorized",
    "failed to fetch oauth token: unexpected status: 403 Forbidden",
    "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth "
    "credentials",
    "MountVolume.SetUp failed for volume \"t\" : references non-existent secret key: hf-Token1Ab3x9k",
    "Error: couldn't find key token in Secret ai/hf-token; secretName=hf-token-2 key=token optional=false",
    "MountVolume.SetUp failed for volume \"kube-api-access-x2k4q\" : object \"ai\"/\"kube-root-ca.crt\" not registered",
    "MountVolume.SetUp failed for volume \"kube-api-access-9q7lz\" : failed to fetch token: serviceaccounts \"m\" not "
    "found",
    "containerd://{hex:64} pod_7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b cri-containerd-{hex:64}.scope",
    "/var/lib/kubelet/pods/7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b/volumes/kubernetes.io~projected/kube-api-access-x2k4q",
    "isvc-llm-predictor-00001-deployment-7d9c5f6b8c-x2k4q revision isvc-llm-predictor-00001 is not ready",
    "controller-revision-hash=llm-6f7d8c9b5d pod-template-generation=3 apps.kubernetes.io/pod-index=0",
    "Cannot access gated repo for url https://huggingface.co/api/models/meta-llama/Llama-3.1-8B/revision/main.",
    "(Request ID: Root=1-674ab3c1-5d2e4f809a6b0c1d2e3f4a5b;7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b)",
    "snapshots/0e9e39f249a16976918f6564b8830bc894c89659/model-00001-of-00004.safetensors: 100%",
    "/root/.cache/huggingface/hub/models--Qwen--Qwen2.5-7B/blobs/a6344aac8c09253b3b630fb776ae94478aa0275b",
    "Fetching 14 files: 100%|##########| 14/14, "
    "etag=\"6e6001da2106d4757498752a021df6c2bdc332c650aae4bae6b0c004dcf14933\"",
    "X-Amz-Cf-Id: none, x-request-id: 7f3c1b9a-5d2e-4f80-9a6b-0c1d2e3f4a5b",
    "Token has not been saved to git credential helper. Token is valid (permission: read).",
    "The token `cluster` has been saved to /root/.cache/huggingface/stored_tokens",
    "wandb: Run data is saved locally in /workspace/wandb/run-20261121_040000-3f9a0c7e",
    "wandb: Currently logged in as: me (team). Use `wandb login --relogin` to force relogin",
    // how one signs in, not with what
    "auth=Kerberos5Ticket",
    "AUTH=Keycloak26",
    "auth: OAuth2Proxy, authMethod=Keycloak26Realm, auth: none",
    "the proxy http://p:3128 wants a user name and a password: HTTP 407",
    // paths and names under names that may be secrets
    "TOKEN=/var/run/secrets/kubernetes.io/serviceaccount/token",
    "secret=/models/Qwen2.5-7B-Instruct/snapshots/0e9e39f249a16976918f6564b8830bc894c89659/config.json",
    "CREDENTIALS=/mnt/Models2024/Llama3Instruct/Weights",
    "token=/data/checkpoints/step4000/LlamaForCausalLM/global",
    "sk-learn-pipeline-predictor-00001 sk-5d9f6c7b8d-x2k4q hf-models s.py b.bin pa-worker-0 ms-gateway-0 local-path",
    "sk-learn-00001-deployment-5d9f6c7b8d-x2k4q, pa-inference-worker-with-a-very-long-name-7d9c5f6b8c-x2k4q",
    "from sklearn import x; s.startswith('x'); pods.items[0].metadata.name.lower()",
    "git -C x -u origin main; ps -u root:root; docker run -p 8000:8000 -u 1000:1000 x; mkdir -p /a/b; ssh -p 22 h",
    "kubectl get pods -l app=mysql -p; mysql -h db -P 3306 -p -e x; redis-cli -h redis -p 6379 ping",
    "tokens[\"pad\"] = 5; os.environ[\"HF_HOME\"]=\"/data/hf\"; d[\"token\"] == x; key=lambda x: x[\"Key2Name\"]",
    "<name>dfs.replication</name><value>Value12345</value> <token>bos</token>",
    "{\"name\":\"MODEL_ID\",\"value\":\"Qwen2VL7B\"} {key: nvidia.com/gpu, value: Present1A} "
    "{\"key\":\"pool\",\"value\":\"A100x8\"}",
    "tokens: [1, 2, 3], keys: ['model.layers.0.Weight2A'], secrets: [hf-token, db-2]",
    "HF_TOKEN environment-variable2set is used; set HF_TOKEN first; HF_TOKEN MODEL_ID=Qwen2VL7B, api_key.go main.go:12",
    "Access denied for user 'me'@'10.0.0.1' (using password: YES); password authentication failed for user \"ml\"",
    "MovedAttribute(\"HTTPPasswordMgr\", \"urllib2\"); valid_token_types = ('access_token', 'refresh_token')",
    "    valid_signature = signature.verify_rsa_sha1(request, rsa_key)",
    "token/: Ab3x9kQ2 password/=x1y2z3q4 key-: 7Zt4Kx9L",
    "    sig = binascii.a2b_base64(request.signature.encode('ascii'))",
    // wrapped, and none
    "api_key: Some(\"None\"), api_key: Secret([REDACTED alloc::string::String]), password=SecretStr('**********')",
    "password: Optional[str] = None, api_key: Optional[ApiKey], Token:(*string)(nil), Password:(*string)(0xc000012345)",
    "api_key=os.getenv(\"OPENAI_API_KEY_2\"), max_input_tokens: Some(4096), api_key: Some(, api_key: String(",
    "    api_key: Some(\n        None,\n    ),\n    max_input_tokens: Some(\n        4096,\n    ),",
    // far from a name, and none
    "token  count   =   12345, tokens        : 512, max_tokens     =     4096",
    "| tokens | 512 | token | 0.83 | password | created_at | api_key | None | password | must have 8 signs |",
    "| name | token | password | api_key | \u2502 max_tokens \u2502 4096 \u2502 password_retries \u2502 3 \u2502",
    "  max_tokens .............. 4096",
    "  tokenizer_model .............. meta/Llama-3.1-8B  hf_token ..... None  Loading token .... done",
    "  password .... ok",
    // on the lines behind a name, and none
    "password:\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: Password2\n",
    "imagePullSecrets:\n- name: Regcred12\nsecrets:\n- hf-token\nsecret:\n  hf-token-2\nmax_tokens:\n  4096\n",
    "wrong password:\n  Must2have eight signs\npassword:\n  must have 8 signs\napi_key:\n  str\nport: 80",
    "api_key:\nModel: Qwen2VL7B\ntls.crt: |\n  -----BEGIN CERTIFICATE-----\n  q7Rb0Zt4Kx9\n  -----END CERTIFICATE-----",
    "password:\n  {\n  \"port\": 80}\nlogin me\npassword Changed2\n",
    // a way to sign in, a cookie that is none
    "sasl.mechanism=SCRAM-SHA-512 sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256 security.protocol=SASL_SSL",
    "cookie: enabled auth_type: kubernetes port: 8000",
    "http://team-ml@git.example/x ssh://git@github.com/x/y.git https://me@host/x",
};

}  // namespace aidiag
