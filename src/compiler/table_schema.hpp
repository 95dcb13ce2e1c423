// SPDX-License-Identifier: Apache-2.0
// What may stand in the tables of rules/tables/ that are compiled into the core library. A table is a map of parts; a
// part is a list of ids, groups of ids by a heading, or rows by id. Everything else about a table follows from this:
// what is a mistake, and which C++ comes of it.
#pragma once

#include <span>
#include <string_view>

namespace aidiag::tables {

enum class Kind { text, number, boolean, version, word };

struct Column {
  std::string_view name;
  Kind kind = Kind::text;
  std::string_view type = {};                    ///< word: the enumeration its values are of
  std::span<const std::string_view> words = {};  ///< word: those that may stand there
};

enum class Shape {
  list,    ///< [id, id]
  groups,  ///< heading: [id, id]; the heading is the one column
  rows,    ///< id: {column: value, ...}; boolean columns may be left out
  pairs,   ///< id: value; the value is the one column
};

struct Part {
  std::string_view key;       ///< in the file
  std::string_view function;  ///< in src/knowledge/rows.hpp
  std::string_view row;       ///< type of its rows there: the id, then the columns
  Shape shape;
  Column id;
  std::span<const Column> columns = {};
};

struct Table {
  std::string_view file;
  std::span<const Part> parts;
};

std::span<const Table> all_tables();

}  // namespace aidiag::tables
