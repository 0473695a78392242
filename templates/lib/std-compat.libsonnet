// SPDX-License-Identifier: Apache-2.0
// Functions that the standard library gained after Jsonnet 0.18, written from its documentation.
// They are hidden fields that are added to `std` in every imported file.
local isWhole(x) = std.floor(x) == x;
local pi = 3.14159265358979311600;

{
  // Booleans and arrays.
  all(arr):: std.foldl(function(a, x) a && x, arr, true),
  any(arr):: std.foldl(function(a, x) a || x, arr, false),
  xor(x, y):: x != y,
  xnor(x, y):: x == y,
  sum(arr):: std.foldl(function(a, x) a + x, arr, 0),
  avg(arr)::
    if std.length(arr) == 0 then error 'avg of an empty array has no value'
    else self.sum(arr) / std.length(arr),
  local extreme(arr, keyF, onEmpty, better) =
    if std.length(arr) == 0 then onEmpty
    else std.foldl(function(a, x) if better(keyF(x), keyF(a)) then x else a, arr, arr[0]),
  minArray(arr, keyF=function(x) x, onEmpty=error 'minArray of an empty array')::
    extreme(arr, keyF, onEmpty, function(a, b) a < b),
  maxArray(arr, keyF=function(x) x, onEmpty=error 'maxArray of an empty array')::
    extreme(arr, keyF, onEmpty, function(a, b) a > b),
  contains(arr, elem):: std.count(arr, elem) > 0,
  removeAt(arr, at):: [arr[i] for i in std.range(0, std.length(arr) - 1) if i != at],
  remove(arr, elem)::
    local found = std.find(elem, arr);
    if std.length(found) == 0 then arr else self.removeAt(arr, found[0]),
  flattenDeepArray(value)::
    if std.isArray(value) then [y for x in value for y in self.flattenDeepArray(x)] else [value],

  // Objects.
  objectKeysValues(o):: [{ key: k, value: o[k] } for k in std.objectFields(o)],
  objectKeysValuesAll(o):: [{ key: k, value: o[k] } for k in std.objectFieldsAll(o)],
  // Hidden fields of the original stay hidden.
  objectRemoveKey(obj, key)::
    { [k]: obj[k] for k in std.objectFields(obj) if k != key } +
    std.foldl(
      function(a, k) a + { [k]:: obj[k] },
      [k for k in std.objectFieldsAll(obj) if !std.objectHas(obj, k) && k != key],
      {}
    ),

  // Strings.
  isEmpty(str):: std.length(str) == 0,
  trim(str):: std.stripChars(str, ' \t\n\f\r\u0085\u00A0'),
  equalsIgnoreCase(a, b):: std.asciiLower(a) == std.asciiLower(b),
  escapeStringXML(str_)::
    local escapes = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
    local str = std.toString(str_);
    std.join('', [if std.objectHas(escapes, c) then escapes[c] else c for c in std.stringChars(str)]),

  // Numbers.
  pi:: pi,
  log2(x):: std.log(x) / std.log(2),
  log10(x):: std.log(x) / std.log(10),
  deg2rad(x):: x * pi / 180,
  rad2deg(x):: x * 180 / pi,
  hypot(a, b):: std.sqrt(a * a + b * b),
  atan2(y, x)::
    if x > 0 then std.atan(y / x)
    else if x < 0 then std.atan(y / x) + (if y >= 0 then pi else -pi)
    else if y > 0 then pi / 2
    else if y < 0 then -pi / 2
    else 0,
  round(x):: std.floor(x + 0.5),
  isEven(x):: isWhole(x) && x % 2 == 0,
  isOdd(x):: isWhole(x) && x % 2 != 0,
  isInteger(x):: isWhole(x),
  isDecimal(x):: !isWhole(x),
  isNull(x):: x == null,
}
