#pragma once

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/agents/support.hpp"
#include "tests/support/lone_order.hpp"

namespace ordersim::tests {

/// One order in the hands of its agents from its placing until nothing can happen to it any more,
/// outside of any market: acts come when they are due, deadlines fire, and the platform's staff
/// takes every task up at once.
class AgentLife {
public:
    AgentLife(const agents::Params& params, const order::Policy& policy, std::uint32_t id)
        : lone_(params, policy, id) {
        give(lone_.view(0).now, agents::placement(lone_.view(0)));
        while (live_on()) {
        }
    }

    /// The rows that applied, in their order, those included that only refuse.
    [[nodiscard]] const std::vector<std::string_view>& rows() const { return rows_; }
    [[nodiscard]] bool passes(std::string_view row) const {
        return std::ranges::find(rows_, row) != rows_.end();
    }
    [[nodiscard]] const order::Order& order() const { return lone_.order; }
    [[nodiscard]] const agents::Memory& memory() const { return lone_.memory; }
    /// Commands that the rules refused.
    [[nodiscard]] const std::vector<order::Refusal>& refusals() const { return refusals_; }

private:
    struct Due {
        agents::Act act;
        std::size_t sequence = 0;

        [[nodiscard]] bool is_before(const Due& other) const {
            const bool is_late_kind = !agents::is_fact(act.kind);
            const bool is_other_late_kind = !agents::is_fact(other.act.kind);
            return std::tuple(act.at, is_late_kind, sequence) <
                   std::tuple(other.act.at, is_other_late_kind, other.sequence);
        }
    };

    [[nodiscard]] static double hour_of(SimTime at) { return hours(at.time_since_epoch()); }

    bool live_on() {
        const auto next = std::ranges::min_element(
            due_, [](const Due& a, const Due& b) { return a.is_before(b); });
        const order::Deadline deadline = next_deadline(lone_.order);
        if (deadline.at != kNever && (next == due_.end() || deadline.at < next->act.at)) {
            give(deadline.at, as_command(deadline));
            return true;
        }
        if (next == due_.end()) {
            return false;
        }
        const agents::Act act = next->act;
        due_.erase(next);
        carry_out(act);
        return true;
    }

    /// Nobody ever waits in a line, so nobody leaves one.
    void carry_out(const agents::Act& act) {
        if (act.kind == agents::ActKind::loses_patience ||
            act.kind == agents::ActKind::leaves_line) {
            return;
        }
        const agents::Deed deed =
            agents::carry_out(lone_.view(hour_of(act.at)), act, lone_.memory);
        if (deed.command) {
            give(act.at, *deed.command);
        }
        if (deed.joins) {
            serve(act.at, *deed.joins);
        }
        await(deed.acts);
    }

    void serve(SimTime now, agents::Task task) {
        const auto service =
            agents::support::begin(lone_.view(hour_of(now)), task, lone_.memory);
        if (!service) {
            return;
        }
        agents::Acts ends;
        ends.add({now + service->length, agents::ActKind::service_ends,
                  detail_of(agents::DeskNote{task, lone_.memory.services})});
        await(ends);
        if (service->command) {
            give(now, *service->command);
        }
    }

    void give(SimTime now, const order::Command& command) {
        lone_.give(hour_of(now), command);
        if (lone_.decision.transition != order::kNoTransition) {
            rows_.push_back(order::rules().row(lone_.decision.transition).id);
        }
        if (lone_.decision.kind == order::Decision::Kind::refused) {
            refusals_.push_back(lone_.decision.refusal);
        }
        await(lone_.acts);
    }

    void await(const agents::Acts& acts) {
        for (const agents::Act& act : acts.span()) {
            if (act.at != kNever) {
                due_.push_back({act, sequence_++});
            }
        }
    }

    LoneOrder lone_;
    std::vector<Due> due_;
    std::size_t sequence_ = 0;
    std::vector<std::string_view> rows_;
    std::vector<order::Refusal> refusals_;
};

}  // namespace ordersim::tests
