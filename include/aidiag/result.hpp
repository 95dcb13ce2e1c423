// SPDX-License-Identifier: Apache-2.0
// Errors are values. A `Result` carries either what was asked for or an `Error`, up to main, where its kind
// becomes an exit code. What only hides a part of the picture is no error but a `Gap` (snapshot.hpp).
// Not an API for others: the program's interface is its command line.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace aidiag {

/// What the caller can do about an error.
enum class ErrorKind {
  usage,         ///< the command line is wrong: exit code 2
  bad_file,      ///< a rule, kubeconfig or input file is wrong: exit code 2
  connect,       ///< the server cannot be reached or trusted: exit code 3
  unauthorized,  ///< the server does not accept the credentials: exit code 3
  not_found,     ///< the object asked for is not there: exit code 3
};

/// One failure. `message` is one sentence without a final full stop; each layer it passes adds what it knows in
/// front ("cannot list pods in namespace \"ai\": ..."). `hint` is the way out, a full sentence, or empty.
/// Never holds a secret or a bare errno.
struct Error {
  ErrorKind kind = ErrorKind::usage;
  std::string message;
  std::string hint;

  /// The same error with `what` put in front of its message.
  Error within(const std::string& what) && {
    message = what + ": " + message;
    return std::move(*this);
  }
};

/// A value or an Error. `value()` REQUIRES ok(); `error()` REQUIRES !ok().
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : data_(std::move(value)) {}
  Result(Error error) : data_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return std::holds_alternative<T>(data_); }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<T>(data_); }
  const T& value() const& { return std::get<T>(data_); }
  T&& value() && { return std::get<T>(std::move(data_)); }
  const Error& error() const& { return std::get<Error>(data_); }
  Error&& error() && { return std::get<Error>(std::move(data_)); }

 private:
  std::variant<T, Error> data_;
};

/// The Result of something that yields nothing but success.
using Status = Result<std::monostate>;
inline Status ok_status() { return Status(std::monostate{}); }

}  // namespace aidiag
