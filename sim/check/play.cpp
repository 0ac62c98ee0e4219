#include "sim/check/play.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <string>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/check/order_space.hpp"
#include "sim/check/properties.hpp"
#include "sim/order/changes.hpp"
#include "sim/order/command_fields.hpp"

namespace ordersim::check {
namespace {

using order::Command;
using order::Deadline;
using order::Decision;
using order::Order;

/// More deadlines than any order has once nobody acts: from then on they wait day by day for facts
/// that do not come.
constexpr std::size_t kMoreDeadlines = 30;
/// A bound for rules that make deadlines without end.
constexpr std::size_t kDeadlinesMax = 10'000;

/// The next deadline of all orders.
struct Due {
    std::uint32_t order = 0;
    Deadline deadline;
};

std::string name_of(const Due& due) {
    return std::string(enum_name(due.deadline.timer)) + " of order " + std::to_string(due.order);
}

class Play {
public:
    Play(const Setting& setting, std::size_t steps_max)
        : setting_(setting), steps_max_(steps_max) {}

    measure::StepList run(std::span<const TimedCommand> steps) && {
        for (const TimedCommand& step : steps) {
            orders_.try_emplace(step.order);
        }
        for (const TimedCommand& step : steps) {
            while (!is_over_ && next().deadline.at < step.at) {
                fire(next());
            }
            if (is_over_) {
                break;
            }
            take(step.order, step.command, step.at);
        }
        fire_the_rest();
        for (const auto& [number, order] : orders_) {
            list_.standings.push_back({number, standing_text(order)});
        }
        return std::move(list_);
    }

private:
    [[nodiscard]] Due next() const {
        Due next;
        for (const auto& [number, order] : orders_) {
            const Deadline deadline = next_deadline(order);
            if (deadline.at < next.deadline.at) {
                next = {number, deadline};
            }
        }
        return next;
    }

    void stop(std::string note) {
        is_over_ = true;
        list_.note = std::move(note);
    }

    void fire(const Due& due) {
        if (fired_ == kDeadlinesMax) {
            stop("Stopped after " + std::to_string(fired_) + " deadlines.");
            return;
        }
        ++fired_;
        take(due.order, as_command(due.deadline), std::max(now_, due.deadline.at));
        const Deadline after = next_deadline(orders_.at(due.order));
        const bool is_same = after.at == due.deadline.at && after.timer == due.deadline.timer &&
                             after.refund == due.deadline.refund;
        if (is_same && !is_over_) {
            stop("Stopped: " + name_of(due) + " fires and stays.");
        }
    }

    void fire_the_rest() {
        const std::size_t most = kMoreDeadlines * orders_.size();
        for (std::size_t i = 0; !is_over_ && next().deadline.at != kNever; ++i) {
            if (i == most) {
                stop("Stopped " + std::to_string(most) +
                     " deadlines after the last step, since they only go on waiting; next would "
                     "be " + name_of(next()) + ".");
                return;
            }
            fire(next());
        }
    }

    void take(std::uint32_t number, const Command& command, SimTime at) {
        ORDERSIM_ASSERT(at >= now_);
        now_ = at;
        Order& order = orders_.at(number);
        const Order before = order;
        const Decision decision = step(*setting_.rules, order, setting_.policy, command, at);
        measure::Step told{.at = at,
                           .order = number,
                           .actor = std::string(enum_name(command.actor)),
                           .command = std::string(enum_name(command.kind)),
                           .detail = detail_text(command),
                           .outcome = outcome_text(*setting_.rules, decision),
                           .changes = changes_between(before, order)};
        list_.steps.push_back(std::move(told));
        judge({setting_, before, order, command, decision, at});
        is_over_ |= list_.steps.size() == steps_max_;
    }

    void judge(const Step& step) {
        if (const PropertySet broken = broken_by(step); broken.any()) {
            const auto place = static_cast<std::size_t>(std::countr_zero(broken.to_ullong()));
            const Property& first = properties()[place];
            is_over_ = true;
            list_.violation = first.name;
            list_.violation_text = first.title;
        }
    }

    const Setting& setting_;
    std::size_t steps_max_;
    std::map<std::uint32_t, Order> orders_;
    measure::StepList list_;
    SimTime now_{};
    std::size_t fired_ = 0;
    bool is_over_ = false;
};

}  // namespace

measure::StepList play(const Setting& setting, std::span<const TimedCommand> steps,
                       std::size_t steps_max) {
    return Play(setting, steps_max).run(steps);
}

Setting whole(const order::Rules& rules, const order::Policy& policy,
              void (*misread)(order::Policy&)) {
    constexpr std::uint8_t all = 0xff;
    const Slice slice{"whole", "nothing is cut", {order::kPayments, all, all, all}, {}};
    return {rules, policy, slice, misread};
}

}  // namespace ordersim::check
