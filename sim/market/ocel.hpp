#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/market/case_sorter.hpp"
#include "sim/market/logged_event.hpp"

/// Event logs as OCEL 2.0 JSON: what happened, and to which order, buyer, seller, cancellation
/// request, support case, dispute, shipment and refund. There are no order lines: an order is of
/// one article here, and its line would repeat it.
namespace ordersim::market {

/// What every log begins with, whatever it holds.
[[nodiscard]] std::string_view ocel_start();

/// Writes events that come case by case, and in the end the objects that they were about. Values
/// are texts, as the schema wants them; what they are stands with their type.
class OcelWriter {
public:
    OcelWriter(std::string_view policy, std::string_view currency);

    [[nodiscard]] std::string head() const;
    [[nodiscard]] std::string event(const LoggedEvent& event);
    /// What stands after the last event, to be taken piece by piece until it is empty.
    [[nodiscard]] std::string tail_piece();
    /// Of the objects that were laid aside.
    [[nodiscard]] const std::optional<OutputError>& error() const { return objects_.error(); }

private:
    /// A part of an order that has a life of its own.
    struct Part {
        std::string id;
        std::string_view type;
        std::string attributes;  ///< JSON, the latest state last
    };
    enum class Slot : std::uint8_t { request, support_case, dispute, shipment };
    static constexpr std::size_t kSlots = 4;

    void begin_order(const LoggedEvent& event);
    void end_order();
    [[nodiscard]] std::vector<std::size_t> parts_of(const LoggedEvent& event);
    void follow_request(const LoggedEvent& event, std::vector<std::size_t>& touched);
    void follow_case(const LoggedEvent& event, std::vector<std::size_t>& touched);
    void follow_shipment(const LoggedEvent& event, std::vector<std::size_t>& touched);
    void follow_refunds(const LoggedEvent& event, std::vector<std::size_t>& touched);
    std::size_t open_part(std::string_view type, std::string_view prefix);
    void state(std::size_t part, SimTime at, std::string_view name, std::string_view value);

    std::string policy_;
    std::string currency_;
    bool has_events_ = false;
    bool has_order_ = false;
    bool has_objects_ = false;
    std::size_t taken_ = 0;  ///< of the objects, by tail_piece
    int tail_step_ = 0;
    LoggedEvent last_{};  ///< of the order under way
    std::string order_attributes_;
    std::vector<Part> parts_;
    std::array<std::size_t, kSlots> current_{};  ///< places in parts_ plus 1; 0: none
    std::array<std::size_t, 3> refunds_{};       ///< the same by kind
    std::set<std::uint32_t> sellers_;
    ScratchFile objects_;
};

}  // namespace ordersim::market
