// SPDX-License-Identifier: Apache-2.0
// What programs put around a value when they show it, and what code puts around it: Some("x"), new Secret("x"),
// (*string)("x"). The value is the argument. Every look is short.
#pragma once

#include <cstddef>
#include <string_view>

namespace aidiag {

/// Where the argument of up to three wrappers begins that stand at `begin`, which is never a value itself; `begin`
/// where none stands there.
std::size_t inside_wrappers(std::string_view line, std::size_t begin);

/// Where the quotes of the argument of some other call begin, which may be a wrapper too; `begin` where none stands
/// there.
std::size_t inside_call(std::string_view line, std::size_t begin);

/// A pattern of wrappers of which the last ends a line, and of the line break with what is before the quotes: blanks,
/// and the time that a log puts before each line; as a text in quotes shows the line break, too.
inline constexpr const char* kWrappersOverLines =
    R"((?:(?:Some|Ok|Option|Optional|String|Secret\w*)\((?:\s|\\n|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)\s)*){1,3})";

}  // namespace aidiag
