#include "sim/measure/coherence.hpp"

#include <cstddef>
#include <string>

namespace ordersim::measure {

namespace {

using Fault = std::optional<JsonError>;

std::string at(const std::string& list, std::size_t place) {
    return list + "[" + std::to_string(place) + "]";
}

/// A place that counts from 1; 0 is none, where that may be.
Fault place_fault(const std::string& path, std::uint32_t place, std::size_t size,
                  bool may_be_none) {
    if (place <= size && (place > 0 || may_be_none)) {
        return std::nullopt;
    }
    return JsonError{.path = path,
                     .message = "names entry " + std::to_string(place) + " of a list of " +
                                std::to_string(size)};
}

Fault size_fault(const std::string& path, std::size_t size, std::size_t expected,
                 const std::string& of) {
    if (size == expected) {
        return std::nullopt;
    }
    return JsonError{.path = path,
                     .message = "has " + std::to_string(size) + " entries for " +
                                std::to_string(expected) + " " + of};
}

Fault trial_fault(const Tuning& tuning, std::size_t place) {
    const TuningTrial& trial = tuning.trials[place];
    const std::string path = at("result.trials", place);
    for (const Fault& fault :
         {size_fault(path + ".values", trial.values.size(), tuning.knobs.size(), "knobs"),
          size_fault(path + ".at", trial.at.size(), tuning.knobs.size(), "knobs"),
          size_fault(path + ".constraints", trial.constraints.size(), tuning.constraints.size(),
                     "constraints"),
          size_fault(path + ".pareto", trial.pareto.size(), tuning.pareto.size(), "metrics"),
          place_fault(path + ".dominated_by", trial.dominated_by, tuning.trials.size(), true)}) {
        if (fault) {
            return fault;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<JsonError> incoherence(const Tuning& tuning) {
    for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
        if (const Fault fault = trial_fault(tuning, i)) {
            return fault;
        }
    }
    for (std::size_t i = 0; i < tuning.finalists.size(); ++i) {
        if (const Fault fault =
                place_fault(at("result.finalists", i) + ".trial", tuning.finalists[i].trial,
                            tuning.trials.size(), false)) {
            return fault;
        }
    }
    return place_fault("result.best", tuning.best, tuning.trials.size(), false);
}

std::optional<JsonError> incoherence(const Comparisons& comparisons) {
    if (comparisons.policies.empty()) {
        return JsonError{.path = "result.policies", .message = "is empty: there is no baseline"};
    }
    return std::nullopt;
}

}  // namespace ordersim::measure
