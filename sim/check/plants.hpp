#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/handler.hpp"
#include "sim/check/network.hpp"
#include "sim/order/policy.hpp"
#include "sim/order/rules.hpp"

/// Defects planted on purpose, each as order services have really had it: what catches none of them
/// proves nothing. One catalogue, one set of ids, for the checker, the service and the judge: D33,
/// D43 and D52 on are planted in the service alone (sim/service/planted_service.hpp). There is no
/// D37, a torn record in the store's log: that log is SQLite's own.
namespace ordersim::check {

/// A planted defect: changed rows, a changed reading of the policy, or a wrong step of the handler
/// or the network. Exactly one of them.
struct Plant {
    std::string_view id;        ///< "D05"
    std::string_view title;     ///< what people see of it
    std::string_view evidence;  ///< where it was reported; empty: a classic
    std::string_view property;  ///< that must catch it
    order::Rules (*rules)() = nullptr;
    void (*policy)(order::Policy& policy) = nullptr;
    HandlerDefect handler = HandlerDefect::none;
    NetworkDefect network = NetworkDefect::none;
    std::string_view part{};  ///< the slice or scene in which it shows
    /// The policy under which it shows, where the base policy hides it.
    void (*shows_under)(order::Policy& policy) = nullptr;
};

/// The catalogue, by id.
[[nodiscard]] std::span<const Plant> plants();
[[nodiscard]] std::vector<std::string> plant_ids();
/// nullptr if there is none of that id.
[[nodiscard]] const Plant* find_plant(std::string_view id);

}  // namespace ordersim::check
