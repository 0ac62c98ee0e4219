#pragma once

#include <string>
#include <string_view>

#include "sim/market/logged_event.hpp"

/// Event logs as XES (IEEE 1849-2016): a trace an order.
namespace ordersim::market {

/// What every log begins with, whatever it holds.
[[nodiscard]] std::string_view xes_start();

/// Writes events that come case by case.
class XesWriter {
public:
    /// Texts of the log's case:policy and of its amounts; any bytes.
    XesWriter(std::string_view policy, std::string_view currency);

    /// What stands before the first case.
    [[nodiscard]] std::string head() const;
    /// The event, after the end of the case before it and the start of its own where it is the
    /// first.
    [[nodiscard]] std::string event(const LoggedEvent& event);
    /// What stands after the last case.
    [[nodiscard]] std::string tail() const;

private:
    std::string policy_;
    std::string currency_;
    bool is_open_ = false;
    OrderId order_{};
};

}  // namespace ordersim::market
