#include "sim/wire/mapping.hpp"
#include "sim/wire/order_json.hpp"

#include <algorithm>
#include <iterator>

namespace ordersim::wire {
namespace {

/// RFC 3986, 2.3; and whatever else may stand for itself in a segment of a path is none of ours.
bool is_unreserved(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// Of a line of a head; whatever a service tells, it ends no line (RFC 9110, 5.5).
bool is_printable(char c) { return static_cast<unsigned char>(c) >= 0x20U && c != 0x7F; }

void append_escaped(std::string_view text, Escape escape, std::string& into) {
    if (std::ranges::all_of(text, is_unreserved)) {
        into.append(text);
        return;
    }
    if (escape == Escape::line) {
        std::ranges::copy_if(text, std::back_inserter(into), is_printable);
        return;
    }
    if (escape == Escape::json) {
        const std::string quoted = json_string(text);
        into.append(quoted, 1, quoted.size() - 2);
        return;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (is_unreserved(c)) {
            into.append(1, c);
        } else {
            into.append(1, '%').append(1, digits[code >> 4U]).append(1, digits[code & 15U]);
        }
    }
}

std::string major_units(Money amount) {
    std::string cents = std::to_string(amount.minor % 100);
    cents.insert(0, 2 - cents.size(), '0');
    return std::to_string(amount.minor / 100) + "." + cents;
}

std::string field_words(const order::Command& command, order::CommandField field,
                        const Mapping& mapping) {
    std::string text = order::field_text(command, field);
    const auto word = mapping.words.find(text);
    return word == mapping.words.end() ? text : word->second;
}

void append_filler(const Template::Piece& piece, const Filling& filling, const Mapping& mapping,
                   Escape escape, std::string& into) {
    const auto append = [&](std::string_view text) { append_escaped(text, escape, into); };
    switch (piece.filler) {
    case Filler::nothing: return;
    case Filler::order: return append(filling.order);
    case Filler::key: return append(filling.key);
    case Filler::buyer: return append(filling.buyer);
    case Filler::seller: return append(filling.seller);
    case Filler::account: return append(filling.account);
    case Filler::token: return append(filling.token);
    case Filler::amount_major:
        return append(filling.command == nullptr ? "" : major_units(filling.command->amount));
    case Filler::field:
        return append(
            filling.command == nullptr ? "" : field_words(*filling.command, piece.field, mapping));
    }
}

}  // namespace

bool Template::has(Filler filler) const {
    return std::ranges::find(pieces, filler, &Piece::filler) != pieces.end();
}

bool MappedRequest::has(Filler filler) const {
    return path.has(filler) || (body && body->has(filler)) ||
           std::ranges::any_of(head,
                               [&](const HeadField& field) { return field.value.has(filler); });
}

void fill(const Template& text, const Filling& filling, const Mapping& mapping, Escape escape,
          std::string& into) {
    for (const Template::Piece& piece : text.pieces) {
        into.append(piece.text);
        append_filler(piece, filling, mapping, escape, into);
    }
}

}  // namespace ordersim::wire
