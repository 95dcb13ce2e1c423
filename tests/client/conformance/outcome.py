# SPDX-License-Identifier: Apache-2.0
"""The class of an outcome, from what a program says on stderr. Both programs have words of their own for the same
thing; a message that fits no line is its own class, so that it never equals anything by accident."""
import re

KUBECTL = [
    (r"unknown flag", "flag"),
    (r"[Ii]nvalid timeout value|invalid argument", "flag"),
    (r"context was not found for specified context|context \"[^\"]*\" does not exist", "config/context"),
    (r"auth info \"[^\"]*\" does not exist|user \"[^\"]*\" was not found for context", "config/user"),
    (r"cluster \"[^\"]*\" does not exist|cluster \"[^\"]*\" was not found|no server found for cluster", "config/cluster"),
    (r"json: unsupported value|json parse error: json: cannot unmarshal .* into Go struct field", "config/type"),
    (r"invalid header field value", "config/control"),
    (r"unsupported map key|map key", "config/yaml"),
    (r"couldn't get version/kind", "config/content"),
    (r"duplicate name", "config/duplicate"),
    (r"illegal base64", "config/base64"),
    (r"cannot unmarshal", "config/type"),
    (r"no kind \"[^\"]*\" is registered|unable to decode .* no kind|Object 'Kind' is missing", "config/kind"),
    (r"are both specified for", "config/both"),
    (r"specifying a root certificates file with the insecure flag", "config/insecure-with-ca"),
    (r"more than one authentication method|bearer token may be set, but not both", "config/methods"),
    (r"unable to read certificate-authority", "config/ca-file"),
    (r"unable to read client-(cert|key)", "config/cert-file"),
    (r"client-key-data or client-key must be specified", "config/no-key"),
    (r"unable to load root certificates", "config/ca-pem"),
    (r"failed to find any PEM data|tls: .*private key|failed to parse private key", "config/cert-pem"),
    (r"without impersonating a user", "config/as"),
    (r"invalid 'proxy-url'", "config/proxy-url"),
    (r"authProvider cannot be provided in combination", "config/two-logins"),
    (r"command must be specified", "config/exec-command"),
    (r"apiVersion must be specified|exec plugin: invalid apiVersion", "config/exec-version"),
    (r"env variable name must be specified", "config/exec-env"),
    (r"interactiveMode", "config/interactive-mode"),
    (r"auth plugin has been removed|no Auth Provider found for name|Must provide (idp-issuer-url|client-id)", "config/auth-provider"),
    (r"invalid namespace|does not conform to the kubernetes DNS_LABEL", "config/namespace"),
    (r"unsupported protocol scheme|invalid character .* in host name", "config/server"),
    (r"host must be a URL|parse \"|first path segment in URL", "config/server"),
    (r"error loading config file .*: yaml: |error loading config file .*: error converting YAML|yaml: ", "config/yaml"),
    (r"stat .*: no such file", "config/no-file"),
    (r"read .*: is a directory", "config/folder"),
    (r"too many levels of symbolic links", "config/link"),
    (r"permission denied", "config/permission"),
    (r"not a directory", "config/not-a-folder"),
    (r"file name too long", "config/name-too-long"),
    (r"No valid id-token|token has expired|failed to (decode|parse) ID ?token|malformed jwt|not a valid JWT", "credentials/oidc"),
    (r"couldn't get version/kind; json parse error|error loading config file|json: ", "config/content"),
    (r"open .*: no such file", "config/no-file"),
    (r"getting credentials: |exec plugin", "credentials"),
    (r"was refused - did you specify", "connect/refused"),
    (r"certificate signed by unknown authority", "connect/authority"),
    (r"certificate is valid for|doesn't contain any IP SANs", "connect/name"),
    (r"certificate has expired", "connect/expired"),
    (r"server gave HTTP response to HTTPS client", "connect/no-tls"),
    (r"no such host", "connect/dns"),
    (r"Client sent an HTTP request to an HTTPS server|HTTP request to an HTTPS", "connect/needs-tls"),
    (r"must be logged in to the server|asked for the client to provide credentials", "unauthorized"),
    (r"Forbidden", "forbidden"),
    (r"empty.*token|file is empty", "config/empty-file"),
    (r"Unable to connect to the server: (EOF|read|dial|net/http|proxyconnect|socks)", "connect/other"),
]

OURS = [
    (r"unknown flag|takes true or false|is no time", "flag"),
    (r"user \"[^\"]*\"( of context .*)? does not exist", "config/user"),
    (r"cluster \"[^\"]*\"( of context .*)? does not exist|has no server|names no cluster", "config/cluster"),
    (r"context \"[^\"]*\"(, the current one,)? does not exist", "config/context"),
    (r"stands twice in", "config/duplicate"),
    (r"is not base64", "config/base64"),
    (r", not (a text|a boolean|a list|a mapping)|contains (a|empty)", "config/type"),
    (r"is not a kubeconfig|of a kubeconfig is not known", "config/kind"),
    (r"has both (certificate-authority|client-certificate|client-key) and", "config/both"),
    (r"a certificate authority and insecure-skip-tls-verify", "config/insecure-with-ca"),
    (r"only one way to log in is allowed", "config/methods"),
    (r"certificate-authority \S+ of .*: (no such file|too many|permission)", "config/ca-file"),
    (r"(client-certificate|client-key) \S+ of .*: (no such file|too many|permission)", "config/cert-file"),
    (r"has a client certificate and no client-key|--client-certificate goes with --client-key", "config/no-key"),
    (r"certificate-authority.* (holds no certificate in PEM|cannot be used)", "config/ca-pem"),
    (r"client-(certificate|key).* holds no|client certificate or key of .* cannot be used|is encrypted", "config/cert-pem"),
    (r"without naming him|goes with --as, which is missing", "config/as"),
    (r"has a proxy-url that is no", "config/proxy-url"),
    (r"has both an auth-provider and an exec plugin", "config/two-logins"),
    (r"exec plugin .* has no command", "config/exec-command"),
    (r"exec plugin .* has the apiVersion", "config/exec-version"),
    (r"has an env entry without a name", "config/exec-env"),
    (r"interactiveMode", "config/interactive-mode"),
    (r"the auth provider .* (was removed|lacks)", "config/auth-provider"),
    (r"the oidc login of", "credentials/oidc"),
    (r"is not allowed by|credentialPlugin|the allowed command|--kuberc|/rc: |gone: no such file", "config/policy"),
    (r"the name of a namespace", "config/namespace"),
    (r"is no http or https address|has a path and no scheme", "config/server"),
    (r"is not YAML|too deep or too large", "config/yaml"),
    (r"contain a control character", "config/control"),
    (r"kubeconfig .*: no such file", "config/no-file"),
    (r"is a directory", "config/folder"),
    (r"too many levels of symbolic links", "config/link"),
    (r"permission denied", "config/permission"),
    (r"not a directory", "config/not-a-folder"),
    (r"file name too long", "config/name-too-long"),
    (r"is a pipe or a device", "config/no-regular-file"),
    (r"tokenFile .*: no such file", "config/no-file"),
    (r"file is empty", "config/empty-file"),
    (r"a kubeconfig is a mapping", "config/content"),
    (r"no credentials for", "credentials"),
    (r"no cluster is configured|has no current-context", "nothing configured"),
    (r"refuses connections", "connect/refused"),
    (r"is not signed by", "connect/authority"),
    (r"is not made out for", "connect/name"),
    (r"the certificate of .* has expired", "connect/expired"),
    (r"does not speak TLS", "connect/no-tls"),
    (r"cannot be resolved", "connect/dns"),
    (r"does not accept the credentials|takes this program for system:anonymous", "unauthorized"),
]


def first_match(table, text):
    for pattern, name in table:
        if re.search(pattern, text, re.MULTILINE):
            return name
    return "unknown words: " + " ".join(text.split())[:300]


def outcome_of_kubectl(code, text):
    text = re.sub(r"^[EWI]\d{4} .*\n", "", text, flags=re.MULTILINE)  # its log
    if text.strip().endswith("error: EOF") or "Please enter Username" in text:
        return "prompt"  # for a name and a password, on a standard input that is empty
    several = re.search(r"Error in configuration:\s*\n\* (.*)", text)
    if several:  # the first counts: ours tells one mistake at a time
        text = several[1]
    return "ok" if code == 0 else first_match(KUBECTL, text)


def outcome_of_ours(code, text):
    """0, 1 and 4 are reports; 2 and 3 say why there is none (design of the exit codes: kubectl-ai-diag(1))."""
    return "ok" if code in (0, 1, 4) else first_match(OURS, text)
