#include "sim/check/trace.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/enum_names.hpp"
#include "sim/check/order_space.hpp"
#include "sim/order/changes.hpp"
#include "sim/order/command_fields.hpp"

namespace ordersim::check {
namespace {

using namespace order;

/// Where a deadline is kept, and the step that set it running.
struct Armed {
    std::array<std::size_t, kSlots + kRefunds> by_step{};
};

/// A deadline that comes before the instant to which time should go.
struct Conflict {
    std::size_t step = 0;      ///< of those given: the one that set the deadline running
    SimDuration too_early{};   ///< by so much
};

class Replay {
public:
    Replay(const Setting& setting, std::span<const Ordered> steps,
           std::span<const SimDuration> waits)
        : setting_(setting), steps_(steps), waits_(waits) {}

    /// Runs until the end or the first conflict. False: something other than time stands against
    /// it.
    [[nodiscard]] bool run() {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            now_ += waits_[i];
            if (!take(i)) {
                return false;
            }
            if (conflict_) {
                return true;
            }
        }
        return true;
    }
    [[nodiscard]] const std::optional<Conflict>& conflict() const { return conflict_; }
    [[nodiscard]] std::vector<TimedCommand> result() && { return std::move(result_); }

private:
    struct Life {
        Order order;
        Armed armed;
    };

    bool take(std::size_t i) {
        const Move& move = all_moves()[steps_[i].move];
        Life& life = lives_[steps_[i].order];
        if (move.passing != Move::Passing::none) {
            return go_to(passed(life.order, move.passing));
        }
        Command command;
        if (!fit(setting_, life.order, move, command)) {
            return false;
        }
        const bool is_timer = class_of(command.kind) == CommandClass::timer;
        if (!is_timer && has_fired_now_) {
            // Played at the very instant of the deadline it would come before the timer.
            now_ += SimDuration(1);
        }
        if (setting_.misreads_policy && i + 1 == steps_.size()) {
            go_to(last_instant(life.order));
        }
        if (is_timer && !go_to(deadline_of(life.order, command))) {
            return false;
        }
        if (move.at_deadline && !go_to(life.order.deadline[0])) {
            return false;
        }
        check_deadlines(is_timer ? &life : nullptr, command);
        if (conflict_) {
            return true;
        }
        if (!is_timer) {
            result_.push_back({now_, steps_[i].order, command});
        }
        has_fired_now_ = is_timer;
        give(i, life, command);
        return true;
    }

    void give(std::size_t i, Life& life, const Command& command) {
        const Order before = life.order;
        step(*setting_.rules, life.order, setting_.policy, command, now_);
        for (std::size_t slot = 0; slot < kSlots; ++slot) {
            if (life.order.deadline[slot] != before.deadline[slot] ||
                life.order.paused != before.paused) {
                life.armed.by_step[slot] = i;
            }
        }
        for (std::size_t kind = 0; kind < kRefunds; ++kind) {
            if (life.order.refund[kind].deadline != before.refund[kind].deadline) {
                life.armed.by_step[kSlots + kind] = i;
            }
        }
    }

    /// Time never goes back. False: there is no such instant.
    bool go_to(SimTime at) {
        now_ = std::max(now_, at);
        return at != kNever;
    }

    SimTime passed(const Order& order, Move::Passing passing) const {
        if (passing == Move::Passing::dispute_opening) {
            return dispute_opens_at(order, setting_.policy);
        }
        for (const SimDuration window : setting_.windows) {
            if (now_ - order.paid_at <= window) {
                return order.paid_at + window + SimDuration(1);
            }
        }
        return kNever;
    }

    /// A state stands at the last instant of the window after payment in which it is
    /// (canonical.cpp), and there a window that was misread shows.
    [[nodiscard]] SimTime last_instant(const Order& order) const {
        for (const SimDuration window : setting_.windows) {
            if (now_ - order.paid_at <= window) {
                return order.paid_at + window;
            }
        }
        return now_;
    }

    static SimTime deadline_of(const Order& order, const Command& command) {
        if (is_about_refund(command.kind)) {
            return order.refund[static_cast<std::size_t>(command.refund)].deadline;
        }
        const Slot slot = slot_of(command.kind);
        const auto i = static_cast<std::size_t>(slot);
        return order.timer[i] == command.kind && !order.is_paused(slot) ? order.deadline[i]
                                                                       : kNever;
    }

    /// No deadline may lie before now, and none that fires before `command` at this very instant.
    void check_deadlines(const Life* firing, const Command& command) {
        for (auto& [number, life] : lives_) {
            for (std::size_t i = 0; i < kSlots + kRefunds; ++i) {
                const SimTime at = deadline_at(life.order, i);
                const bool is_own = &life == firing && timer_at(life.order, i) == command.kind;
                const bool fires_first = &life == firing && !is_own && at == now_ &&
                                         timer_at(life.order, i) < command.kind;
                if (at < now_ || fires_first) {
                    conflict_ = Conflict{life.armed.by_step[i], now_ - at + SimDuration(1)};
                    return;
                }
            }
        }
    }
    static SimTime deadline_at(const Order& order, std::size_t i) {
        if (i < kSlots) {
            return order.is_paused(static_cast<Slot>(i)) ? kNever : order.deadline[i];
        }
        return order.refund[i - kSlots].deadline;
    }
    static CommandKind timer_at(const Order& order, std::size_t i) {
        if (i < kSlots) {
            return order.timer[i];
        }
        return order.refund_state[i - kSlots] == RefundState::failed
                   ? CommandKind::refund_retry_timer
                   : CommandKind::refund_sla_timer;
    }

    const Setting& setting_;
    std::span<const Ordered> steps_;
    std::span<const SimDuration> waits_;
    SimTime now_{};
    bool has_fired_now_ = false;
    std::map<std::uint32_t, Life> lives_;
    std::vector<TimedCommand> result_;
    std::optional<Conflict> conflict_;
};

}  // namespace

std::optional<std::vector<TimedCommand>> timed(const Setting& setting,
                                               std::span<const Ordered> steps) {
    constexpr int tries = 1000;
    std::vector<SimDuration> waits(steps.size(), SimDuration::zero());
    for (int i = 0; i < tries; ++i) {
        Replay replay(setting, steps, waits);
        if (!replay.run()) {
            return std::nullopt;
        }
        if (!replay.conflict()) {
            return std::move(replay).result();
        }
        SimDuration& wait = waits[replay.conflict()->step];
        wait += replay.conflict()->too_early;
        if (wait > kLongestDelay) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::vector<measure::Step> untimed(const Setting& setting, std::span<const Ordered> steps) {
    std::vector<measure::Step> told;
    std::map<std::uint32_t, Order> orders;
    for (const Ordered& ordered : steps) {
        const Move& move = all_moves()[ordered.move];
        const bool passes = move.passing != Move::Passing::none;
        Order& order = orders[ordered.order];
        measure::Step step;
        step.order = ordered.order;
        step.actor = enum_name(passes ? Actor::clock : move.command.actor);
        step.command = passes ? "time passes" : std::string(enum_name(move.command.kind));
        Outcome outcome;
        if (perform(setting, order, move, outcome)) {
            const bool is_changed =
                passes || outcome.decision.kind == Decision::Kind::accepted;
            const Order after = is_changed ? canonical(setting, outcome.after) : order;
            step.detail = passes ? "" : detail_text(outcome.command);
            step.outcome = passes ? "" : outcome_text(*setting.rules, outcome.decision);
            step.changes = changes_between(order, after);
            order = after;
        }
        told.push_back(std::move(step));
    }
    return told;
}

std::size_t commands_in(std::span<const Ordered> steps) {
    return static_cast<std::size_t>(std::ranges::count_if(steps, [](const Ordered& step) {
        return all_moves()[step.move].passing == Move::Passing::none;
    }));
}

}  // namespace ordersim::check
