#include "sim/load/follower.hpp"

#include <utility>

namespace ordersim::load {
namespace {

using market::News;
using order::Decision;
using Outcome = wire::Answer::Outcome;

/// What is shown, on top of what was known: a reply does not show all that there is.
order::Order shown_over(order::Order known, const wire::Answer& answer) {
    const order::Order& shown = answer.order;
    known.version = answer.version;
    known.regions = shown.regions;
    known.total = shown.total;
    known.quantity = shown.quantity;
    known.refund_state = shown.refund_state;
    known.refund_tries = shown.refund_tries;
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        known.refund[i] = {shown.refund[i].amount, kNever};
    }
    // What is not shown is not waited for: it may never come.
    known.deadline.fill(kNever);
    known.paused = 0;
    known.deadline[0] = answer.deadline.at;
    known.timer[0] = answer.deadline.timer;
    return known;
}

}  // namespace

void Follower::hear(const Rules& rules, const Policy& policy, const Told& told,
                    std::uint32_t in_flight, std::vector<News>& news) {
    const wire::Answer& answer = told.answer;
    const bool is_quiet = in_flight == 0;
    if (answer.outcome == Outcome::refused) {
        const Decision refused{Decision::Kind::refused, order::kNoTransition, answer.refusal,
                               order::Guard::always};
        news.push_back({told.command, refused, known_, told.at});
    } else if (answer.shows_order && answer.version > known_.version) {
        if (held_back_.empty() && reach(rules, policy, told, is_quiet, news)) {
            return;
        }
        held_back_.emplace(answer.version, told);
    }
    const bool is_change =
        answer.outcome == Outcome::accepted || answer.outcome == Outcome::acknowledged;
    if (!answer.shows_order && (is_change || answer.outcome == Outcome::shown)) {
        hear_words(rules, policy, told, is_quiet, news);
    }
    while (!held_back_.empty() &&
           reach(rules, policy, held_back_.begin()->second, is_quiet, news)) {
        held_back_.erase(held_back_.begin());
    }
}

void Follower::hear_words(const Rules& rules, const Policy& policy, const Told& told,
                          bool is_quiet, std::vector<News>& news) {
    if (told.answer.outcome == Outcome::shown && told.known != known_.version) {
        return;  // what it shows may be older than what is known by now
    }
    fire_before(rules, policy, told.at, UINT32_MAX, news);
    unfollowed_.push_back(told);
    bool is_moved = true;
    while (is_moved) {
        is_moved = false;
        for (std::size_t i = 0; i < unfollowed_.size() && !is_moved; ++i) {
            is_moved = follow_words(rules, policy, unfollowed_[i], news);
            if (is_moved) {
                unfollowed_.erase(unfollowed_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
    }
    if (is_quiet) {
        for (const Told& left : std::exchange(unfollowed_, {})) {
            adopt_words(left, news);
        }
    }
}

bool Follower::follow_words(const Rules& rules, const Policy& policy, const Told& told,
                            std::vector<News>& news) {
    const wire::Answer& answer = told.answer;
    const auto is_shown = [&](const order::Order& order) {
        return !answer.shows_state || answer.states.contains(order.regions.order);
    };
    if (answer.outcome == Outcome::shown) {
        return is_shown(known_);
    }
    order::Order next = known_;
    const Decision decision = step(rules, next, policy, told.command, told.at);
    const bool is_heard = decision.kind == Decision::Kind::accepted ||
                          (decision.kind == Decision::Kind::recorded &&
                           answer.outcome == Outcome::acknowledged);
    if (!is_heard || !is_shown(next)) {
        return false;
    }
    known_ = next;
    news.push_back({told.command, decision, known_, told.at});
    return true;
}

void Follower::adopt_words(const Told& told, std::vector<News>& news) {
    const wire::Answer& answer = told.answer;
    if (!answer.shows_state || answer.states.contains(known_.regions.order)) {
        return;
    }
    ++adopted_;
    ++known_.version;
    known_.regions.order = answer.states.first();
    known_.deadline.fill(kNever);
    known_.paused = 0;
    const Decision shown{Decision::Kind::recorded, order::kNoTransition, order::Refusal::none,
                         order::Guard::always};
    news.push_back({told.command, shown, known_, told.at});
}

/// A reply shows the next version where only deadlines lie between; where a version is missing it
/// waits for the reply that tells of it, as long as one is to come: then false.
bool Follower::reach(const Rules& rules, const Policy& policy, const Told& told, bool is_quiet,
                     std::vector<News>& news) {
    const std::uint32_t version = told.answer.version;
    if (version <= known_.version) {
        return true;
    }
    const bool is_change = told.answer.outcome == Outcome::accepted;
    // A look shows deadlines that have fired, whatever our clock says.
    fire_before(rules, policy, is_change ? told.at : kNever, is_change ? version - 1 : version,
                news);
    const bool is_followed =
        is_change ? follow(rules, policy, told, news) : known_.version == version;
    if (!is_followed && !is_quiet) {
        return false;
    }
    if (!is_followed) {
        adopt(told, news);
    }
    return true;
}

void Follower::fire_before(const Rules& rules, const Policy& policy, SimTime at,
                           std::uint32_t version, std::vector<News>& news) {
    while (known_.version < version) {
        const order::Deadline due = next_deadline(known_);
        if (due.at >= at) {  // or there is none
            return;
        }
        const order::Command timer = as_command(due);
        const Decision decision = step(rules, known_, policy, timer, due.at);
        if (decision.kind != Decision::Kind::accepted) {
            return;
        }
        news.push_back({timer, decision, known_, due.at});
    }
}

bool Follower::follow(const Rules& rules, const Policy& policy, const Told& told,
                      std::vector<News>& news) {
    if (known_.version + 1 != told.answer.version) {
        return false;
    }
    order::Order next = known_;
    const Decision decision = step(rules, next, policy, told.command, told.at);
    if (decision.kind != Decision::Kind::accepted ||
        next.regions != told.answer.order.regions) {
        return false;
    }
    known_ = next;
    news.push_back({told.command, decision, known_, told.at});
    return true;
}

void Follower::adopt(const Told& told, std::vector<News>& news) {
    ++adopted_;
    known_ = shown_over(known_, told.answer);
    const bool is_change = told.answer.transition != order::kNoTransition;
    const Decision decision{is_change ? Decision::Kind::accepted : Decision::Kind::recorded,
                            told.answer.transition, order::Refusal::none, order::Guard::always};
    news.push_back({told.command, decision, known_, told.at});
}

}  // namespace ordersim::load
