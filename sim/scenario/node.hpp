#pragma once

#include "sim/scenario/findings.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ordersim::scenario {

struct Member;

/// A piece of scenario text as a tree in which everything knows its place. Layers of text (what is
/// extended, the file, overrides, a variant) are merged as trees, before anything is understood.
struct Node {
    enum class Kind : std::uint8_t { table, array, text, integer, real, flag, date };

    Kind kind = Kind::table;
    Place place;             ///< of the value
    Place key_place;         ///< of the key that it stands under; in arrays, of the value
    bool is_closed = false;  ///< a table in braces: whole as it stands, it replaces another
    std::string text;
    std::int64_t integer = 0;
    double real = 0;
    bool flag = false;
    std::vector<Member> members;  ///< of a table, in the order of the text
    std::vector<Node> items;      ///< of an array

    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
    [[nodiscard]] bool is_number() const { return kind == Kind::integer || kind == Kind::real; }
    /// Requires: is_number().
    [[nodiscard]] double number() const {
        return kind == Kind::integer ? static_cast<double>(integer) : real;
    }
    /// The value under a path of keys joined by dots; nullptr where there is none.
    [[nodiscard]] const Node* at(std::string_view path) const;
};

struct Member {
    std::string key;
    Node value;
};

/// "a table", "text", ...: for messages.
[[nodiscard]] std::string_view kind_name(Node::Kind kind);

/// Text as a TOML string.
[[nodiscard]] std::string quotation(std::string_view text);
/// A key, quoted where it must be.
[[nodiscard]] std::string key_text(std::string_view key);
/// The shortest decimal that reads back as the same number.
[[nodiscard]] std::string number_text(double value);
/// A sum for people: to nine decimals, without the dust of adding up.
[[nodiscard]] std::string sum_text(double value);

}  // namespace ordersim::scenario
