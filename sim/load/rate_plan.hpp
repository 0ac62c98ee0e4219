#pragma once

#include "sim/load/http_client.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

/// How many orders a second of wall time a load means to place.
namespace ordersim::load {

/// A stretch at a rate that moves evenly from one value to another; equal: it stays.
struct RateStage {
    double begin = 0;  ///< orders a second, >= 0
    double end = 0;
    Wall::duration length{};  ///< 0: the whole of the load's duration, of a sole stage
};

/// Either a mean rate, over which the scenario's hours and surge still lie, or stages in their
/// place. Neither: as the scenario's day has orders.
struct RatePlan {
    double mean = 0;  ///< orders a second; 0: none is said
    std::vector<RateStage> stages;

    /// The stages' lengths together; 0 where none says its own.
    [[nodiscard]] Wall::duration length() const;
};

/// Reads
///
/// - `50`: a mean;
/// - `10..200`: a ramp over the whole duration;
/// - `20 for 10s, 20..200 for 30s, 800 for 2s, 20 for 10s`: ramps, steps and spikes in turn.
///
/// Rates are at most a million, one of them above 0. The error says what could stand there.
[[nodiscard]] tl::expected<RatePlan, std::string> parse_rate(std::string_view text);

}  // namespace ordersim::load
