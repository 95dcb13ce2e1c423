// SPDX-License-Identifier: Apache-2.0
#include "source/client_pair.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace aidiag {
namespace {

template <auto release>
struct Free {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};

using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

Bio bio_of(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// Without this OpenSSL would ask for a pass phrase on the terminal.
int no_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) { return -1; }

}  // namespace

std::string pair_problem(const std::string& cert_pem, const std::string& key_pem) {
  const Certificate certificate(PEM_read_bio_X509(bio_of(cert_pem).get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(bio_of(key_pem).get(), nullptr, &no_pass_phrase, nullptr));
  const bool match = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (!certificate) return "hold no certificate that can be read";
  if (!key) return "hold no private key that can be read";
  return match ? "" : "do not belong together";
}

std::optional<Time> end_of_certificate(const std::string& pem) {
  const Certificate certificate(PEM_read_bio_X509(bio_of(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  std::tm parts{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1) return std::nullopt;
  return Time{static_cast<std::int64_t>(timegm(&parts)) * 1'000'000};
}

bool has_certificate(const std::string& pem) {
  const Bio bio = bio_of(pem);
  bool found = false;
  // A block that cannot be read is passed over; what ends it is that no further one begins.
  while (!found) {
    char *name = nullptr, *header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &data, &size) != 1) break;
    const unsigned char* begin = data;
    found = std::string(name) == "CERTIFICATE" && Certificate(d2i_X509(nullptr, &begin, size)) != nullptr;
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
  ERR_clear_error();
  return found;
}

}  // namespace aidiag
