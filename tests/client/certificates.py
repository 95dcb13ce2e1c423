# SPDX-License-Identifier: Apache-2.0
"""Certificate authorities and certificates made for one run, each when it is first asked for. For every NAME below
there are two attributes, the paths of the certificate and of its key: `certificates.client`, `certificates.client_key`."""
import base64
import os
import subprocess
import threading

ADDRESSES = "subjectAltName=IP:127.0.0.1,IP:::1,IP:0.0.0.0,IP:::"
EVERYWHERE = ADDRESSES + ",IP:10.1.2.3,IP:fd00::1,DNS:localhost,DNS:kube.example,DNS:*.kube.invalid,DNS:host.invalid"

# name -> subject, extension; and the authority's name (ca), days of life (2)
SIGNED = {
    "server": ("/CN=server", EVERYWHERE),
    "named": ("/CN=named", "subjectAltName=DNS:kube.example"),
    "other_server": ("/CN=other", ADDRESSES, "other_ca"),
    "common_name_only": ("/CN=127.0.0.1", "keyUsage=digitalSignature"),
    "expired": ("/CN=expired", ADDRESSES, "ca", "-1"),
    "client": ("/O=group/CN=cert-user", "extendedKeyUsage=clientAuth"),
    "next_client": ("/O=group/CN=next-user", "extendedKeyUsage=clientAuth"),
    "other_client": ("/O=group/CN=other-user", "extendedKeyUsage=clientAuth", "other_ca"),
    "expired_client": ("/O=group/CN=late-user", "extendedKeyUsage=clientAuth", "ca", "-1"),
}
AUTHORITIES = {"ca": "/CN=test-ca", "other_ca": "/CN=other-ca"}


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Certificates:
    def __init__(self, folder):
        self.folder = folder
        self.made = {}
        self.lock = threading.RLock()

    def __getattr__(self, name):
        base = name.removesuffix("_key")
        with self.lock:
            if name in self.made:
                return self.made[name]
            if base in AUTHORITIES:
                self._self_signed(base, AUTHORITIES[base])
            elif base in SIGNED:
                self._signed(base, *SIGNED[base])
            elif base == "not_yet_valid":
                self._not_yet_valid(base)
            elif name in ("encrypted_key", "encrypted_old_key"):
                self._encrypted_keys()
            else:
                raise AttributeError(name)
            return self.made[name]

    def path(self, name):
        return os.path.join(self.folder, name)

    def data(self, path):
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode()

    def _made(self, name):
        self.made[name], self.made[name + "_key"] = self.path(name + ".crt"), self.path(name + ".key")
        return self.made[name], self.made[name + "_key"]

    def _self_signed(self, name, subject):
        cert, key = self._made(name)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", subject, "-keyout", key, "-out", cert)

    def _request(self, key, subject, request):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
                "-keyout", key, "-out", request)

    def _signed(self, name, subject, extension, by="ca", days="2"):
        ca, ca_key = getattr(self, by), getattr(self, by + "_key")
        cert, key = self._made(name)
        request, extensions = self.path(name + ".csr"), self.path(name + ".ext")
        with open(extensions, "w") as file:
            file.write(extension + "\n")
        self._request(key, subject, request)
        openssl("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", days,
                "-extfile", extensions, "-out", cert)

    def _not_yet_valid(self, name):
        """openssl x509 cannot date a certificate ahead; openssl ca can, and wants a folder with its books."""
        ca, ca_key = self.ca, self.ca_key
        cert, key = self._made(name)
        books, config = self.path("index.txt"), self.path("books.cnf")
        open(books, "w").close()
        with open(config, "w") as file:
            file.write("[ca]\ndefault_ca=one\n[one]\ndatabase=%s\nserial=%s\nnew_certs_dir=%s\ndefault_md=sha256\n"
                       "policy=any\n[any]\ncommonName=supplied\n[ext]\n%s\n"
                       % (books, self.path("books.srl"), self.folder, ADDRESSES))
        self._request(key, "/CN=" + name, self.path(name + ".csr"))
        openssl("ca", "-batch", "-notext", "-config", config, "-extensions", "ext", "-create_serial", "-cert", ca,
                "-keyfile", ca_key, "-startdate", "20990101000000Z", "-enddate", "20990201000000Z",
                "-in", self.path(name + ".csr"), "-out", cert)

    def _encrypted_keys(self):
        """The client's key in both forms of an encrypted key: PKCS#8, and the older one with a Proc-Type header."""
        new, old = self.path("encrypted.key"), self.path("encrypted-old.key")
        openssl("pkcs8", "-topk8", "-in", self.client_key, "-passout", "pass:x", "-out", new)
        openssl("ec", "-in", self.client_key, "-aes128", "-passout", "pass:x", "-out", old)
        self.made.update(encrypted_key=new, encrypted_old_key=old)
