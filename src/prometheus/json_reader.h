// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::prometheus {

// Where a JSON text comes from, piece by piece. Returns a piece, empty at the end, or nothing when
// the text cannot be had to its end; pieces are valid until the next call.
using JsonSource = std::function<std::optional<std::string_view>()>;

enum class JsonKind { object, array, string, number, boolean, null };

// Reads JSON (RFC 8259) as it arrives, value by value in the order of the text. Memory is bounded
// by the longest single string. A call returns false when the text is wrong, ends early or is of
// another kind than asked for; failed() is then true, problem() tells why, and every further call
// returns false too. Views are valid until the next call.
class JsonReader {
 public:
  static constexpr int kMaxDepth = 64;
  static constexpr std::size_t kMaxString = std::size_t{16} << 20;

  explicit JsonReader(JsonSource source);
  // Of a text in memory, which must outlive the reader.
  explicit JsonReader(std::string_view text);

  // The kind of the next value, without reading it.
  std::optional<JsonKind> peek();

  // while (reader.next_key(key)) reads one value each; false also at the end of the object.
  bool begin_object();
  bool next_key(std::string_view& key);
  // while (reader.next_element()) reads one value each; false also at the end of the array.
  bool begin_array();
  bool next_element();

  // Escapes are decoded; bytes that are not UTF-8 become U+FFFD, as do halves of surrogate pairs.
  bool string(std::string_view& text);
  bool string(std::string& text);
  // The digits as written.
  bool number(std::string_view& text);
  bool boolean(bool& value);
  bool skip();

  // Reads a value and hands it on as compact, valid JSON in pieces: what is not printable in a
  // string becomes an escape, numbers stay as written.
  using Writer = std::function<void(std::string_view piece)>;
  bool copy(const Writer& write);

  // Reads `[SECONDS,"VALUE"]`, the API's form of a sample: two views, both of checked number texts.
  // The hot path of long range queries: 600,000 of them cost some milliseconds.
  bool sample(std::string_view& time, std::string_view& value);

  // Only blanks may be left.
  bool finish();

  // Makes the reader fail with a reason of the caller's: a value that fits JSON but not its place.
  bool refuse(std::string reason);
  // Names the place for messages that follow, such as "data.result"; must outlive the reader.
  void at(std::string_view place) { place_ = place; }

  bool failed() const { return failed_; }
  // "expected an array in data.result, found a string (byte 812)". Empty when the source failed.
  const std::string& problem() const { return problem_; }
  // Bytes read so far.
  std::uint64_t offset() const;

 private:
  bool more();  // appends the next piece after what is not yet read
  bool need(std::size_t bytes);
  std::optional<char> next_visible();
  bool expect(JsonKind kind);
  bool literal(std::string_view word);
  bool enter();
  bool separator(char close, bool& done);
  bool raw_string(std::string_view& raw, bool& plain);
  bool quick_sample(std::string_view& time, std::string_view& value);
  bool copy_value(std::string& out, const Writer& write);
  bool copy_members(std::string& out, const Writer& write, JsonKind kind);

  JsonSource source_;
  std::string buffer_;
  std::size_t position_ = 0;        // in buffer_
  std::uint64_t buffer_begin_ = 0;  // offset of buffer_ in the text
  int depth_ = 0;
  bool first_ = false;  // the container just entered has given nothing yet
  bool ended_ = false;
  bool failed_ = false;
  std::string problem_;
  std::string_view place_ = "the answer";
  std::string decoded_;
  std::string time_;  // of a sample that quick_sample() could not read
  std::string value_;
};

}  // namespace nsmon::prometheus
