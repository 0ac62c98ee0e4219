#pragma once

#include "sim/gate/sample.hpp"

#include <string>
#include <vector>

/// Whether samples are as independent as a verdict takes them to be.
namespace ordersim::gate {

/// Values, bounds and replications agree to the bit, as they do where nothing changed between two
/// runs on the same draws.
[[nodiscard]] bool is_same_result(const Reading& a, const Reading& b);

/// Measured files that hold the same values: no two measurements do, hence one is a copy.
/// O(files^2).
[[nodiscard]] std::vector<Finding> copies_in(const std::vector<Readings>& news,
                                             const std::vector<Readings>& baseline);

/// A sentence on simulated files of either side that hold the same results of the same draws, for
/// the reader to know; empty: there are none.
[[nodiscard]] std::string sameness_note(const std::vector<Readings>& news,
                                        const std::vector<Readings>& baseline);

/// Why `fresh` cannot confirm what `news` shows against `baseline`: draws that `news` has as well,
/// or a measurement that is there already. Empty: it can.
[[nodiscard]] std::string staleness_of(const std::vector<Readings>& fresh,
                                       const std::vector<Readings>& news,
                                       const std::vector<Readings>& baseline);

}  // namespace ordersim::gate
