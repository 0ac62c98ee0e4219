#pragma once

#include "sim/base/distribution.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/sample.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ordersim::scenario {

/// What was read, written again in one fixed spelling.
struct Canonical {
    std::string text;    ///< TOML
    std::string digest;  ///< the same for the hash: data files by their numbers, not their names
    std::string note;    ///< what a data file gave; empty without one
};

/// Everything that reading a value needs besides the value. Samples are kept, since every variant
/// asks for the same ones.
struct ReadContext {
    Findings& findings;
    std::string folder;  ///< of the scenario's own file: canonical paths are relative to it
    std::vector<std::pair<SampleRequest, Sample>> samples = {};
};

/// What the numbers of a law mean.
enum class LawUnit : std::uint8_t {
    delay,     ///< durations on the calendar
    bank_leg,  ///< durations on the calendar, or all in business days
    number     ///< plain numbers
};

struct Law {
    Distribution law;  ///< delays in microseconds
    Canonical canonical;
    DurationClock clock = DurationClock::any;
};

/// Reads `{ lognormal = { median = "14h", sigma = 1.0 } }` and its like. Each complaint is added
/// to the findings at its place; nullopt after any.
[[nodiscard]] std::optional<Law> read_law(const Node& node, LawUnit unit, ReadContext& context);

/// FNV-1a, 64 bit, as 16 hex digits.
[[nodiscard]] std::string fingerprint(std::string_view bytes);

}  // namespace ordersim::scenario
