#include "tests/unit/judge/told_life.hpp"

#include <algorithm>

namespace ordersim::tests {

using namespace ordersim::order;
using judge::Observation;
using judge::Shows;
using Reply = Observation::Reply;

namespace {

class Teller {
public:
    Teller(const Rules& rules, Dice& dice, const TellOptions& options, Life life,
           const Policy& read)
        : rules_(rules), dice_(dice), options_(options), life_(std::move(life)), read_(read) {}

    void step() {
        Command command = next_command(life_, dice_);
        fire_overdue();
        if (class_of(command.kind) == CommandClass::timer) {
            life_.now += SimDuration(1);
            fire_overdue();
            return;
        }
        if (dice_.one_in(12)) {
            command.expected_version = life_.order.version - dice_.below(2);
        }
        Observation seen = dice_.one_in(3) && life_.order.version > 0 ? look() : give(command);
        send(seen);
    }
    void take(const Step& step) {
        const SimTime due = deadline_of(life_.order, step.command);
        if (step.is_fired && due != kNever) {
            life_.now = std::max(life_.now, due) + SimDuration(1);
            fire_overdue();
        } else if (class_of(step.command.kind) != CommandClass::timer) {
            life_.now += step.wait;
            fire_overdue();
            send(give(step.command));
        }
        send(look());
    }
    std::vector<Observation> told() {
        std::ranges::stable_sort(told_, {}, &Observation::returned_ns);
        return std::move(told_);
    }

private:
    void fire_overdue() {
        for (Deadline due = next_deadline(life_.order); due.at < life_.now;
             due = next_deadline(life_.order)) {
            const Decision fired =
                order::step(rules_, life_.order, read_, as_command(due), due.at);
            if (fired.kind != Decision::Kind::accepted) {
                return;  // a planted defect
            }
        }
    }
    Observation look() const {
        Observation seen;
        seen.is_read = true;
        seen.reply = Reply::seen;
        return seen;
    }
    Observation give(const Command& command) {
        Observation seen;
        seen.command = command;
        seen.key = ++keys_;
        const bool is_lost_on_the_way = dice_.below(200) < options_.lost_per_cent;
        const Decision decision =
            is_lost_on_the_way
                ? Decision{}
                : order::step(rules_, life_.order, read_, command, life_.now);
        seen.transition = decision.transition;
        seen.refusal = decision.refusal;
        seen.reply = decision.kind == Decision::Kind::accepted   ? Reply::accepted
                     : decision.kind == Decision::Kind::recorded ? Reply::recorded
                                                                 : Reply::refused;
        kept_ = is_lost_on_the_way ? Reply::unknown : seen.reply;
        if (is_lost_on_the_way || dice_.below(200) < options_.lost_per_cent) {
            seen.reply = Reply::unknown;
        }
        return seen;
    }
    void send(Observation seen) {
        seen.after = life_.order;
        if (!options_.names_versions) {
            seen.has_version = false;
            seen.after.version = 0;
        }
        seen.deadline = next_deadline(life_.order);
        seen.shows = seen.reply == Reply::refused ? Shows::state : Shows::order;
        const bool tells = !seen.is_read && seen.reply != Reply::unknown &&
                           (options_.tells_instants || life_.order.version == 1);
        seen.at = tells ? life_.now : kNever;
        const std::int64_t now_ns = wall_ns(life_.now);
        if (options_.only_states) {
            leave_words(seen);
        }
        seen.called_ns = now_ns - delay_ns();
        seen.returned_ns = now_ns + 1 + delay_ns();
        if (seen.reply == Reply::unknown) {
            seen.returned_ns += wall_ns(SimTime(options_.call_most));
        }
        told_.push_back(seen);
        if (!seen.is_read && dice_.below(100) < options_.resent_per_cent) {
            told_.push_back(sent_again(seen));
        }
    }
    /// Nothing but the state's word, and not always that.
    void leave_words(Observation& seen) {
        seen.at = kNever;
        seen.transition = kNoTransition;
        seen.has_version = false;
        seen.after.version = 0;
        seen.shows = dice_.one_in(4) && !seen.is_read ? Shows::nothing : Shows::state;
        seen.states.add(seen.after.regions.order);
        if (seen.reply == Reply::refused) {
            seen.refusals.add(seen.refusal);
        }
        const bool is_fact = class_of(seen.command.kind) == CommandClass::fact;
        const bool is_heard = seen.reply == Reply::accepted || seen.reply == Reply::recorded;
        if (is_fact && is_heard && !seen.is_read && dice_.one_in(2)) {
            seen.reply = kept_ = Reply::acknowledged;
        }
    }
    /// Soon, or when much else has happened; what was carried out is answered as it was then.
    [[nodiscard]] Observation sent_again(const Observation& seen) {
        Observation again = seen;
        again.is_resent = true;
        again.reply = kept_;
        if (!options_.only_states) {
            again.shows = kept_ == Reply::refused ? Shows::state : Shows::order;
        }
        again.at = kept_ == Reply::unknown ? kNever : again.at;
        again.called_ns += delay_ns() * (dice_.one_in(2) ? 1 : 50);
        again.returned_ns = std::max(again.called_ns, seen.returned_ns) + 1 + delay_ns();
        return again;
    }
    [[nodiscard]] std::int64_t wall_ns(SimTime at) const {
        const auto us = static_cast<double>(at.time_since_epoch().count());
        return static_cast<std::int64_t>(us * 1000 / options_.factor);
    }
    /// Mostly short, sometimes long enough to span other calls.
    std::int64_t delay_ns() {
        const std::int64_t most = wall_ns(SimTime(options_.call_most));
        return dice_.below(dice_.one_in(3) ? static_cast<std::uint32_t>(most) : 1000);
    }

    const Rules& rules_;
    Dice& dice_;
    const TellOptions& options_;
    Life life_;
    Policy read_;
    std::vector<Observation> told_;
    std::uint64_t keys_ = 0;
    Reply kept_ = Reply::unknown;  ///< under the last key
};

}  // namespace

ToldLife tell(const Rules& rules, const Journey& journey, const TellOptions& options,
              void (*policy_read)(Policy&)) {
    Policy read = journey.policy;
    if (policy_read != nullptr) {
        policy_read(read);
    }
    Dice dice({});
    Teller teller(rules, dice, options, {journey.policy, {}, {}}, read);
    for (const Step& step : journey.steps) {
        teller.take(step);
    }
    return {journey.policy, teller.told()};
}

ToldLife tell(const Rules& rules, Dice& dice, const TellOptions& options,
              void (*policy_read)(Policy&), void (*policy_base)(Policy&)) {
    Life life = unborn(dice);
    if (policy_base != nullptr) {
        policy_base(life.policy);
    }
    Policy read = life.policy;
    if (policy_read != nullptr) {
        policy_read(read);
    }
    const Policy policy = life.policy;
    Teller teller(rules, dice, options, std::move(life), read);
    for (std::size_t i = 0; i < options.steps; ++i) {
        teller.step();
    }
    return {policy, teller.told()};
}

judge::Verdict verdict_on(const ToldLife& life, const TellOptions& options) {
    judge::JudgeConfig config;
    config.clock.factor = options.factor;
    config.clock.tolerance_ns = 2;
    config.answers_kept = 64;
    config.is_versioned = options.names_versions && !options.only_states;
    config.clock.is_told = !options.only_states;
    judge::Judge judge(rules(), life.policy, config);
    std::vector<const Observation*> calls;
    for (const Observation& seen : life.told) {
        calls.push_back(&seen);
    }
    std::ranges::stable_sort(calls, {}, &Observation::called_ns);
    auto call = calls.begin();
    for (const Observation& seen : life.told) {
        for (; call != calls.end() && (*call)->called_ns <= seen.returned_ns; ++call) {
            judge.sent((*call)->order);
        }
        judge.saw(seen);
    }
    judge.finish();
    return judge.verdict();
}

}  // namespace ordersim::tests
