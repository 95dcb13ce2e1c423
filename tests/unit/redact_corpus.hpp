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
};

}  // namespace aidiag
