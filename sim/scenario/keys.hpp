#pragma once

#include "sim/agents/params.hpp"
#include "sim/order/policy.hpp"
#include "sim/scenario/scenario.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

/// The vocabulary of scenarios as data: each key once, with what it means, what it may hold and
/// where it goes. Reading, suggestions, `explain`, the writer and the reference all follow it.
namespace ordersim::scenario {

/// What a scenario fills in.
struct Target {
    RunPlan plan;
    order::Policy policy;
    agents::Params params;
};

/// Shares by the names of an enumeration, as a view on where they go.
struct Shares {
    std::span<double> into;
    std::span<const std::string_view> names;
};

/// Where a value goes. The type says how it is read.
template <class Root>
using Slot =
    std::variant<bool& (*)(Root&), std::uint8_t& (*)(Root&), std::uint32_t& (*)(Root&),
                 std::uint64_t& (*)(Root&), double& (*)(Root&), SimDuration& (*)(Root&),
                 Distribution& (*)(Root&), WeeklyClock& (*)(Root&), order::OnSilence& (*)(Root&),
                 order::Lock& (*)(Root&), order::VerifyCancel& (*)(Root&),
                 order::Approval& (*)(Root&), order::AnswerClock& (*)(Root&),
                 agents::Leg& (*)(Root&), agents::Priority& (*)(Root&),
                 std::optional<SimDuration>& (*)(Root&),
                 std::optional<RunPlan::Precision>& (*)(Root&), Shares (*)(Root&)>;

/// Finer than the type of the slot.
enum class Kind : std::uint8_t {
    plain,        ///< as the type says
    probability,  ///< a number in [0, 1]
    amounts,      ///< a law of plain numbers, not of durations
    profile,      ///< a clock of mean speed 1, not of open hours
    optional      ///< may be left out
};

/// What is known of a key besides its place.
struct KeyTraits {
    std::string_view name;  ///< in full: "policy.grace_window"
    Kind kind = Kind::plain;
    double least = 0;
    double most = 1e300;
    std::string_view word = {};  ///< that may stand for a duration: "always", "mser-5"
    std::string_view help = {};
};

template <class Root>
struct Key {
    KeyTraits traits;
    Slot<Root> slot;
};

struct Section {
    std::string_view name;
    std::string_view help;
};

/// All sections, in the order of the reference.
[[nodiscard]] std::span<const Section> sections();
/// The keys of all sections but the classes of sellers, by section and field.
[[nodiscard]] std::span<const Key<Target>> keys();
/// The fields of one class of sellers, named as under [sellers.class.NAME].
[[nodiscard]] std::span<const Key<agents::SellerClass>> class_keys();

}  // namespace ordersim::scenario
