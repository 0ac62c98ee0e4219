#pragma once

#include "sim/order/command.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/wire/answer.hpp"
#include "sim/wire/routes.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Somebody else's order service in our words: which requests give which commands, and what its
/// replies mean. Values alone; a file of it is read by load/mapping_text.hpp.
namespace ordersim::wire {

/// What a place in a template is filled with. `field` stands for the fields of a command.
enum class Filler : std::uint8_t {
    nothing,
    order,  ///< the order's id, as the service told it
    key,    ///< of this command and its retries alone
    buyer,  ///< accounts
    seller,
    account,       ///< of who calls
    token,         ///< that the caller's log-in gave
    amount_major,  ///< the amount in units of the currency: 12.34
    field
};

/// A text with places to be filled in: pieces of text, each with what follows it.
struct Template {
    struct Piece {
        std::string text;
        Filler filler = Filler::nothing;
        order::CommandField field{};
    };
    std::vector<Piece> pieces;

    [[nodiscard]] bool has(Filler filler) const;
};

/// A field of a head, "Authorization" and what it holds.
struct HeadField {
    std::string name;
    Template value;
};

/// What a status says of a call.
enum class Meaning : std::uint8_t {
    accepted,
    recorded,      ///< a fact that changed nothing
    acknowledged,  ///< a fact that changed something or nothing
    refused,
    hidden,
    unproved,
    unknown  ///< leaves open what happened
};
using Meanings = std::map<unsigned, Meaning>;

struct MappedRequest {
    std::string method;
    Template path;
    std::vector<HeadField> head;
    std::optional<Template> body;
    Meanings meanings;  ///< that differ from those of all calls

    /// Whether a repeated request can be told from a new one.
    [[nodiscard]] bool has(Filler filler) const;
};

/// Where something stands in replies: in a field of the head, or at a JSON pointer (RFC 6901) in
/// the body.
struct ReplyPlace {
    std::string pointer;
    std::size_t field = kNoField;  ///< of `Mapping::fields`
    static constexpr std::size_t kNoField = SIZE_MAX;

    [[nodiscard]] bool is_given() const { return !pointer.empty() || field != kNoField; }
};

struct LogIn {
    MappedRequest request;
    ReplyPlace token;
};

inline constexpr std::size_t kMappable = static_cast<std::size_t>(order::CommandKind::pay_timer);
/// Buyer, seller, platform, gateway, carrier.
inline constexpr std::size_t kCallers = static_cast<std::size_t>(order::Actor::clock);

struct Mapping {
    std::array<std::optional<MappedRequest>, kMappable> commands;  ///< by kind; none: left out
    std::optional<MappedRequest> look;
    std::array<std::optional<LogIn>, kCallers> log_in;
    std::array<std::vector<HeadField>, kCallers> head;  ///< of all requests of that caller

    std::vector<std::string> fields;  ///< of replies' heads that are looked at
    ReplyPlace order;
    ReplyPlace state;
    ReplyPlace version;
    std::uint32_t first_version = 1;  ///< of an order that was just placed
    ReplyPlace clock;
    std::int64_t clock_unit_us = 1;
    ReplyPlace reason;
    Meanings meanings;
    std::map<std::string, StatesMeant, std::less<>> states;
    std::map<std::string, RefusalsMeant, std::less<>> refusals;  ///< by reason, or status in digits
    std::map<std::string, std::string, std::less<>> words;       ///< what the service says for ours
    std::vector<order::CommandKind> deadlines;                   ///< timers that it has
    std::int64_t deadline_lag_us = 0;  ///< by which they may fire late, of wall time
};

/// What the places of a template are filled with.
struct Filling {
    std::string_view order = {};
    std::string_view key = {};
    std::string_view buyer = {};
    std::string_view seller = {};
    std::string_view account = {};
    std::string_view token = {};
    const order::Command* command = nullptr;  ///< of a read or a log-in: none
};

enum class Escape : std::uint8_t {
    line,  ///< none but that it stays on its line
    path,  ///< per cent (RFC 3986)
    json   ///< as within a string of JSON
};
/// Appends the template, filled in.
void fill(const Template& text, const Filling& filling, const Mapping& mapping, Escape escape,
          std::string& into);

/// A reply as it came: `fields` are those that the mapping names, by its order; empty: not there.
struct RawReply {
    unsigned status = 0;
    std::string_view body;
    const std::vector<std::string>* fields = nullptr;
};

struct MappedAnswer {
    Answer answer;         ///< without the order's number
    std::string order_id;  ///< as told; empty: not told
    std::string gap;       ///< what the mapping does not know of it; empty: nothing
};
/// What the reply to such a request means. What the mapping does not cover leaves open what
/// happened: an outcome `open`, and the gap in words. Pure; O(body).
[[nodiscard]] MappedAnswer read_mapped(const Mapping& mapping, const MappedRequest& request,
                                       bool is_look, const RawReply& reply);

/// The text at a place of a reply; nothing if there is none.
[[nodiscard]] std::optional<std::string> text_at(const ReplyPlace& place, const RawReply& reply);

}  // namespace ordersim::wire
