#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/judge/observation.hpp"

namespace ordersim::judge {

/// A reply that the rules do not allow.
struct Violation {
    std::string rule;   ///< a row ("T10"), a refusal ("already_shipped") or the judge's own rule
    std::string words;  ///< what was expected and what came, in the rules' words
    std::uint64_t order = 0;
    std::uint32_t version = 0;                ///< at which it shows
    std::vector<Observation> observations;    ///< that contradict one another
};

/// Whether the target's own books are the sum of its orders.
enum class BooksVerdict : std::uint8_t {
    untold,     ///< it has none
    undecided,  ///< some order is unknown or accused
    right,
    wrong
};

/// What became of all replies: judged, unknown and unheard add up to `replies`.
struct Verdict {
    std::uint64_t replies = 0;
    std::uint64_t judged = 0;   ///< found legal or not by their versions
    std::uint64_t unknown = 0;  ///< not decided: no reply, or too many ways in which it could be
    std::uint64_t unheard = 0;  ///< about an order that had broken the rules before
    std::map<std::string, std::uint64_t, std::less<>> violations;  ///< by rule
    std::vector<Violation> first;                                  ///< the first, in full
    BooksVerdict books = BooksVerdict::untold;

    [[nodiscard]] std::uint64_t violation_count() const {
        std::uint64_t sum = 0;
        for (const auto& [rule, count] : violations) {
            sum += count;
        }
        return sum;
    }
};

/// The judge's own rules, beside rows and refusals.
namespace rule {
inline constexpr std::string_view kForm = "reply_form";
inline constexpr std::string_view kSecrecy = "order_shown_to_stranger";
inline constexpr std::string_view kProof = "unproved_caller_believed";
inline constexpr std::string_view kHidden = "order_hidden_from_party";
inline constexpr std::string_view kStale = "stale_version_told";
inline constexpr std::string_view kFuture = "version_before_its_command";
inline constexpr std::string_view kMadeTwice = "version_made_twice";
inline constexpr std::string_view kUnmade = "version_of_no_command";
inline constexpr std::string_view kState = "state_shown";
inline constexpr std::string_view kDeadline = "deadline_missed";
inline constexpr std::string_view kKey = "key_has_one_answer";
inline constexpr std::string_view kClock = "instant_outside_call";
inline constexpr std::string_view kMoney = "money_adds_up";
}  // namespace rule

}  // namespace ordersim::judge
