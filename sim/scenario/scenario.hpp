#pragma once

#include "sim/agents/params.hpp"
#include "sim/order/command.hpp"
#include "sim/order/policy.hpp"
#include "sim/scenario/factor.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// From scenario text to checked values: after `load` nothing about a scenario is in doubt.
namespace ordersim::scenario {

/// How often and how long to run, and what to measure.
struct RunPlan {
    std::uint64_t seed = 1;
    std::uint32_t replications = 1;  ///< >= 1; with a half-width: the fewest, >= 2
    /// Stop as soon as the interval of the named metric's headline is at most this wide to each
    /// side (in the metric's unit), or after `replications_max`.
    struct Precision {
        std::string metric;  ///< "M01"
        double half_width = 0;
        std::uint32_t replications_max = 0;
    };
    std::optional<Precision> precision;
    /// Orders placed before this are not measured; nullopt: found by MSER-5 in a pilot.
    std::optional<SimDuration> warm_up;
    /// How long orders are followed after the last arrival could come; nullopt: to their end.
    std::optional<SimDuration> follow;
    double level = 0.95;  ///< of every interval, in (0, 1)
    bool check_invariants = false;
};

/// One policy to try: all that a replication needs besides its draws.
struct Variant {
    std::string name;                              ///< "base" for a scenario without variants
    std::map<std::string, std::string> overrides;  ///< keys it changes, with their TOML text
    std::map<std::string, std::string> origins;  ///< of the overrides: "run.toml:4 (variant late)"
    order::Policy policy;
    agents::Params params;
    /// 16 hex digits over all values but those of [run]: variants that are alike in all that a
    /// replication needs, by whatever name and from whatever file, have the same.
    std::string hash = {};
};

/// One resolved key, as `explain` and the record print it.
struct Setting {
    std::string key;     ///< "sellers.handling"
    std::string value;   ///< TOML text
    std::string origin;  ///< "aliexpress_base.toml:12", "--set"
    std::string source;  ///< tag and text: "data: Olist 2016-2018", "estimate", ...; may be empty
};

/// One step of a script: a command to one order. Timers are not given: they fire by themselves.
struct ScriptStep {
    SimTime at{};             ///< from the start; in [0, kLongestDelay]
    std::uint32_t order = 1;  ///< orders are counted from 1
    order::Command command;   ///< no timer
    std::string origin;       ///< "scripted_race.toml:12"
};

struct Scenario {
    std::string name;
    std::string question;  ///< the one sentence that it asks
    std::string currency;  ///< ISO 4217 code of all money
    std::string hash;  ///< 16 hex digits over the resolved settings, variants, factors and script
    RunPlan plan;
    std::vector<Setting> settings;  ///< by section and key, in the order of the reference
    std::vector<Variant> variants;  ///< >= 1; the first is what the others are compared with
    /// What a sweep moves unless it is told otherwise: [vary]. `run` leaves it alone.
    std::vector<Factor> factors = {};
    /// What is to be played instead of a market, under the policy of each variant; instants never
    /// fall. Empty: nothing.
    std::vector<ScriptStep> script;
};

/// One finding about the text. `line` and `column` count from 1; 0 where the text has no place
/// for it (a missing key, an override on the command line).
struct Diagnostic {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;  ///< characters to underline
    std::string message;       ///< what is wrong and what would be right
    std::string excerpt;       ///< the line of text itself
};

struct LoadRequest {
    std::string path;                    ///< of the scenario file
    std::vector<std::string> overrides;  ///< "key=value" each, as given to --set
    std::string library;  ///< folder of the shipped scenarios, where `extends` looks second
    /// Points of a study, each of overrides "key=value": every variant is taken at every point, in
    /// this order within a variant, and named by both. Without any the variants stay as they are.
    std::vector<std::vector<std::string>> points = {};
};

/// Reads the scenario, what it extends, and the data files that it names. All errors are found in
/// one go; on any error there is no scenario.
[[nodiscard]] tl::expected<Scenario, std::vector<Diagnostic>> load(const LoadRequest& request);

/// Compiler-style text of the findings, carets included, in the order given.
[[nodiscard]] std::string to_text(const std::vector<Diagnostic>& diagnostics);

/// Every key with its value, origin and source, in columns; then what each variant changes, and the
/// script.
[[nodiscard]] std::string explain_text(const Scenario& scenario);

/// The scenario with nothing left to look up but its data files: text that loads to the same hash
/// when it is saved in the folder of the scenario's own file.
[[nodiscard]] std::string to_toml(const Scenario& scenario);

/// All keys that a scenario may hold, as Markdown.
[[nodiscard]] std::string reference();

}  // namespace ordersim::scenario
